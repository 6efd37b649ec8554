/**
 * Keeps this browser linked to one gateway: one connection at a time, tries again with back-off, and stops hammering
 * where trying again cannot help.
 *
 * | phase      | meaning                                             | leaves it by                              |
 * |------------|-----------------------------------------------------|-------------------------------------------|
 * | off        | no gateway to link to                               | `keep`, `connect`                         |
 * | connecting | the one wait for `hello-ok`, at most 8 s            | ready, waiting, held                      |
 * | ready      | frames flow                                         | waiting, held                             |
 * | waiting    | the back-off runs                                   | connecting                                |
 * | held       | refused, distrusted, revoked, replaced by another   | `wake` (an alarm), `keep`, `connect`      |
 *
 * Knows nothing of Chrome: sockets, timers, clock and chance are handed in.
 */
import { Backoff } from "./core/backoff.js";
import { Connection } from "./connection.js";
import { failureOf, lossOf } from "./core/failure.js";
import { CLOSE } from "./protocol/generated.js";
import { HandshakeFailure } from "./protocol/handshake.js";

/** @typedef {import("./connection.js").Ports} Ports */
/** @typedef {import("./connection.js").HelloOk} HelloOk */
/** @typedef {import("./connection.js").RequestFrame} RequestFrame */
/** @typedef {import("./protocol/pairing.js").Pairing} Pairing */
/** @typedef {import("./core/failure.js").Failure} Failure */
/** @typedef {"off" | "connecting" | "ready" | "waiting" | "held"} Phase */

/**
 * Where to, and whom to expect there: `gateway` is the fingerprint of its key, `pairing` an offer to redeem first.
 * @typedef {{url: string, gateway: string, pairing: Pairing | null}} Target
 */

/**
 * `since` is when the phase began, `retryAt` when the next try is due (`waiting` only), both ms since the epoch.
 * `failure` is the last one, until `hello-ok`.
 * @typedef {{phase: Phase, url: string, failure: Failure | null, since: number, retryAt: number}} LinkState
 */

/**
 * @typedef {object} LinkListener
 * @property {(state: LinkState) => void} onState
 * @property {(hello: HelloOk, target: Target) => void} onReady in the turn of `hello-ok`: send the first frame here
 * @property {(frame: RequestFrame) => void} onRequest
 */

export class Link {
  /** @type {LinkState} */
  state;
  /** Largest frame the gateway accepts, in bytes; valid while `ready`. */
  maxPayload = 0;
  /** Counts the links that were up: an answer to what an earlier one asked must not be written to a later one. */
  epoch = 0;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Target | null} what to come back to by itself */
  #target = null;
  /** @type {((error: HandshakeFailure) => void) | null} rejects the one wait that is open */
  #rejectWait = null;
  /** How often `stop` was called: what began before the last call has no say any more. */
  #stops = 0;
  /** @type {any} the back-off */
  #retryTimer;
  #backoff;
  #ports;
  #credentialsFor;
  #listener;

  /**
   * @param {Ports} ports
   * @param {(target: Target) => import("./protocol/handshake.js").Credentials} credentialsFor
   * @param {LinkListener} listener
   */
  constructor(ports, credentialsFor, listener) {
    this.#ports = ports;
    this.#credentialsFor = credentialsFor;
    this.#listener = listener;
    this.#backoff = new Backoff(ports.random);
    this.state = { phase: "off", url: "", failure: null, since: ports.now(), retryAt: 0 };
  }

  get ready() {
    return this.#connection !== null && this.#connection.ready;
  }

  /**
   * Puts one frame into the queue to the socket, in this turn. Only to be called while `ready`.
   * @param {string} frame
   */
  send(frame) {
    /** @type {Connection} */ (this.#connection).send(frame);
  }

  /**
   * Links to this gateway from now on, whatever happens.
   * @param {Target} target
   */
  keep(target) {
    this.stop();
    this.#target = target;
    this.#again();
  }

  /**
   * One try, answered by one promise: `hello-ok`, or a {@link HandshakeFailure}. After `hello-ok` the link is kept.
   * @param {Target} target
   * @returns {Promise<HelloOk>}
   */
  async connect(target) {
    this.stop();
    const stops = this.#stops;
    try {
      return await this.#wait(target);
    } catch (error) {
      if (this.#stops === stops) this.#enter("off", target.url, failureOf(/** @type {HandshakeFailure} */ (error)));
      throw error;
    }
  }

  /**
   * Ends the connection, if there is one, and makes a new one: one try, as `connect`, and then the usual ones.
   * @returns {Promise<HelloOk>}
   */
  reconnect() {
    if (this.#target === null) return Promise.reject(new HandshakeFailure("CLOSED", "No gateway is paired."));
    this.#abandon("The link is tried anew.");
    return this.#retry(this.#target);
  }

  /** An alarm: the one thing that ends a hold, and the safety net of a back-off whose timer died with its worker. */
  wake() {
    const { phase, retryAt } = this.state;
    const isDue = phase === "held" || (phase === "waiting" && this.#ports.now() >= retryAt);
    if (isDue) this.#again();
  }

  /** Ends the link and forgets the gateway; an open wait is rejected. */
  stop() {
    this.#target = null;
    this.#backoff.reset();
    this.#abandon("The extension ended this try.");
    if (this.state.phase !== "off") this.#enter("off", "", null);
  }

  /**
   * Nothing of what began before goes on.
   * @param {string} reason
   */
  #abandon(reason) {
    this.#stops += 1;
    this.#ports.clearTimeout(this.#retryTimer);
    this.#connection?.close(CLOSE.NORMAL, reason);
    this.#connection = null;
    this.#rejectWait?.(new HandshakeFailure("CLOSED", reason));
  }

  /**
   * One try, and after a failure the next one when its time has come.
   * @param {Target} target
   * @returns {Promise<HelloOk>}
   */
  async #retry(target) {
    const stops = this.#stops;
    try {
      return await this.#wait(target);
    } catch (error) {
      const failure = /** @type {HandshakeFailure} */ (error);
      if (this.#stops === stops) this.#later(failureOf(failure), failure.retryAfterMs);
      throw error;
    }
  }

  /**
   * @param {Target} target
   * @returns {Promise<HelloOk>}
   */
  #wait(target) {
    this.#ports.clearTimeout(this.#retryTimer);
    return new Promise((resolve, reject) => {
      /** @param {HandshakeFailure} error */
      const fail = (error) => {
        this.#rejectWait = null;
        this.#connection = null;
        error.url = target.url;
        reject(error);
      };
      this.#rejectWait = fail;
      this.#enter("connecting", target.url, this.state.failure);
      try {
        this.#connection = new Connection(this.#ports, target.url, this.#credentialsFor(target), {
          onFailed: fail,
          onReady: (hello) => {
            this.#rejectWait = null;
            this.#begin(hello, target);
            resolve(hello);
          },
          onLost: (code, reason) => this.#lost(code, reason),
          onRequest: this.#listener.onRequest,
        });
      } catch (error) {
        fail(new HandshakeFailure("CLOSED", `The gateway's address cannot be dialled: ${error}`));
      }
    });
  }

  /**
   * @param {HelloOk} hello
   * @param {Target} target
   */
  #begin(hello, target) {
    this.#target = { ...target, pairing: null }; // a pairing is good for one time only
    this.#backoff.reset();
    this.epoch += 1;
    this.maxPayload = hello.policy.maxPayload;
    this.#listener.onReady(hello, target);
    this.#enter("ready", target.url, null);
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #lost(code, reason) {
    this.#connection = null;
    this.#later(lossOf(code, reason), 0);
  }

  /**
   * @param {Failure} failure
   * @param {number} atLeastMs what the gateway asked to wait
   */
  #later(failure, atLeastMs) {
    if (failure.isFinal) return this.#enter("held", this.state.url, failure);
    const delayMs = Math.max(this.#backoff.next(), atLeastMs);
    this.#retryTimer = this.#ports.setTimeout(() => this.#again(), delayMs);
    this.#enter("waiting", this.state.url, failure, this.#ports.now() + delayMs);
  }

  #again() {
    // Nobody waits for this try: what becomes of it is in `state`.
    if (this.#target !== null) this.#retry(this.#target).catch(() => {});
  }

  /**
   * @param {Phase} phase
   * @param {string} url
   * @param {Failure | null} failure
   */
  #enter(phase, url, failure, retryAt = 0) {
    this.state = { phase, url, failure, since: this.#ports.now(), retryAt };
    this.#listener.onState(this.state);
  }
}
