import assert from "node:assert/strict";
import test from "node:test";

import { HandshakeFailure } from "../../../extension/protocol/handshake-failure.js";

test("a refusal carries the coarse code, the precise cause and the gateway's advice", () => {
  const details = { code: "AUTH_RATE_LIMITED" };
  const refused = { code: "UNAUTHORIZED", message: "No.", details, retryable: true, retryAfterMs: 5 };
  const error = new HandshakeFailure("REFUSED", refused.message, refused);
  assert.ok(error instanceof Error);
  assert.deepEqual(
    [error.reason, error.code, error.cause, error.retryable, error.retryAfterMs],
    ["REFUSED", "UNAUTHORIZED", "AUTH_RATE_LIMITED", true, 5],
  );
});

test("without a precise cause the coarse code stands in, and nothing is retryable unless the gateway says so", () => {
  const coarse = new HandshakeFailure("REFUSED", "No.", { code: "UNAUTHORIZED", message: "No." });
  assert.deepEqual([coarse.cause, coarse.retryable, coarse.retryAfterMs], ["UNAUTHORIZED", false, 0]);
  const odd = new HandshakeFailure("REFUSED", "No.", { code: "C", message: "No.", details: { code: 7 } });
  assert.equal(odd.cause, "C");
  assert.equal(new HandshakeFailure("TIMEOUT", "Late.").cause, "");
});
