/**
 * The extension's side of the handshake, as a machine without I/O. Twin of `protocol/handshake_client.py`.
 *
 * | state      | trigger                           | what happens                                          |
 * |------------|-----------------------------------|-------------------------------------------------------|
 * | waiting    | a valid challenge                 | sends `connect` → connecting                          |
 * | waiting    | a malformed challenge             | failed INVALID, close 4002 → ended                    |
 * | waiting    | any other frame                   | ignored: nothing else is said before the challenge    |
 * | connecting | the answer to `connect`, ok       | the gateway's proof is checked → ready, or UNTRUSTED  |
 * | connecting | the answer to `connect`, error    | failed REFUSED, close 1000 → ended                    |
 * | connecting | another challenge                 | ignored: the first one was answered                   |
 * | connecting | an answer with another id         | ignored: it answers nothing that was asked            |
 * | any open   | `timeout`                         | failed TIMEOUT, close 4000 → ended                    |
 * | any open   | `closed`                          | failed CLOSED → ended                                 |
 * | ended      | anything                          | nothing                                               |
 *
 * WebCrypto is asynchronous, so `receive` is too. Its caller feeds one frame at a time, in order, each after the
 * promise of the one before; `timeout` and `closed` may come at any moment and win over a computation under way.
 */
import {
  CHALLENGE_EVENT,
  CLOSE,
  CONNECT_METHOD,
  HELLO_TYPE,
  MAX_PROTOCOL,
  MIN_PROTOCOL,
} from "./generated.js";
import { FrameInvalid, decodeFrame, isChallenge, isHelloOk } from "./frames.js";
import { HandshakeFailure } from "./handshake-failure.js";
import { Proofs } from "./proofs.js";

export { HandshakeFailure };

/** @typedef {import("./generated.js").HelloOk} HelloOk */

/** @typedef {import("./proofs.js").Credentials} Credentials */
/** @typedef {import("./handshake-failure.js").Reason} Reason */

/**
 * @typedef {{kind: "send", data: string}
 *   | {kind: "close", code: number, reason: string}
 *   | {kind: "ready", hello: HelloOk}
 *   | {kind: "failed", error: HandshakeFailure}} Output
 */

/** One handshake. Feed it text frames; do what its outputs say. */
export class Handshake {
  /** @type {"waiting" | "connecting" | "ready" | "ended"} */
  state = "waiting";
  #proofs;
  #requestId;

  /**
   * `url` is the address that was dialled, as the proofs will cover it; `nonce` and `requestId` are fresh.
   * @param {Credentials} credentials
   * @param {{url: string, nonce: string, requestId: string}} facts
   */
  constructor(credentials, { url, nonce, requestId }) {
    this.#proofs = new Proofs(credentials, { url, nonce });
    this.#requestId = requestId;
  }

  /**
   * A text frame from the gateway.
   * @param {string} data
   * @param {number} nowMs
   * @returns {Promise<Output[]>}
   */
  async receive(data, nowMs) {
    if (this.#isOver()) return [];
    try {
      const frame = decodeFrame(data);
      if (frame.type === "event" && frame.event === CHALLENGE_EVENT && this.state === "waiting") {
        return await this.#answer(frame.payload, nowMs);
      }
      if (frame.type === "res" && frame.id === this.#requestId && this.state === "connecting") {
        return await this.#conclude(frame);
      }
    } catch (error) {
      if (error instanceof FrameInvalid) return this.#fail("INVALID", error.message, CLOSE.PROTOCOL_ERROR);
      throw error;
    }
    return [];
  }

  /**
   * The limit of the wait is over.
   * @returns {Output[]}
   */
  timeout() {
    const awaited = this.state === "waiting" ? "challenge" : "answer to connect";
    const text = `The gateway sent no ${awaited} in time. Is it a Tabrelay gateway?`;
    return this.#fail("TIMEOUT", text, CLOSE.HANDSHAKE_TIMEOUT);
  }

  /**
   * The connection is gone.
   * @param {number} code
   * @param {string} reason
   * @returns {Output[]}
   */
  closed(code, reason) {
    const said = reason ? `${code}: ${reason}` : `${code}`;
    return this.#fail("CLOSED", `The connection closed during the handshake (${said}).`, null);
  }

  #isOver() {
    return this.state === "ready" || this.state === "ended";
  }

  /**
   * @param {unknown} payload
   * @param {number} nowMs
   * @returns {Promise<Output[]>}
   */
  async #answer(payload, nowMs) {
    if (!isChallenge(payload)) {
      return this.#fail("INVALID", "The gateway's challenge is malformed.", CLOSE.PROTOCOL_ERROR);
    }
    this.state = "connecting";
    const params = await this.#proofs.connect(payload.nonce, nowMs);
    if (this.#isOver()) return [];
    const frame = { type: "req", id: this.#requestId, method: CONNECT_METHOD, params };
    return [{ kind: "send", data: JSON.stringify(frame) }];
  }

  /**
   * @param {import("./frames.js").ResponseFrame} answer
   * @returns {Promise<Output[]>}
   */
  async #conclude(answer) {
    if (!answer.ok) return this.#fail("REFUSED", answer.error.message, CLOSE.NORMAL, answer.error);
    const hello = answer.payload;
    if (!isHelloOk(hello)) {
      return this.#fail("INVALID", `The gateway's answer is no ${HELLO_TYPE}.`, CLOSE.PROTOCOL_ERROR);
    }
    if (hello.protocol < MIN_PROTOCOL || hello.protocol > MAX_PROTOCOL) {
      const said = `The gateway chose protocol ${hello.protocol}, which was not offered.`;
      return this.#fail("INVALID", said, CLOSE.PROTOCOL_ERROR);
    }
    const distrust = await this.#proofs.distrust(hello);
    if (this.#isOver()) return [];
    if (distrust) return this.#fail("UNTRUSTED", distrust, CLOSE.HANDSHAKE_REFUSED);
    this.state = "ready";
    return [{ kind: "ready", hello }];
  }

  /**
   * @param {Reason} reason
   * @param {string} message
   * @param {number | null} closeCode
   * @param {import("./generated.js").ErrorShape} [error]
   * @returns {Output[]}
   */
  #fail(reason, message, closeCode, error) {
    if (this.#isOver()) return [];
    this.state = "ended";
    /** @type {Output[]} */
    const outputs = [{ kind: "failed", error: new HandshakeFailure(reason, message, error) }];
    if (closeCode !== null) outputs.push({ kind: "close", code: closeCode, reason });
    return outputs;
  }
}
