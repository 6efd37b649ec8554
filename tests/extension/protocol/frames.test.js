import assert from "node:assert/strict";
import test from "node:test";

import { FrameInvalid, decodeFrame, isChallenge, isHelloOk } from "../../../extension/protocol/frames.js";

const hello = {
  protocol: 3,
  server: { version: "1", connId: "c" },
  features: {},
  policy: { maxPayload: 1, maxBufferedBytes: 1, tickIntervalMs: 1 },
};

test("the three kinds of frame are read, unknown fields and all", () => {
  const frames = [
    { type: "req", id: "1", method: "m", params: {}, extra: 1 },
    { type: "res", id: "1", ok: true, payload: null },
    { type: "res", id: "1", ok: false, error: { code: "C", message: "m" } },
    { type: "event", event: "e", seq: 4 },
  ];
  for (const frame of frames) assert.deepEqual(decodeFrame(JSON.stringify(frame)), frame);
});

test("everything else is refused", () => {
  const others = [
    "",
    "{",
    "null",
    "7",
    "[]",
    '{"type":"hello"}',
    '{"type":"req","id":"","method":"m"}',
    '{"type":"req","id":1,"method":"m"}',
    '{"type":"req","id":"1"}',
    '{"type":"res","id":"1"}',
    '{"type":"res","id":"1","ok":false}',
    '{"type":"res","id":"1","ok":false,"error":{"code":1,"message":"m"}}',
    '{"type":"res","id":"1","ok":false,"error":{"code":"C","message":"m","details":[]}}',
    '{"type":"event"}',
  ];
  for (const text of others) assert.throws(() => decodeFrame(text), FrameInvalid, text);
});

test("a challenge has a nonce and a time", () => {
  assert.ok(isChallenge({ nonce: "n", ts: 1 }));
  const incomplete = [{}, { nonce: "", ts: 1 }, { nonce: 1, ts: 1 }, { nonce: "n" }, { nonce: "n", ts: "1" }];
  for (const other of [undefined, null, ...incomplete]) assert.ok(!isChallenge(other));
});

test("hello-ok has all its parts", () => {
  assert.ok(isHelloOk(hello));
  assert.ok(isHelloOk({ ...hello, type: "hello-ok", proof: { publicKey: "", signature: "" } }));
  const others = [
    null,
    {},
    { ...hello, type: "hello" },
    { ...hello, protocol: "3" },
    { ...hello, server: {} },
    { ...hello, features: [] },
    { ...hello, policy: { ...hello.policy, tickIntervalMs: "1" } },
    { ...hello, proof: null },
    { ...hello, proof: { publicKey: "" } },
  ];
  for (const other of others) assert.ok(!isHelloOk(other), JSON.stringify(other));
});
