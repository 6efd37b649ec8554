/** What to tell a person about a link that is not up: what is wrong, and what to do. */
import { CAUSES, CLOSE } from "../protocol/generated.js";

/** @typedef {import("../link.js").Failure} Failure */

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
