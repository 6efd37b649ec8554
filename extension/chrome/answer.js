/** The answer to one request of the gateway: given once, and only to the link that asked. */
import { CAUSES } from "../protocol/generated.js";

/** @typedef {import("../link.js").Link} Link */

/** A UTF-16 unit is at most this many bytes of UTF-8. */
const BYTES_PER_UNIT = 3;

export class Answer {
  #link;
  #epoch;
  #id;

  /**
   * @param {Link} link
   * @param {string} id of the request
   */
  constructor(link, id) {
    this.#link = link;
    this.#epoch = link.epoch;
    this.#id = id;
  }

  /** Whether the link that asked is still there. */
  get isAwaited() {
    return this.#link.ready && this.#link.epoch === this.#epoch;
  }

  /**
   * Writes the response in this very turn; nothing given means `{}`.
   * @param {unknown} [payload]
   */
  succeed(payload) {
    let text;
    try {
      text = payload === undefined ? "{}" : JSON.stringify(payload);
    } catch (error) {
      return this.chromeRefused(error); // longer than a string can be
    }
    // The quick test first: measuring UTF-8 costs a pass over the text.
    if (text.length * BYTES_PER_UNIT > this.#link.maxPayload && new Blob([text]).size > this.#link.maxPayload) {
      return this.refuse("FRAME_TOO_LARGE");
    }
    this.#write(`"ok":true,"payload":${text}}`);
  }

  /**
   * The extension itself says no.
   * @param {"TAB_NOT_SHARED" | "COMMAND_NOT_ALLOWED" | "FRAME_TOO_LARGE" | "PARAMS_INVALID"} cause
   */
  refuse(cause) {
    this.#fail(CAUSES[cause].code, CAUSES[cause].sentence, cause);
  }

  /**
   * Chrome says no, in its own words.
   * @param {unknown} error `chrome.runtime.lastError`, or what a call threw
   */
  chromeRefused(error) {
    const { message = String(error) } = /** @type {{message?: string}} */ (Object(error));
    this.#fail(CAUSES.CHROME_REFUSED.code, message, "CHROME_REFUSED");
  }

  /**
   * @param {string} code
   * @param {string} message
   * @param {string} cause
   */
  #fail(code, message, cause) {
    this.#write(`"ok":false,"error":${JSON.stringify({ code, message, details: { code: cause } })}}`);
  }

  /** @param {string} rest */
  #write(rest) {
    if (this.isAwaited) this.#link.send(`{"type":"res","id":${JSON.stringify(this.#id)},${rest}`);
  }
}
