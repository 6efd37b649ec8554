import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { PairingInvalid, decodePairing, isLoopback, mayHandOver } from "../../../extension/protocol/pairing.js";

const { pairing } = JSON.parse(readFileSync(new URL("../../vectors/identity.json", import.meta.url)));

const encode = (fields) => `tabrelay1.${Buffer.from(JSON.stringify(fields)).toString("base64url")}`;
const valid = { u: "wss://relay.example/gateway", g: "0".repeat(64), i: "p", s: pairing.fields.secret, e: 1, n: "x" };

test("the pairing string of the shared vectors is read", () => {
  assert.deepEqual(decodePairing(pairing.string), pairing.fields);
  assert.deepEqual(decodePairing(`\n ${pairing.string} `), pairing.fields);
});

for (const text of pairing.invalid) {
  test(`no pairing string: ${JSON.stringify(text)}`, () => assert.throws(() => decodePairing(text), PairingInvalid));
}

test("a gateway on another machine needs TLS", () => {
  assert.equal(decodePairing(encode(valid)).url, valid.u);
  assert.throws(() => decodePairing(encode({ ...valid, u: "ws://relay.example/gateway" })), /wss:/);
  assert.throws(() => decodePairing(encode({ ...valid, u: "ws://127.0.0.1.example/gateway" })), /wss:/);
  for (const host of ["127.0.0.1:19222", "localhost:1", "[::1]:19222", "127.3.4.5"]) {
    assert.ok(decodePairing(encode({ ...valid, u: `ws://${host}/gateway` })));
  }
});

test("each damaged part is named", () => {
  const damaged = [
    [{ u: "http://127.0.0.1/gateway" }, /address/],
    [{ u: "ws://127.0.0.1/other" }, /address/],
    [{ u: "nonsense" }, /address/],
    [{ g: "abc" }, /key/],
    [{ s: "AAAA" }, /secret/],
    [{ s: "####" }, /secret/],
    [{ e: "soon" }, /damaged/],
    [{ i: 7 }, /damaged/],
  ];
  for (const [part, sentence] of damaged) assert.throws(() => decodePairing(encode({ ...valid, ...part })), sentence);
});

test("only the gateway's own page on this machine may hand a pairing over", () => {
  const local = decodePairing(pairing.string);
  assert.ok(mayHandOver(local, "http://127.0.0.1:19222"));
  const others = ["http://127.0.0.1:19223", "http://localhost:19222", "https://127.0.0.1:19222", "null", undefined];
  for (const origin of others) {
    assert.ok(!mayHandOver(local, origin), String(origin));
  }
  assert.ok(!mayHandOver(decodePairing(encode(valid)), "https://relay.example"));
  assert.ok(isLoopback("ws://[::1]:1/gateway"));
});
