import assert from "node:assert/strict";
import test from "node:test";

import { Backoff } from "../../../extension/core/backoff.js";

const delays = (backoff, count) => Array.from({ length: count }, () => backoff.next());

test("1 s, doubling to 30 s", () => {
  assert.deepEqual(delays(new Backoff(() => 0), 8), [1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3, 30e3]);
});

test("chance takes off a quarter at most", () => {
  assert.deepEqual(delays(new Backoff(() => 0.999999), 3), [750, 1500, 3000]);
});

test("a reset begins again", () => {
  const backoff = new Backoff(() => 0);
  delays(backoff, 5);
  backoff.reset();
  assert.equal(backoff.next(), 1_000);
});
