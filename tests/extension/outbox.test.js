import assert from "node:assert/strict";
import test from "node:test";

import { Outbox } from "../../extension/outbox.js";
import { FakeClock } from "./support.js";

/** An outbox, and the messages that left it; bytes are copied, as a socket does. */
function outboxTo({ batches = true, binary = false } = {}) {
  const clock = new FakeClock();
  const messages = [];
  const outbox = new Outbox(clock, (data) => messages.push(typeof data === "string" ? data : data.slice()));
  outbox.agree({ batches, binary });
  return { outbox, clock, messages };
}

const event = (n, text = "") => JSON.stringify({ type: "event", event: "e", payload: { n, text } });
const answer = (n) => JSON.stringify({ type: "res", id: `${n}`, ok: true });

test("an event after a quiet time leaves at the end of its task", async () => {
  const { outbox, clock, messages } = outboxTo();
  for (let n = 0; n < 3; n += 1) {
    outbox.send(event(n));
    await null;
    assert.equal(messages.length, n + 1);
    assert.equal(clock.pending, 0);
    clock.advance(3);
  }
});

test("events that follow closely are collected for a moment, in order, and none is left behind", async () => {
  const { outbox, clock, messages } = outboxTo();
  for (let n = 0; n < 5; n += 1) {
    outbox.send(event(n));
    await null;
  }
  assert.deepEqual(messages, [event(0)]);
  clock.advance(1);
  assert.deepEqual(messages.slice(1), [`\n${[1, 2, 3, 4].map((n) => event(n)).join("\n")}`]);
  assert.equal(clock.pending, 0);
});

test("a burst that goes on leaves message by message", async () => {
  const { outbox, clock, messages } = outboxTo();
  for (let n = 0; n < 9; n += 1) {
    outbox.send(event(n));
    await null;
    if (n % 2 === 0) clock.advance(1);
  }
  assert.deepEqual(messages, [0, 1, 3, 5, 7].map((n) => (n === 0 ? event(0) : `\n${event(n)}\n${event(n + 1)}`)));
});

test("an answer takes along what is collected and waits for nothing", async () => {
  const { outbox, clock, messages } = outboxTo();
  for (let n = 0; n < 3; n += 1) {
    outbox.send(event(n));
    await null;
  }
  outbox.send(answer(3));
  outbox.send(event(4)); // of the same task
  await null;
  assert.deepEqual(messages, [event(0), `\n${[event(1), event(2), answer(3), event(4)].join("\n")}`]);
  assert.equal(clock.pending, 0);
});

test("answers are not delayed, however closely they follow", async () => {
  const { outbox, messages } = outboxTo();
  for (let n = 0; n < 5; n += 1) {
    outbox.send(answer(n));
    await null;
  }
  assert.deepEqual(messages, [0, 1, 2, 3, 4].map(answer));
});

test("an answer does not make the event after it a burst", async () => {
  const { outbox, messages } = outboxTo();
  outbox.send(answer(0));
  await null;
  outbox.send(event(1));
  await null;
  assert.deepEqual(messages, [answer(0), event(1)]);
});

test("a full collection leaves at once", async () => {
  const { outbox, clock, messages } = outboxTo();
  outbox.send(event(0));
  await null;
  for (let n = 1; n <= 32; n += 1) outbox.send(event(n));
  await null;
  assert.equal(messages.length, 2);
  assert.equal(messages[1].split("\n").length, 33);
  assert.equal(clock.pending, 0);
});

test("a clock that is set back holds nothing for longer", async () => {
  const { outbox, clock, messages } = outboxTo();
  outbox.send(event(0));
  await null;
  clock.ms -= 3_600_000;
  outbox.send(event(1));
  clock.advance(1);
  assert.deepEqual(messages, [event(0), event(1)]);
});

test("a large frame is a message of its own, is not overtaken and does not wait", async () => {
  const { outbox, clock, messages } = outboxTo();
  const large = event(2, "x".repeat(70_000));
  outbox.send(event(0));
  await null;
  outbox.send(event(1));
  outbox.send(large);
  outbox.send(event(3));
  await null;
  assert.deepEqual(messages, [event(0), `\n${event(1)}`, large, `\n${event(3)}`]);
  assert.equal(clock.pending, 0);
});

test("many middle-sized frames fill several messages", async () => {
  const { outbox, messages } = outboxTo();
  const frames = [0, 1, 2, 3].map((n) => event(n, "x".repeat(40_000)));
  for (const frame of frames) outbox.send(frame);
  await null;
  assert.deepEqual(messages, frames.map((frame) => `\n${frame}`));
});

test("large frames are UTF-8 where that was granted, small ones stay text", async () => {
  const { outbox, messages } = outboxTo({ binary: true });
  const frames = ["x", "é€🦊", "\ud800"].map((text, n) => event(n, text.repeat(70_000)));
  for (const frame of [event(9), ...frames, answer(9)]) {
    outbox.send(frame);
    await null;
  }
  assert.deepEqual([messages[0], messages.at(-1)], [event(9), answer(9)]);
  const texts = messages.slice(1, -1).map((bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  assert.deepEqual(texts, frames);
});

test("without batches every frame leaves in its turn", () => {
  const { outbox, messages } = outboxTo({ batches: false });
  for (let n = 0; n < 3; n += 1) outbox.send(event(n));
  assert.deepEqual(messages, [0, 1, 2].map((n) => event(n)));
});

test("nothing leaves after the end, and no timer runs on", async () => {
  const { outbox, clock, messages } = outboxTo();
  outbox.send(event(0));
  await null;
  outbox.send(event(1));
  outbox.end();
  assert.equal(clock.pending, 0);
  outbox.send(answer(2));
  await null;
  assert.deepEqual(messages, [event(0)]);
});
