/** The extension's side of a link, told from the outside: what the gateway does, and what the person sees of it. */
import assert from "node:assert/strict";
import test from "node:test";

import { badgeFor } from "../../extension/core/badge.js";
import { Link } from "../../extension/link.js";
import { FakeGateway, URL, credentials, fakePorts, makeKey } from "./support.js";

const SHARED_TAB = { wanted: true, obstacle: "", explain: false, mode: "shared" };
const key = await makeKey();
const gateway = await FakeGateway.make();
const target = { url: URL, gateway: gateway.fingerprint, pairing: null };

/** A link with all that it reports. `phase(name)` waits until the link is in that phase. */
function makeLink() {
  const ports = fakePorts();
  const seen = { states: [], ready: [], requests: [] };
  const waiting = [];
  const link = new Link(ports, ({ gateway: pinned, pairing }) => credentials(key, pinned, pairing), {
    onState: (state) => {
      seen.states.push(state);
      for (const wait of waiting.splice(0)) if (wait.phase === state.phase) wait.resolve(); else waiting.push(wait);
    },
    onReady: (hello, to) => {
      seen.ready.push({ hello, to });
      link.send('{"first":true}');
    },
    onRequest: (frame) => seen.requests.push(frame),
  });
  const phase = (name) =>
    link.state.phase === name
      ? Promise.resolve()
      : new Promise((resolve) => waiting.push({ phase: name, resolve }));
  return { link, ports, clock: ports.clock, seen, phase, badge: () => badgeFor(link.state, SHARED_TAB).text };
}

/** The gateway lets the extension in; resolves with the socket when the link is up. */
async function letIn({ ports, phase }, options = {}) {
  const socket = ports.sockets.at(-1);
  socket.open();
  socket.say(gateway.challenge());
  socket.say(await gateway.hello(await socket.next(), options));
  await phase("ready");
  return socket;
}

/** Every way in which a try can end without a link: what the gateway does, and how the wait is rejected. */
const ENDINGS = [
  {
    name: "a refusal",
    reason: "REFUSED",
    act: async (socket) => {
      socket.open();
      socket.say(gateway.challenge());
      socket.say(gateway.refusal(await socket.next(), "UNAVAILABLE", "SHUTTING_DOWN", { retryable: true }));
      socket.end(4001, "SHUTTING_DOWN");
    },
  },
  {
    name: "a close",
    reason: "CLOSED",
    act: async (socket) => {
      socket.open();
      socket.end(1008, "policy");
      socket.end(1006, "");
    },
  },
  {
    name: "an error",
    reason: "CLOSED",
    act: async (socket) => {
      socket.fail();
      socket.end(1006, "");
    },
  },
  {
    name: "8 s of silence",
    reason: "TIMEOUT",
    act: async (socket, clock) => {
      socket.open();
      clock.advance(8_000);
      socket.end(1006, "");
    },
  },
  {
    name: "silence after connect",
    reason: "TIMEOUT",
    act: async (socket, clock) => {
      socket.open();
      clock.advance(5_000);
      socket.say(gateway.challenge());
      await socket.next();
      clock.advance(3_000);
    },
  },
  {
    name: "a malformed challenge",
    reason: "INVALID",
    act: async (socket) => socket.say({ type: "event", event: "connect.challenge", payload: {} }),
  },
  { name: "a frame that is not JSON", reason: "INVALID", act: async (socket) => socket.say("{") },
];

test("the first frame arrives at once and is not missed", async () => {
  const told = makeLink();
  // Before the turn in which the socket is made has ended, the challenge is under way.
  told.ports.onDial = (socket) => queueMicrotask(() => socket.say(gateway.challenge()));
  const wait = told.link.connect(target);
  const [socket] = told.ports.sockets;
  assert.equal(typeof socket.onmessage, "function", "the listener is bound in the turn of the dialling");
  const connect = await socket.next();
  assert.equal(connect.method, "connect");
  socket.say(await gateway.hello(connect));
  assert.equal((await wait).server.connId, "conn-1");
});

test("challenge, connect, hello-ok, and only then ready and ON", async () => {
  const told = makeLink();
  const wait = told.link.connect(target);
  const [socket] = told.ports.sockets;
  assert.equal(told.badge(), "…");
  socket.open();
  assert.deepEqual([told.link.ready, told.badge()], [false, "…"]);
  socket.say(gateway.challenge());
  const connect = await socket.next();
  assert.deepEqual([told.link.ready, told.badge(), socket.sent.length], [false, "…", 1]);
  socket.say(await gateway.hello(connect));
  await wait;
  assert.deepEqual([told.link.ready, told.badge()], [true, "ON"]);
  assert.deepEqual(socket.sent[1], { first: true }, "the first frame after hello-ok is the owner's");
});

for (const { name, reason, act } of ENDINGS) {
  test(`${name} rejects the wait once, leaves a clean state, and the next try works`, async () => {
    const told = makeLink();
    let rejections = 0;
    const wait = told.link.connect(target).catch((error) => {
      rejections += 1;
      return error;
    });
    const [socket] = told.ports.sockets;
    await act(socket, told.clock);
    const error = await wait;
    assert.equal(error.reason, reason);
    assert.equal(rejections, 1);
    assert.equal(told.link.ready, false);
    assert.equal(told.badge(), "!", "never an endless …");
    assert.equal(told.clock.pending, 0, "no timer of the failed try is left");
    assert.deepEqual([socket.onmessage, socket.onclose, socket.onerror], [null, null, null]);

    const next = told.link.connect(target);
    await letIn(told);
    assert.equal((await next).protocol, 3);
    assert.equal(told.badge(), "ON");
    assert.equal(told.link.state.failure, null);
  });
}

test("a late challenge is answered as long as the 8 s last", async () => {
  const told = makeLink();
  const wait = told.link.connect(target);
  told.clock.advance(7_999);
  await letIn(told);
  assert.equal((await wait).protocol, 3);
});

test("a second challenge is not answered again", async () => {
  const told = makeLink();
  const wait = told.link.connect(target);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  socket.say(gateway.challenge("another-nonce"));
  const connect = await socket.next();
  assert.equal(connect.params.device.nonce, "server-nonce");
  socket.say(await gateway.hello(connect));
  await wait;
  assert.deepEqual(socket.sent.map(({ method = "" }) => method), ["connect", ""]);
});

test("an answer to another id is no answer", async () => {
  const told = makeLink();
  const wait = told.link.connect(target);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  const connect = await socket.next();
  const hello = await gateway.hello(connect);
  socket.say({ ...hello, id: "another" });
  socket.say({ ...gateway.refusal(connect, "NOT_PAIRED", "PAIRING_REQUIRED"), id: "another" });
  assert.equal(told.link.ready, false);
  socket.say(hello);
  await wait;
});

test("frames that follow hello-ok at once are not lost, and come in order after ready", async () => {
  const told = makeLink();
  const wait = told.link.connect(target);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  socket.say(await gateway.hello(await socket.next()));
  for (const id of ["1", "2", "3"]) socket.say({ type: "req", id, method: "m" });
  assert.deepEqual(told.seen.requests, [], "nothing is handled before the gateway's proof was checked");
  await wait;
  assert.deepEqual(told.seen.requests.map(({ id }) => id), ["1", "2", "3"]);
  socket.say({ type: "req", id: "4", method: "m" });
  assert.equal(told.seen.requests.length, 4, "a frame on a ready link is handled in its own turn");
});

test("what a gateway sends that never proved itself is not executed", async () => {
  const told = makeLink();
  const wait = told.link.connect(target).catch((error) => error);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  const connect = await socket.next();
  const stranger = await FakeGateway.make();
  socket.say(await stranger.hello(connect));
  socket.say({ type: "req", id: "1", method: "debugger.attach" });
  assert.equal((await wait).reason, "UNTRUSTED");
  assert.deepEqual(told.seen.requests, []);
  assert.equal(told.link.ready, false);
});

test("the back-off doubles to 30 s and is reset by hello-ok, not by an open socket", async () => {
  const told = makeLink();
  told.link.keep(target);
  const delays = [];
  for (let tries = 0; tries < 7; tries += 1) {
    const socket = told.ports.sockets.at(-1);
    socket.open();
    socket.end(1011, "");
    await told.phase("waiting");
    delays.push(told.link.state.retryAt - told.clock.now());
    told.clock.advance(delays.at(-1));
  }
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  const socket = await letIn(told);
  socket.end(1001, "");
  assert.equal(told.link.state.retryAt - told.clock.now(), 1_000);
});

test("a link that is lost comes back by itself", async () => {
  const told = makeLink();
  told.link.keep(target);
  const socket = await letIn(told);
  socket.end(1001, "gone");
  assert.equal(told.badge(), "!");
  told.clock.advance(1_000);
  assert.equal(told.badge(), "!", "a try after a failure shows the failure until it succeeds");
  await letIn(told);
  assert.equal(told.badge(), "ON");
  assert.equal(told.seen.ready.length, 2);
  assert.equal(told.link.epoch, 2);
});

for (const [name, code] of [["revoked", 4005], ["replaced by a newer link", 4004]]) {
  test(`${name}: it does not fight, and tries again only at the alarm`, async () => {
    const told = makeLink();
    told.link.keep(target);
    (await letIn(told)).end(code, "");
    assert.equal(told.link.state.phase, "held");
    told.clock.advance(600_000);
    assert.equal(told.ports.sockets.length, 1);
    told.link.wake();
    assert.equal(told.ports.sockets.length, 2);
    await letIn(told);
  });
}

test("refused for good: held with the cause's own sentence; the alarm tries again", async () => {
  const told = makeLink();
  told.link.keep(target);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  socket.say(gateway.refusal(await socket.next(), "NOT_PAIRED", "PAIRING_REQUIRED"));
  await told.phase("held");
  assert.equal(told.link.state.failure.cause, "PAIRING_REQUIRED");
  assert.match(badgeFor(told.link.state, SHARED_TAB).title, /does not know this device.*tabrelay pair/);
  told.link.wake();
  assert.equal(told.ports.sockets.length, 2);
});

test("a gateway that asks to wait is given the time", async () => {
  const told = makeLink();
  told.link.keep(target);
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  const later = { retryable: true, retryAfterMs: 20_000 };
  socket.say(gateway.refusal(await socket.next(), "UNAUTHORIZED", "AUTH_RATE_LIMITED", later));
  await told.phase("waiting");
  told.clock.advance(19_999);
  told.link.wake();
  assert.equal(told.ports.sockets.length, 1, "an alarm does not cut a back-off short");
  told.clock.advance(1);
  assert.equal(told.ports.sockets.length, 2);
});

test("a pairing is redeemed once and then forgotten", async () => {
  const told = makeLink();
  const pairing = { id: "p", secret: "A".repeat(43), url: URL, gateway: gateway.fingerprint, expires: 0, name: "" };
  told.link.keep({ ...target, pairing });
  const [socket] = told.ports.sockets;
  socket.say(gateway.challenge());
  const connect = await socket.next();
  assert.equal(connect.params.auth.proof.pairing.id, "p");
  socket.say(await gateway.hello(connect, { secret: pairing.secret }));
  await told.phase("ready");
  assert.equal(told.seen.ready[0].to.pairing.id, "p", "the owner learns that it was redeemed");
  socket.end(1001, "");
  told.clock.advance(1_000);
  const again = told.ports.sockets.at(-1);
  again.say(gateway.challenge());
  assert.equal((await again.next()).params.auth.proof.pairing, undefined);
});

test("stop rejects the open wait and stays off", async () => {
  const told = makeLink();
  const wait = told.link.connect(target).catch((error) => error);
  told.link.stop();
  assert.equal((await wait).reason, "CLOSED");
  assert.deepEqual(told.ports.sockets[0].closed.code, 1000);
  assert.equal(told.link.state.phase, "off");
  assert.equal(told.clock.pending, 0);
});

test("keeping another gateway ends the first one's try, and only the second is tried again", async () => {
  const told = makeLink();
  told.link.keep(target);
  told.link.keep({ ...target, url: "ws://127.0.0.1:1/gateway" });
  assert.equal(told.ports.sockets[0].closed.code, 1000);
  told.ports.sockets[1].end(1006, "");
  await told.phase("waiting");
  told.clock.advance(30_000);
  assert.deepEqual(told.ports.sockets.map(({ url }) => url).slice(1), Array(2).fill("ws://127.0.0.1:1/gateway"));
});

test("a test of the link is one fresh handshake, also where the link is up", async () => {
  const told = makeLink();
  await assert.rejects(told.link.reconnect(), { reason: "CLOSED" });
  told.link.keep(target);
  const first = await letIn(told);
  const wait = told.link.reconnect();
  assert.equal(first.closed.code, 1000);
  await letIn(told);
  assert.equal((await wait).protocol, 3);
  const failing = told.link.reconnect();
  told.ports.sockets.at(-1).fail();
  await assert.rejects(failing, { reason: "CLOSED", unreachable: true });
  assert.equal(told.link.state.phase, "waiting", "after a failed test the usual tries go on");
});

test("an address that cannot be dialled is a failure like others", async () => {
  const told = makeLink();
  told.ports.dial = () => {
    throw new SyntaxError("no such scheme");
  };
  await assert.rejects(told.link.connect(target), { reason: "CLOSED", message: /no such scheme/ });
  assert.equal(told.link.state.phase, "off");
});
