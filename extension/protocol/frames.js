/**
 * The three kinds of frame, and the shapes of the handshake, checked by hand: an extension has no schema library, and
 * before `hello-ok` nothing that arrives is trusted. Twin of `protocol/frames.py`.
 */
import { CAUSES, HELLO_TYPE } from "./generated.js";

/** @typedef {import("./generated.js").ErrorShape} ErrorShape */
/** @typedef {{type: "req", id: string, method: string, params?: any}} RequestFrame */
/**
 * @typedef {{type: "res", id: string, ok: true, payload?: unknown}
 *   | {type: "res", id: string, ok: false, error: ErrorShape}} ResponseFrame
 */
/** @typedef {{type: "event", event: string, payload?: unknown, seq?: number}} EventFrame */
/** @typedef {RequestFrame | ResponseFrame | EventFrame} Frame */

/** The bytes are no frame; the message says to a person why. */
export class FrameInvalid extends Error {
  name = "FrameInvalid";

  /** @param {string} detail */
  constructor(detail) {
    super(`${CAUSES.FRAME_INVALID.sentence} (${detail})`);
  }
}

/**
 * One text frame's content as a value; throws {@link FrameInvalid} for anything that is not one of the three kinds.
 * @param {string} data
 * @returns {Frame}
 */
export function decodeFrame(data) {
  /** @type {any} */
  let frame;
  try {
    frame = JSON.parse(data);
  } catch {
    throw new FrameInvalid("it is not JSON");
  }
  switch (frame?.type) {
    case "req":
      demand(isName(frame.id) && typeof frame.method === "string", "a request needs `id` and `method`");
      break;
    case "res":
      demand(typeof frame.id === "string" && typeof frame.ok === "boolean", "a response needs `id` and `ok`");
      demand(frame.ok || isErrorShape(frame.error), "a refused response needs `error`");
      break;
    case "event":
      demand(typeof frame.event === "string", "an event needs its name");
      break;
    default:
      throw new FrameInvalid("its `type` is none of req, res, event");
  }
  return frame;
}

/**
 * @param {any} payload
 * @returns {payload is import("./generated.js").Challenge}
 */
export function isChallenge(payload) {
  return isName(payload?.nonce) && Number.isInteger(payload.ts);
}

/**
 * @param {any} payload
 * @returns {payload is import("./generated.js").HelloOk}
 */
export function isHelloOk(payload) {
  const { type = HELLO_TYPE, protocol, server, features, policy, proof } = Object(payload);
  return (
    type === HELLO_TYPE &&
    Number.isInteger(protocol) &&
    typeof server?.version === "string" &&
    typeof server.connId === "string" &&
    isObject(features) &&
    [policy?.maxPayload, policy?.maxBufferedBytes, policy?.tickIntervalMs].every(Number.isInteger) &&
    (proof === undefined || (typeof proof?.publicKey === "string" && typeof proof.signature === "string"))
  );
}

/**
 * Whether a capability that was declared holds on this connection.
 * @param {import("./generated.js").HelloOk} hello
 * @param {string} cap
 */
export function grants(hello, cap) {
  return Array.isArray(hello.features.caps) && hello.features.caps.includes(cap);
}

/** @param {any} error */
function isErrorShape(error) {
  return (
    typeof error?.code === "string" &&
    typeof error.message === "string" &&
    (error.details === undefined || isObject(error.details))
  );
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isName(value) {
  return typeof value === "string" && value !== "";
}

/**
 * @param {boolean} holds
 * @param {string} detail
 */
function demand(holds, detail) {
  if (!holds) throw new FrameInvalid(detail);
}
