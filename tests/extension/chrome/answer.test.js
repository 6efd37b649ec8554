import assert from "node:assert/strict";
import test from "node:test";

import { Answer } from "../../../extension/chrome/answer.js";
import { fakeLink } from "./fake-chrome.js";

test("nothing to say is an empty object", () => {
  const link = fakeLink();
  new Answer(link, 'id "quoted"').succeed();
  assert.deepEqual(link.frames, [{ type: "res", id: 'id "quoted"', ok: true, payload: {} }]);
});

test("an answer to what an earlier link asked is not given to a later one", () => {
  const link = fakeLink();
  const answer = new Answer(link, "1");
  link.epoch += 1;
  answer.succeed({});
  link.epoch -= 1;
  link.ready = false;
  answer.succeed({});
  assert.deepEqual(link.frames, []);
});

test("an answer larger than the gateway accepts is refused, in bytes of UTF-8", () => {
  const link = fakeLink();
  new Answer(link, "fits").succeed("x".repeat(998));
  new Answer(link, "large").succeed("x".repeat(999));
  new Answer(link, "large in UTF-8").succeed("ä".repeat(500));
  assert.deepEqual(link.frames.map(({ ok }) => ok), [true, false, false]);
  assert.equal(link.frames[1].error.details.code, "FRAME_TOO_LARGE");
});

test("what cannot be written as JSON is an error, not a silence", () => {
  const link = fakeLink();
  const loop = {};
  loop.loop = loop;
  new Answer(link, "1").succeed(loop);
  assert.equal(link.frames[0].ok, false);
});

test("errors of any kind become words", () => {
  const link = fakeLink();
  const errors = [new Error("thrown"), { message: "lastError" }, "text"];
  for (const error of errors) new Answer(link, "1").chromeRefused(error);
  assert.deepEqual(link.frames.map(({ error }) => error.message), ["thrown", "lastError", "text"]);
});
