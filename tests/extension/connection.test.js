import assert from "node:assert/strict";
import test from "node:test";

import { Connection } from "../../extension/connection.js";
import { FakeGateway, URL, credentials, fakePorts, makeKey } from "./support.js";

const key = await makeKey();
const gateway = await FakeGateway.make();

/** A connection that is up, and what it says of its end. */
async function connected({ tickIntervalMs = 15_000, caps = [] } = {}) {
  const ports = fakePorts();
  const told = { ports, clock: ports.clock, lost: [], failed: [], requests: [] };
  const ready = new Promise((resolve) => {
    told.connection = new Connection(ports, URL, credentials(key, gateway.fingerprint), {
      onReady: resolve,
      onFailed: (error) => told.failed.push(error),
      onLost: (code, reason) => told.lost.push({ code, reason }),
      onRequest: (frame) => told.requests.push(frame),
    });
  });
  [told.socket] = ports.sockets;
  told.socket.open();
  told.socket.say(gateway.challenge());
  told.socket.say(await gateway.hello(await told.socket.next(), { tickIntervalMs, caps }));
  await ready;
  return told;
}

const tick = { type: "event", event: "tick", payload: { ts: 1 } };

test("a tick is sent in every interval, which keeps the worker alive", async () => {
  const { clock, socket } = await connected();
  for (let beats = 1; beats <= 4; beats += 1) {
    clock.advance(15_000);
    assert.deepEqual(socket.sent.at(-1), { type: "event", event: "tick", payload: { ts: clock.now() } });
    assert.equal(socket.sent.length, 1 + beats);
    socket.say(tick);
  }
});

test("a gateway that misses two ticks is gone", async () => {
  const { clock, socket, lost } = await connected();
  clock.advance(15_000); // heard: hello-ok itself
  clock.advance(15_000); // missed once
  assert.deepEqual(lost, []);
  clock.advance(15_000);
  assert.deepEqual(lost, [{ code: 4003, reason: "HEARTBEAT_LOST" }]);
  assert.equal(socket.closed.code, 4003);
  assert.equal(clock.pending, 0);
});

test("any frame counts as being alive", async () => {
  const { clock, socket, lost } = await connected();
  for (let rounds = 0; rounds < 6; rounds += 1) {
    clock.advance(15_000);
    if (rounds % 2) socket.say({ type: "req", id: "1", method: "m" });
  }
  assert.deepEqual(lost, []);
});

test("an interval of nothing would be a storm of ticks", async () => {
  const { clock, socket } = await connected({ tickIntervalMs: 0 });
  clock.advance(1_000);
  assert.equal(socket.sent.length, 2);
});

for (const frame of ["{", '{"type":"req","id":1,"method":"m"}', '{"type":"req","id":"1"}', new Uint8Array(3)]) {
  test(`a frame that cannot be answered ends the link with a reason: ${frame}`, async () => {
    const { socket, lost, requests } = await connected();
    socket.onmessage({ data: frame });
    assert.deepEqual(lost, [{ code: 4002, reason: "FRAME_INVALID" }]);
    assert.equal(socket.closed.code, 4002);
    assert.deepEqual(requests, []);
  });
}

test("answers, unknown kinds and events are no requests", async () => {
  const { socket, lost, requests } = await connected();
  socket.say("null");
  for (const frame of [{ type: "zzz" }, { type: "res", id: "1", ok: true }, { type: "event", event: "shutdown" }]) {
    socket.say(frame);
  }
  assert.deepEqual([requests, lost], [[], []]);
});

test("the end is told once, whatever comes after it", async () => {
  const { socket, lost, failed, connection } = await connected();
  const { onclose, onerror, onmessage } = socket;
  onclose({ code: 1001, reason: "bye" });
  onclose({ code: 1006, reason: "" });
  onerror({});
  onmessage({ data: "{" });
  connection.close(1000, "");
  assert.deepEqual(lost, [{ code: 1001, reason: "bye" }]);
  assert.deepEqual(failed, []);
  assert.equal(connection.ready, false);
});

test("its owner may end it and is told nothing", async () => {
  const { socket, lost, connection, clock } = await connected();
  connection.close(1000, "done");
  assert.deepEqual([socket.closed.code, lost, clock.pending], [1000, [], 0]);
});

test("a socket that never opened is unreachable", async () => {
  const ports = fakePorts();
  const failed = [];
  const listener = { onReady() {}, onFailed: (error) => failed.push(error), onLost() {}, onRequest() {} };
  new Connection(ports, URL, credentials(key, gateway.fingerprint), listener);
  ports.sockets[0].fail();
  ports.sockets[0].end();
  assert.deepEqual(failed.map(({ reason, unreachable }) => [reason, unreachable]), [["CLOSED", true]]);
});

const event = (n, text = "") => JSON.stringify({ type: "event", event: "e", payload: { n, text } });

test("frames of one task share a message where the gateway takes batches, in order", async () => {
  const { connection, socket, clock } = await connected({ caps: ["batch"] });
  const before = socket.messages;
  for (let n = 0; n < 5; n += 1) connection.send(event(n));
  await null;
  assert.equal(socket.messages, before + 1);
  connection.send(event(5));
  clock.advance(1);
  assert.equal(socket.messages, before + 2);
  assert.deepEqual(socket.sent.slice(1).map(({ payload }) => payload.n), [0, 1, 2, 3, 4, 5]);
});

test("a large frame goes alone and is not overtaken", async () => {
  const { connection, socket } = await connected({ caps: ["batch"] });
  const before = socket.messages;
  for (const [n, text] of ["", "x".repeat(100_000), "", ""].entries()) connection.send(event(n, text));
  await null;
  assert.equal(socket.messages, before + 3);
  assert.deepEqual(socket.sent.slice(1).map(({ payload }) => payload.n), [0, 1, 2, 3]);
});

test("large frames leave as bytes where the gateway takes them", async () => {
  const { connection, socket } = await connected({ caps: ["batch", "binary"] });
  for (const [n, text] of ["", "é".repeat(100_000), ""].entries()) connection.send(event(n, text));
  await null;
  assert.equal(socket.binary, 1);
  assert.deepEqual(socket.sent.slice(1).map(({ payload }) => payload.n), [0, 1, 2]);
  assert.equal(socket.sent[2].payload.text, "é".repeat(100_000));
});

test("a collection of events that was begun does not outlive the connection", async () => {
  const { connection, socket, clock } = await connected({ caps: ["batch"] });
  connection.send(event(0));
  await null;
  connection.send(event(1));
  connection.close(1000, "over");
  assert.equal(clock.pending, 0);
  assert.equal(socket.sent.length, 2);
});

test("without the grant every frame is a message, and a batch of the gateway's is a mistake", async () => {
  const { connection, socket, lost } = await connected();
  const before = socket.messages;
  connection.send(event(0));
  connection.send(event(1));
  assert.equal(socket.messages, before + 2);
  socket.say(`\n${event(0)}\n${event(1)}`);
  assert.deepEqual(lost, [{ code: 4002, reason: "FRAME_INVALID" }]);
});

test("a batch of the gateway's is handled frame by frame, and not after the end", async () => {
  const { socket, requests, lost } = await connected({ caps: ["batch"] });
  const request = (id) => JSON.stringify({ type: "req", id, method: "m" });
  socket.say(["", request("1"), request("2"), "{", request("3")].join("\n"));
  assert.deepEqual(requests.map(({ id }) => id), ["1", "2"]);
  assert.deepEqual(lost, [{ code: 4002, reason: "FRAME_INVALID" }]);
});

test("what was to leave with a batch does not leave after the end", async () => {
  const { connection, socket } = await connected({ caps: ["batch"] });
  connection.send(event(0));
  connection.close(1000, "over");
  await null;
  assert.equal(socket.sent.length, 1);
});

test("a frame with line breaks of its own is one frame", async () => {
  const { socket, requests } = await connected({ caps: ["batch"] });
  socket.say('{"type":"req",\n"id":"1",\n"method":"m"}');
  assert.deepEqual(requests.map(({ id }) => id), ["1"]);
});
