/**
 * One socket, from dialling to its end: the handshake, then the frames, and the heartbeat in both directions.
 *
 * It ends once, in one of three ways: `onFailed` (no `hello-ok`), `onLost` (the link was up), or `close()` by its
 * owner, who is told nothing. After that nothing of it runs any more.
 */
import { Outbox } from "./outbox.js";
import { grants } from "./protocol/frames.js";
import { CAP_BATCH, CAP_BINARY, CLOSE, LIMITS, TICK_EVENT } from "./protocol/generated.js";
import { Handshake, HandshakeFailure } from "./protocol/handshake.js";

/** @typedef {import("./protocol/generated.js").HelloOk} HelloOk */
/** @typedef {import("./protocol/frames.js").RequestFrame} RequestFrame */
/** @typedef {import("./protocol/handshake.js").Credentials} Credentials */

/**
 * The part of a WebSocket that is used here.
 * @typedef {object} Socket
 * @property {((event: any) => void) | null} onopen
 * @property {((event: {data: any}) => void) | null} onmessage
 * @property {((event: any) => void) | null} onerror
 * @property {((event: {code: number, reason: string}) => void) | null} onclose
 * @property {(data: string | Uint8Array<ArrayBuffer>) => void} send
 * @property {(code: number, reason: string) => void} close
 */

/**
 * What the platform gives: sockets, timers, a clock (ms since the epoch), chance, fresh ids.
 * @typedef {object} Ports
 * @property {(url: string) => Socket} dial
 * @property {(run: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now
 * @property {() => number} random
 * @property {() => string} uuid
 */

/**
 * @typedef {object} Listener
 * @property {(hello: HelloOk) => void} onReady
 * @property {(error: HandshakeFailure) => void} onFailed
 * @property {(code: number, reason: string) => void} onLost
 * @property {(frame: RequestFrame) => void} onRequest
 */

/** Ticks of the gateway that may be missed before it counts as gone. */
const MISSED_TICKS = 2;

export class Connection {
  ready = false;
  #over = false;
  #opened = false;
  #heard = false;
  #missed = 0;
  #tickMs = 0;
  /** The one timer that runs: the limit of the handshake, later the heartbeat. */
  #timer;
  #batches = false;
  /** @type {string[]} frames that came while WebCrypto was at work on an earlier one */
  #inbox = [];
  #pumping = false;
  #ports;
  #listener;
  #handshake;
  #outbox;
  #socket;

  /**
   * Dials. Throws what the WebSocket constructor throws (an address that cannot be one).
   * @param {Ports} ports
   * @param {string} url
   * @param {Credentials} credentials
   * @param {Listener} listener
   */
  constructor(ports, url, credentials, listener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#handshake = new Handshake(credentials, { url, nonce: ports.uuid(), requestId: ports.uuid() });
    const socket = ports.dial(url);
    // In the same turn: the gateway's first frame may be there as soon as this turn ends.
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onopen = () => (this.#opened = true);
    socket.onerror = () => this.#ended(1006, "");
    socket.onclose = (event) => this.#ended(event.code, event.reason);
    this.#socket = socket;
    this.#outbox = new Outbox(ports, (data) => socket.send(data));
    this.#timer = ports.setTimeout(() => this.#perform(this.#handshake.timeout()), LIMITS.clientHandshakeMs);
  }

  /**
   * Writes one frame, in order. Only to be called while `ready`. When it leaves is up to {@link Outbox}.
   * @param {string} frame
   */
  send(frame) {
    this.#outbox.send(frame);
  }

  /**
   * Ends the connection without telling the listener. `code` is 1000 or 4000-4999: a browser throws on others.
   * @param {number} code
   * @param {string} reason
   */
  close(code, reason) {
    if (this.#finish()) this.#socket.close(code, reason);
  }

  /** @param {any} data */
  #receive(data) {
    this.#heard = true;
    if (this.ready) return this.#message(data);
    this.#inbox.push(data);
    void this.#pump();
  }

  /** Feeds the handshake one frame at a time, in order, however long WebCrypto takes over one of them. */
  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#inbox.length > 0 && !this.ready && !this.#over) {
      const data = /** @type {string} */ (this.#inbox.shift());
      this.#perform(await this.#handshake.receive(data, this.#ports.now()));
    }
    this.#pumping = false;
  }

  /** @param {import("./protocol/handshake.js").Output[]} outputs */
  #perform(outputs) {
    for (const output of outputs) {
      if (output.kind === "send") this.#socket.send(output.data);
      else if (output.kind === "ready") this.#begin(output.hello);
      else if (output.kind === "failed") this.#fail(output.error, outputs);
    }
  }

  /** @param {HelloOk} hello */
  #begin(hello) {
    this.ready = true;
    this.#ports.clearTimeout(this.#timer);
    this.#batches = grants(hello, CAP_BATCH);
    this.#outbox.agree({ batches: this.#batches, binary: grants(hello, CAP_BINARY) });
    this.#tickMs = Math.max(1_000, hello.policy.tickIntervalMs);
    this.#beat();
    this.#listener.onReady(hello);
    for (const data of this.#inbox.splice(0)) this.#message(data);
  }

  /**
   * @param {HandshakeFailure} error
   * @param {import("./protocol/handshake.js").Output[]} outputs what the handshake said with it; a close, perhaps
   */
  #fail(error, outputs) {
    if (!this.#finish()) return;
    error.unreachable = !this.#opened;
    for (const output of outputs) if (output.kind === "close") this.#socket.close(output.code, output.reason);
    this.#listener.onFailed(error);
  }

  /**
   * A frame, or a batch of them: a line feed, then a frame a line.
   * @param {any} data
   */
  #message(data) {
    if (!this.#batches || typeof data !== "string" || data[0] !== "\n") return this.#frame(data);
    for (const frame of data.slice(1).split("\n")) this.#frame(frame);
  }

  /** @param {any} data */
  #frame(data) {
    if (this.#over) return;
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return this.#lose(CLOSE.PROTOCOL_ERROR, "FRAME_INVALID");
    }
    // Ticks need no more than having been heard; the extension asks for nothing, so nothing is answered to it.
    if (frame?.type !== "req") return;
    if (typeof frame.id !== "string" || typeof frame.method !== "string") {
      return this.#lose(CLOSE.PROTOCOL_ERROR, "FRAME_INVALID");
    }
    this.#listener.onRequest(frame);
  }

  #beat() {
    this.#timer = this.#ports.setTimeout(() => {
      this.#missed = this.#heard ? 0 : this.#missed + 1;
      this.#heard = false;
      if (this.#missed >= MISSED_TICKS) return this.#lose(CLOSE.HEARTBEAT_LOST, "HEARTBEAT_LOST");
      this.#socket.send(`{"type":"event","event":"${TICK_EVENT}","payload":{"ts":${this.#ports.now()}}}`);
      this.#beat();
    }, this.#tickMs);
  }

  /**
   * The socket is gone.
   * @param {number} code
   * @param {string} reason
   */
  #ended(code, reason) {
    if (!this.ready) return this.#perform(this.#handshake.closed(code, reason));
    if (this.#finish()) this.#listener.onLost(code, reason);
  }

  /**
   * Ends a link that was up. The close frame may never get through, so its answer is not waited for.
   * @param {number} code
   * @param {string} reason
   */
  #lose(code, reason) {
    if (!this.#finish()) return;
    this.#socket.close(code, reason);
    this.#listener.onLost(code, reason);
  }

  /** Nothing runs after this; false when that was so already. */
  #finish() {
    if (this.#over) return false;
    this.#over = true;
    this.ready = false;
    this.#ports.clearTimeout(this.#timer);
    this.#inbox.length = 0;
    this.#outbox.end();
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
    return true;
  }
}
