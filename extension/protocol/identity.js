/**
 * Who is speaking, and how it is proved: key fingerprints, signed texts, proofs over both nonces.
 * Twin of `protocol/identity.py`; WebCrypto makes every computation a promise.
 */
import { WORDS } from "./generated.js";

export const KEY_BYTES = 32;
export const SECRET_BYTES = 32;
const SHORT_WORDS = 4;

const encoder = new TextEncoder();

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * A device's key as the handshake needs it: the raw public half, and a signature over the UTF-8 of a text. The private
 * half stays where it was made.
 * @typedef {{publicKey: Bytes, sign: (text: string) => Promise<Bytes>}} DeviceKey
 */

/**
 * Base64url without padding, as every key, signature and proof on this wire is written.
 * @param {Uint8Array} bytes
 */
export function b64url(bytes) {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * The bytes of unpadded base64url; throws `TypeError` for anything else.
 * @param {string} text
 * @returns {Bytes}
 */
export function unb64url(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new TypeError("no base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Hex SHA-256 of a raw Ed25519 public key: a device's id, a gateway's identity.
 * @param {Bytes} publicKey
 */
export async function fingerprint(publicKey) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", publicKey)));
}

/**
 * Four words for a person to compare, from the first 32 bits of a fingerprint.
 * @param {string} fingerprintHex
 */
export function shortWords(fingerprintHex) {
  const bytes = fingerprintHex.slice(0, 2 * SHORT_WORDS).match(/../g) ?? [];
  return bytes.map((byte) => WORDS[parseInt(byte, 16)]).join("-");
}

/**
 * Whether `signature` over the UTF-8 of `text` was made with the private half of `publicKey`.
 * @param {Bytes} publicKey
 * @param {Bytes} signature
 * @param {string} text
 */
export async function signatureIsValid(publicKey, signature, text) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, encoder.encode(text));
  } catch {
    return false;
  }
}

/**
 * What a device signs in `connect`: the `v3` form that gateways of protocol 3 verify. The last two parts are trimmed
 * and lower-cased in ASCII only, so that both sides get the same bytes whatever the locale.
 * @param {{device: string, clientId: string, clientMode: string, role: string, scopes: readonly string[],
 *   signedAtMs: number, token: string, nonce: string, platform: string, deviceFamily: string}} parts
 */
export function deviceText(parts) {
  return [
    "v3",
    parts.device,
    parts.clientId,
    parts.clientMode,
    parts.role,
    parts.scopes.join(","),
    String(parts.signedAtMs),
    parts.token,
    parts.nonce,
    folded(parts.platform),
    folded(parts.deviceFamily),
  ].join("|");
}

/**
 * What a device signs beside the `v3` form, which does not cover the address: so that nobody can dial on for it.
 * @param {{clientNonce: string, serverNonce: string, url: string, device: string}} parts
 */
export function clientText({ clientNonce, serverNonce, url, device }) {
  return `tabrelay-client-v1|${clientNonce}|${serverNonce}|${url}|${device}`;
}

/**
 * What the gateway signs in `hello-ok`: both nonces, the address the client dialled, and for whom.
 * @param {{clientNonce: string, serverNonce: string, url: string, device: string}} parts
 */
export function gatewayText({ clientNonce, serverNonce, url, device }) {
  return `tabrelay-gateway-v1|${clientNonce}|${serverNonce}|${url}|${device}`;
}

/**
 * What the pairing secret authenticates; `side` keeps a proof from being echoed.
 * @param {"client" | "gateway"} side
 * @param {{clientNonce: string, serverNonce: string, url: string, device: string}} parts
 */
export function pairingText(side, { clientNonce, serverNonce, url, device }) {
  return `tabrelay-pairing-v1|${side}|${clientNonce}|${serverNonce}|${url}|${device}`;
}

/**
 * HMAC-SHA256 of `text` under the pairing secret, base64url.
 * @param {Bytes} secret
 * @param {string} text
 */
export async function pairingProof(secret, text) {
  const key = await hmacKey(secret, "sign");
  return b64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

/**
 * Whether `proof` is the pairing proof of `text`; WebCrypto compares in constant time.
 * @param {Bytes} secret
 * @param {string} text
 * @param {string} proof
 */
export async function pairingProofIsValid(secret, text, proof) {
  try {
    return await crypto.subtle.verify("HMAC", await hmacKey(secret, "verify"), unb64url(proof), encoder.encode(text));
  } catch {
    return false;
  }
}

/**
 * @param {Bytes} secret
 * @param {"sign" | "verify"} use
 */
function hmacKey(secret, use) {
  return crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [use]);
}

/** @param {string} text */
function folded(text) {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
