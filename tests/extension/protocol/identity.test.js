import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  b64url,
  deviceText,
  fingerprint,
  clientText,
  gatewayText,
  pairingProof,
  pairingProofIsValid,
  pairingText,
  shortWords,
  signatureIsValid,
  unb64url,
} from "../../../extension/protocol/identity.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/identity.json", import.meta.url)));
const { device, gateway, pairing } = vectors;
/** The parts of the texts, read back from the one of the gateway. */
const [, clientNonce, serverNonce, url, deviceId] = gateway.text.split("|");
const parts = { clientNonce, serverNonce, url, device: deviceId };

test("ids, words and texts are those of the shared vectors", async () => {
  assert.equal(await fingerprint(unb64url(vectors.publicKey)), vectors.deviceId);
  assert.equal(shortWords(vectors.deviceId), vectors.words);
  assert.equal(await fingerprint(unb64url(gateway.publicKey)), gateway.fingerprint);
  assert.equal(shortWords(gateway.fingerprint), gateway.words);
  assert.equal(deviceText({ ...device, device: vectors.deviceId, signedAtMs: device.signedAt }), device.text);
  assert.equal(gatewayText(parts), gateway.text);
  assert.equal(clientText(parts), vectors.client.text);
  assert.equal(pairingText("client", parts), pairing.clientText);
  assert.equal(pairingText("gateway", parts), pairing.gatewayText);
});

test("signatures of the shared vectors hold, and only for their text and key", async () => {
  assert.ok(await signatureIsValid(unb64url(vectors.publicKey), unb64url(device.signature), device.text));
  assert.ok(await signatureIsValid(unb64url(gateway.publicKey), unb64url(gateway.signature), gateway.text));
  assert.ok(!(await signatureIsValid(unb64url(gateway.publicKey), unb64url(gateway.signature), `${gateway.text} `)));
  assert.ok(!(await signatureIsValid(unb64url(vectors.publicKey), unb64url(gateway.signature), gateway.text)));
  assert.ok(!(await signatureIsValid(new Uint8Array(5), new Uint8Array(64), gateway.text)));
});

test("pairing proofs are those of the shared vectors, and one side's is not the other's", async () => {
  const secret = unb64url(pairing.fields.secret);
  assert.equal(await pairingProof(secret, pairing.clientText), pairing.clientHmac);
  assert.ok(await pairingProofIsValid(secret, pairing.gatewayText, pairing.gatewayHmac));
  assert.ok(!(await pairingProofIsValid(secret, pairing.gatewayText, pairing.clientHmac)));
  assert.ok(!(await pairingProofIsValid(secret, pairing.gatewayText, "####")));
});

test("base64url goes both ways and takes nothing else", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.deepEqual(unb64url(b64url(bytes)), bytes);
  for (const text of ["a", "a+", "a/", "ab==", "ä"]) assert.throws(() => unb64url(text), TypeError);
});
