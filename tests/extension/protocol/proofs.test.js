import assert from "node:assert/strict";
import test from "node:test";

import { Proofs } from "../../../extension/protocol/proofs.js";
import { FakeGateway, URL, credentials, makeKey } from "../support.js";

const FACTS = { url: URL, nonce: "client-nonce" };

/** Proofs of an extension that has answered a challenge, and the gateway's answer to it. */
async function answered() {
  const gateway = await FakeGateway.make();
  const proofs = new Proofs(credentials(await makeKey(), gateway.fingerprint), FACTS);
  const params = await proofs.connect("server-nonce", 0);
  const { payload: hello } = await gateway.hello({ id: "1", params });
  return { gateway, proofs, params, hello };
}

test("the gateway that is pinned is trusted", async () => {
  const { proofs, hello } = await answered();
  assert.equal(await proofs.distrust(hello), "");
});

test("each way in which a gateway may fail to prove itself has its own sentence", async () => {
  const { proofs, params, hello } = await answered();
  const stranger = await FakeGateway.make();
  const { payload: foreign } = await stranger.hello({ id: "1", params });
  const damaged = { ...hello, proof: { ...hello.proof, signature: "!" } };
  const swapped = { ...hello, proof: { ...hello.proof, signature: foreign.proof.signature } };
  const sentences = [];
  for (const answer of [{ ...hello, proof: undefined }, damaged, foreign, swapped]) {
    sentences.push(await proofs.distrust(answer));
  }
  assert.match(sentences[0], /proved nothing/);
  assert.match(sentences[1], /malformed/);
  assert.match(sentences[2], /not the one this browser was paired with/);
  assert.match(sentences[3], /stands between/);
});

test("where no gateway is pinned nothing of the mutual proof is sent, and nothing is checked", async () => {
  const proofs = new Proofs(credentials(await makeKey(), null), FACTS);
  const params = await proofs.connect("server-nonce", 0);
  assert.equal(params.auth, undefined);
  assert.equal(await proofs.distrust({}), "");
});

test("without a key nothing is signed", async () => {
  const gateway = await FakeGateway.make();
  const params = await new Proofs(credentials(null, gateway.fingerprint), FACTS).connect("server-nonce", 0);
  assert.equal(params.device, undefined);
  assert.deepEqual(params.auth, { proof: { clientNonce: "client-nonce", url: URL } });
});
