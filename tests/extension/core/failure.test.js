import assert from "node:assert/strict";
import test from "node:test";

import { failureOf, hostOf, lossOf, sentenceFor } from "../../../extension/core/failure.js";
import { CAUSES, CLOSE } from "../../../extension/protocol/generated.js";
import { HandshakeFailure } from "../../../extension/protocol/handshake-failure.js";

const URL = "ws://127.0.0.1:19222/gateway";
const failure = (parts) => ({ reason: "CLOSED", cause: "", message: "M.", unreachable: false, closeCode: 0, ...parts });

test("every cause has a sentence of its own", () => {
  for (const [cause, { sentence }] of Object.entries(CAUSES)) {
    assert.equal(sentenceFor(failure({ reason: "REFUSED", cause, message: "words of a stranger" }), URL), sentence);
  }
});

test("an unknown cause is told in the gateway's words", () => {
  assert.equal(sentenceFor(failure({ reason: "REFUSED", cause: "NEW" }), URL), "M.");
});

test("nobody there: how to start a gateway", () => {
  assert.match(sentenceFor(failure({ unreachable: true }), URL), /127\.0\.0\.1:19222.*`tabrelay up`/);
});

const ENDS = ["REVOKED", "SUPERSEDED", "GOING_AWAY", "RESTARTING", "HEARTBEAT_LOST", "SLOW_CONSUMER", "TOO_LARGE"];
for (const name of ENDS) {
  test(`a link that ended with ${name} says why`, () => {
    const sentence = sentenceFor(failure({ reason: "LOST", closeCode: CLOSE[name] }), URL);
    assert.match(sentence, /^[A-Z].+\.$/);
    assert.notEqual(sentence, "M. It is tried again.");
  });
}

test("other ends are told as they were", () => {
  assert.equal(sentenceFor(failure({ reason: "LOST", closeCode: 1006 }), URL), "M. It is tried again.");
  assert.equal(sentenceFor(failure({ reason: "UNTRUSTED", unreachable: true }), URL), "M.");
  assert.equal(hostOf("nonsense"), "nonsense");
});

test("what would fail in the same way again is final, what the gateway calls retryable is not", () => {
  const refused = (retryable) => new HandshakeFailure("REFUSED", "M.", { code: "C", message: "M.", retryable });
  assert.equal(failureOf(refused(false)).isFinal, true);
  assert.equal(failureOf(refused(true)).isFinal, false);
  assert.equal(failureOf(new HandshakeFailure("UNTRUSTED", "M.")).isFinal, true);
  for (const reason of ["TIMEOUT", "CLOSED", "INVALID"]) {
    assert.equal(failureOf(new HandshakeFailure(reason, "M.")).isFinal, false, reason);
  }
});

test("a link that was up is left at its end where coming back would be a fight", () => {
  const final = Object.values(CLOSE).filter((code) => lossOf(code, "").isFinal);
  assert.deepEqual(final.sort(), [CLOSE.REVOKED, CLOSE.SUPERSEDED].sort());
  assert.equal(lossOf(1006, "").message, "The link ended (1006).");
  assert.equal(lossOf(1001, "bye").message, "The link ended (1001: bye).");
});
