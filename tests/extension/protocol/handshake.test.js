import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Handshake } from "../../../extension/protocol/handshake.js";
import { fingerprint, unb64url } from "../../../extension/protocol/identity.js";
import { decodePairing } from "../../../extension/protocol/pairing.js";
import { FakeGateway, URL, credentials, makeKey } from "../support.js";

const vectors = JSON.parse(readFileSync(new globalThis.URL("../../vectors/handshake-client.json", import.meta.url)));
const { facts } = vectors;

/** PKCS #8 around a raw Ed25519 private key. */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

async function keyFromSeed(seed) {
  const pkcs8 = Uint8Array.from([...PKCS8, ...unb64url(seed)]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  const sign = async (text) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(text)));
  return { publicKey: unb64url(x), sign };
}

async function begin({ pairing, pinned = true, device = true, role, token, scopes }) {
  const who = {
    client: facts.client,
    role: role ?? facts.role,
    key: device ? await keyFromSeed(facts.deviceSeed) : null,
    gateway: pinned ? facts.gateway : null,
    pairing: pairing ? decodePairing(facts.pairing) : null,
    token,
    scopes,
    caps: facts.caps,
    commands: facts.commands,
  };
  return new Handshake(who, { url: facts.url, nonce: facts.clientNonce, requestId: facts.requestId });
}

function fed(handshake, step) {
  if ("closed" in step) return handshake.closed(...step.closed);
  if ("timeout" in step) return handshake.timeout();
  const data = typeof step.receive === "string" ? step.receive : JSON.stringify(step.receive);
  return handshake.receive(data, facts.now);
}

/** A `connect` with the role that an absent one stands for: writers may leave a default out. */
function withRole(frame) {
  return { ...frame, params: { role: "operator", ...frame.params } };
}

/** An output in the words of the vectors, with the parts that `expected` names. */
function said(output, expected) {
  switch (output.kind) {
    case "send":
      return { send: withRole(JSON.parse(output.data)) };
    case "ready":
      return { ready: { protocol: output.hello.protocol, connId: output.hello.server.connId } };
    case "failed":
      return { failed: output.error.reason, ...(expected && "cause" in expected ? { cause: output.error.cause } : {}) };
    default:
      return { close: output.code };
  }
}

for (const { name, credentials: who, steps } of vectors.scenarios) {
  test(`shared vector: ${name}`, async () => {
    const handshake = await begin(who);
    for (const step of steps) {
      const outputs = await fed(handshake, step);
      assert.deepEqual(
        outputs.map((output, index) => said(output, step.expect[index])),
        step.expect.map((output) => ("send" in output ? { send: withRole(output.send) } : output)),
      );
    }
  });
}

test("a time-out wins over a signature that is still being made", async () => {
  const handshake = await begin({});
  const challenge = { type: "event", event: "connect.challenge", payload: { nonce: facts.serverNonce, ts: facts.now } };
  const underWay = handshake.receive(JSON.stringify(challenge), facts.now);
  assert.deepEqual(handshake.timeout().map(({ kind }) => kind), ["failed", "close"]);
  assert.deepEqual(await underWay, []);
});

test("a close wins over a proof that is still being checked", async () => {
  const gateway = await FakeGateway.make();
  const who = credentials(await makeKey(), gateway.fingerprint);
  const handshake = new Handshake(who, { url: URL, nonce: "n", requestId: "r" });
  const [{ data }] = await handshake.receive(JSON.stringify(gateway.challenge()), 0);
  const underWay = handshake.receive(JSON.stringify(await gateway.hello(JSON.parse(data))), 0);
  assert.deepEqual(handshake.closed(1006, "").map(({ kind }) => kind), ["failed"]);
  assert.deepEqual(await underWay, []);
  assert.equal(handshake.state, "ended");
});

test("a proof for another address is not trusted: something forwards", async () => {
  const gateway = await FakeGateway.make();
  const who = credentials(await makeKey(), gateway.fingerprint);
  const handshake = new Handshake(who, { url: URL, nonce: "n", requestId: "r" });
  const [{ data }] = await handshake.receive(JSON.stringify(gateway.challenge()), 0);
  const connect = JSON.parse(data);
  connect.params.auth.proof.url = "ws://127.0.0.1:1/gateway";
  const outputs = await handshake.receive(JSON.stringify(await gateway.hello(connect)), 0);
  assert.equal(outputs[0].error.reason, "UNTRUSTED");
});

test("the pairing's secret never crosses the wire", async () => {
  const handshake = await begin({ pairing: true });
  const [{ data }] = await fed(handshake, {
    receive: { type: "event", event: "connect.challenge", payload: { nonce: facts.serverNonce, ts: facts.now } },
  });
  assert.ok(!data.includes(decodePairing(facts.pairing).secret));
});

test("the facts of the vectors fit together", async () => {
  const { publicKey } = await keyFromSeed(facts.gatewaySeed);
  assert.equal(await fingerprint(publicKey), facts.gateway);
});
