/** Twins of what the extension stands on: a socket, a clock, a gateway, and a key of one's own. */
import assert from "node:assert/strict";

import {
  b64url,
  fingerprint,
  gatewayText,
  pairingProof,
  pairingText,
  unb64url,
} from "../../extension/protocol/identity.js";

export const URL = "ws://127.0.0.1:19222/gateway";
const utf8 = new TextEncoder();
const utf8Text = new TextDecoder("utf-8", { fatal: true });

/** A clock that moves when told to; due timers run on the way. */
export class FakeClock {
  ms = 1_760_000_000_000;
  #timers = new Map();
  #last = 0;

  setTimeout = (run, ms) => {
    this.#timers.set((this.#last += 1), { run, at: this.ms + ms });
    return this.#last;
  };

  clearTimeout = (timer) => void this.#timers.delete(timer);

  now = () => this.ms;

  get pending() {
    return this.#timers.size;
  }

  advance(ms) {
    const end = this.ms + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.ms = due[1].at;
      due[1].run();
    }
    this.ms = end;
  }
}

/** A WebSocket as a browser has it: events only to whoever listens, and a close that throws on forbidden codes. */
export class FakeSocket {
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  /** Frames that the extension wrote. */
  sent = [];
  /** In how many messages. */
  messages = 0;
  /** How many of them were bytes. */
  binary = 0;
  /** How the extension closed it. */
  closed = null;
  #waiting = [];
  #taken = 0;

  constructor(url) {
    this.url = url;
  }

  send(data) {
    assert.equal(this.closed, null, "nothing is sent after the close");
    this.messages += 1;
    const text = typeof data === "string" ? data : utf8Text.decode(data);
    if (text !== data) this.binary += 1;
    for (const line of text.trim().split("\n")) this.sent.push(JSON.parse(line));
    this.#waiting.shift()?.();
  }

  close(code, reason) {
    assert.ok(code === 1000 || (code >= 4000 && code <= 4999), `a browser throws on close(${code})`);
    assert.ok(utf8.encode(reason).length <= 123, "a close reason is at most 123 bytes");
    this.closed = { code, reason };
  }

  /** The next frame that the extension writes. */
  async next() {
    if (this.sent.length === this.#taken) await new Promise((resolve) => this.#waiting.push(resolve));
    return this.sent[this.#taken++];
  }

  open() {
    this.onopen?.({});
  }

  say(frame) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  end(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  fail() {
    this.onerror?.({});
  }
}

/** Ports for a Link: `sockets` lists what was dialled, `dialled()` waits for the next one. */
export function fakePorts(clock = new FakeClock()) {
  const sockets = [];
  const waiting = [];
  let ids = 0;
  return {
    clock,
    sockets,
    /** Called with each new socket in the turn in which it is made. */
    onDial: (_socket) => {},
    dial(url) {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      this.onDial(socket);
      waiting.shift()?.(socket);
      return socket;
    },
    dialled: () => new Promise((resolve) => waiting.push(resolve)),
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    now: clock.now,
    random: () => 0,
    uuid: () => `id-${(ids += 1)}`,
  };
}

/** An Ed25519 key as the handshake takes it. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    sign: async (text) => new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, utf8.encode(text))),
  };
}

/** The gateway's side, as far as a client sees it. */
export class FakeGateway {
  static async make() {
    const gateway = new FakeGateway();
    gateway.key = await makeKey();
    gateway.fingerprint = await fingerprint(gateway.key.publicKey);
    return gateway;
  }

  challenge(nonce = "server-nonce") {
    return { type: "event", event: "connect.challenge", payload: { nonce, ts: 1_760_000_000_000 } };
  }

  /** `hello-ok` to this `connect`; `secret` is that of the pairing it redeems. */
  async hello(connect, { serverNonce = "server-nonce", secret = null, tickIntervalMs = 15_000, caps = [] } = {}) {
    const { clientNonce, url } = connect.params.auth.proof;
    const parts = { clientNonce, serverNonce, url, device: connect.params.device.id };
    const proof = {
      publicKey: b64url(this.key.publicKey),
      signature: b64url(await this.key.sign(gatewayText(parts))),
    };
    if (secret !== null) proof.hmac = await pairingProof(unb64url(secret), pairingText("gateway", parts));
    const payload = {
      type: "hello-ok",
      protocol: 3,
      server: { version: "0.1.0", connId: "conn-1" },
      features: { methods: [], events: [], caps },
      policy: { maxPayload: 1_000_000, maxBufferedBytes: 2_000_000, tickIntervalMs },
      proof,
    };
    return { type: "res", id: connect.id, ok: true, payload };
  }

  refusal(connect, code, cause, extra = {}) {
    const error = { code, message: "The gateway's own words.", details: { code: cause }, ...extra };
    return { type: "res", id: connect.id, ok: false, error };
  }
}

/** Credentials of an extension that knows this gateway. */
export function credentials(key, gateway, pairing = null) {
  return {
    client: { id: "tabrelay-extension", version: "0.1.0", platform: "linux", mode: "node" },
    role: "node",
    key,
    gateway,
    pairing,
    caps: ["browser"],
    commands: ["debugger.attach"],
  };
}
