/** How a handshake ends without a link. */

/** @typedef {"TIMEOUT" | "CLOSED" | "INVALID" | "REFUSED" | "UNTRUSTED"} Reason */

/**
 * The wait for `hello-ok` ended without it. `reason` is the typed word; for `REFUSED`, `code` is the coarse code,
 * `cause` the precise one, `retryable` and `retryAfterMs` what the gateway advises.
 */
export class HandshakeFailure extends Error {
  name = "HandshakeFailure";

  /**
   * @param {Reason} reason
   * @param {string} message
   * @param {import("./generated.js").ErrorShape} [error]
   */
  constructor(reason, message, error) {
    super(message);
    this.reason = reason;
    this.code = error?.code ?? "";
    this.cause = typeof error?.details?.code === "string" ? error.details.code : this.code;
    this.retryable = error?.retryable ?? false;
    this.retryAfterMs = error?.retryAfterMs ?? 0;
    /** Whether the socket never opened: nobody answers there, or not as a gateway does. Set by the connection. */
    this.unreachable = false;
    /** The address that was dialled. Set by the link. */
    this.url = "";
  }
}
