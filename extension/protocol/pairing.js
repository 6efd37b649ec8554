/**
 * The pairing string: all that a device needs to know to introduce itself to one gateway, once.
 * Twin of `protocol/pairing.py`, and stricter in one thing: a browser speaks to another machine over TLS only.
 */
import { PAIRING_PREFIX } from "./generated.js";
import { SECRET_BYTES, unb64url } from "./identity.js";

/**
 * `url` is the gateway's WebSocket address, `gateway` the hex fingerprint of its key, `secret` 32 bytes in base64url,
 * `expires` ms since the epoch, `name` what the gateway calls itself.
 * @typedef {{url: string, gateway: string, id: string, secret: string, expires: number, name: string}} Pairing
 */

/** The text is not a pairing string; the message says to a person what is wrong with it. */
export class PairingInvalid extends Error {
  name = "PairingInvalid";
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The offer in `text`; throws {@link PairingInvalid}.
 * @param {string} text
 * @returns {Pairing}
 */
export function decodePairing(text) {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PAIRING_PREFIX)) {
    throw new PairingInvalid(
      `A pairing string begins with “${PAIRING_PREFIX}”. Copy the whole line that \`tabrelay pair\` prints.`,
    );
  }
  const pairing = fields(trimmed.slice(PAIRING_PREFIX.length));
  if (pairing === null) {
    throw new PairingInvalid("The pairing string is damaged. Copy the whole line that `tabrelay pair` prints.");
  }
  check(pairing);
  return pairing;
}

/**
 * Whether a WebSocket address leads to this machine.
 * @param {string} url
 */
export function isLoopback(url) {
  return LOOPBACK.test(new URL(url).hostname);
}

/**
 * Whether a page of this origin may hand over this pairing: only the gateway's own page, on this machine.
 * @param {Pairing} pairing
 * @param {string | undefined} origin
 */
export function mayHandOver(pairing, origin) {
  if (origin === undefined || !URL.canParse(origin) || !isLoopback(pairing.url)) return false;
  const page = new URL(origin);
  const secure = new URL(pairing.url).protocol === "wss:";
  return page.protocol === (secure ? "https:" : "http:") && page.host === new URL(pairing.url).host;
}

/**
 * @param {string} encoded
 * @returns {Pairing | null}
 */
function fields(encoded) {
  /** @type {any} */
  let raw;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(unb64url(encoded)));
  } catch {
    return null;
  }
  const { u, g, i, s, e, n = "" } = Object(raw);
  if (![u, g, i, s, n].every((part) => typeof part === "string") || !Number.isSafeInteger(e)) return null;
  return { url: u, gateway: g, id: i, secret: s, expires: e, name: n };
}

/** @param {Pairing} pairing */
function check(pairing) {
  const url = URL.canParse(pairing.url) ? new URL(pairing.url) : null;
  if (url === null || !["ws:", "wss:"].includes(url.protocol) || url.pathname !== "/gateway") {
    throw new PairingInvalid("The pairing string names no gateway address (ws://… or wss://…, ending in /gateway).");
  }
  if (url.protocol === "ws:" && !isLoopback(pairing.url)) {
    throw new PairingInvalid(
      "This gateway is on another machine and its address begins with ws://, so anyone between could read along. " +
        "Give it a certificate and pair with its wss:// address.",
    );
  }
  if (!/^[0-9a-f]{64}$/.test(pairing.gateway)) throw new PairingInvalid("The pairing string names no gateway key.");
  if (!holdsSecret(pairing.secret)) throw new PairingInvalid("The pairing string has no secret of 32 bytes.");
}

/** @param {string} secret */
function holdsSecret(secret) {
  try {
    return unb64url(secret).length === SECRET_BYTES;
  } catch {
    return false;
  }
}
