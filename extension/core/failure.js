/** Why there is no link, and what to tell a person about it: what is wrong, and what to do. */
import { CAUSES, CLOSE } from "../protocol/generated.js";

/**
 * `reason` is the handshake's word, or LOST for a link that was up; `closeCode` is set for LOST. `unreachable`: nobody
 * answers there, or not as a gateway does.
 * @typedef {object} Failure
 * @property {import("../protocol/handshake.js").Reason | "LOST"} reason
 * @property {string} cause
 * @property {string} message
 * @property {boolean} unreachable
 * @property {number} closeCode
 * @property {boolean} isFinal trying again by itself would end in the same way, or in a fight
 */

/** @typedef {import("../protocol/handshake.js").HandshakeFailure} HandshakeFailure */

/** Ends of a link after which trying at once would be a fight or a nuisance. */
const HOLDING_CODES = /** @type {number[]} */ ([CLOSE.REVOKED, CLOSE.SUPERSEDED]);

const CLOSE_SENTENCES = new Map(
  /** @type {[number, string][]} */ ([
    [CLOSE.REVOKED, CAUSES.DEVICE_REVOKED.sentence],
    [CLOSE.SUPERSEDED, "This browser linked to the gateway a second time, and the newer link is the one in use."],
    [CLOSE.GOING_AWAY, "The gateway was stopped. Start it again with `tabrelay up`; the link comes back by itself."],
    [CLOSE.RESTARTING, "The gateway is restarting. The link comes back by itself."],
    [CLOSE.HEARTBEAT_LOST, "The gateway fell silent. The link is tried again; check the network if this stays."],
    [CLOSE.SLOW_CONSUMER, "This browser could not keep up with the gateway. The link comes back by itself."],
    [CLOSE.TOO_LARGE, "A message was larger than the gateway accepts. The link comes back by itself."],
  ]),
);

/**
 * A handshake that failed.
 * @param {HandshakeFailure} error
 * @returns {Failure}
 */
export function failureOf({ reason, cause, message, unreachable, retryable }) {
  const isFinal = reason === "UNTRUSTED" || (reason === "REFUSED" && !retryable);
  return { reason, cause: String(cause), message, unreachable, closeCode: 0, isFinal };
}

/**
 * A link that was up and has ended.
 * @param {number} code
 * @param {string} said
 * @returns {Failure}
 */
export function lossOf(code, said) {
  const message = `The link ended (${said ? `${code}: ${said}` : code}).`;
  const isFinal = HOLDING_CODES.includes(code);
  return { reason: "LOST", cause: "", message, unreachable: false, closeCode: code, isFinal };
}

/**
 * One or two sentences. The gateway's own words are shown only where they are not in the catalogue: what arrives before
 * the gateway has proved itself may come from anyone.
 * @param {Failure} failure
 * @param {string} url
 */
export function sentenceFor(failure, url) {
  if (failure.reason === "LOST") {
    return CLOSE_SENTENCES.get(failure.closeCode) ?? `${failure.message} It is tried again.`;
  }
  if (failure.reason === "REFUSED") return CAUSES[failure.cause]?.sentence ?? failure.message;
  if (failure.unreachable && failure.reason !== "UNTRUSTED") {
    return `No gateway answers at ${hostOf(url)}. Start it with \`tabrelay up\`; if it runs, ask \`tabrelay doctor\`.`;
  }
  return failure.message;
}

/**
 * The part of an address that a person recognises: host and port.
 * @param {string} url
 */
export function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}
