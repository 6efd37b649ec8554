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
import {
  b64url,
  clientText,
  deviceText,
  fingerprint,
  gatewayText,
  pairingProof,
  pairingProofIsValid,
  pairingText,
  signatureIsValid,
  unb64url,
} from "./identity.js";
import { FrameInvalid, decodeFrame, isChallenge, isHelloOk } from "./frames.js";

/** @typedef {import("./generated.js").HelloOk} HelloOk */
/** @typedef {import("./generated.js").Connect} Connect */

/**
 * What the extension brings. `gateway` is the pinned fingerprint of the gateway's key; `null` logs in to any gateway of
 * protocol 3 and checks no proof. `pairing` redeems an offer at first contact.
 * @typedef {object} Credentials
 * @property {import("./generated.js").ClientInfo} client
 * @property {string} role
 * @property {import("./identity.js").DeviceKey | null} key
 * @property {string | null} gateway
 * @property {import("./pairing.js").Pairing | null} [pairing]
 * @property {string} [token]
 * @property {string[]} [scopes]
 * @property {string[]} [caps]
 * @property {string[]} [commands]
 * @property {string} [locale]
 * @property {string} [userAgent]
 */

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
  #serverNonce = "";
  #deviceId = "";
  #who;
  #url;
  #nonce;
  #requestId;

  /**
   * `url` is the address that was dialled, as the proofs will cover it; `nonce` and `requestId` are fresh.
   * @param {Credentials} credentials
   * @param {{url: string, nonce: string, requestId: string}} facts
   */
  constructor(credentials, { url, nonce, requestId }) {
    this.#who = credentials;
    this.#url = url;
    this.#nonce = nonce;
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
    this.#serverNonce = payload.nonce;
    this.state = "connecting";
    const params = await this.#connect(nowMs);
    if (this.#isOver()) return [];
    const frame = { type: "req", id: this.#requestId, method: CONNECT_METHOD, params };
    return [{ kind: "send", data: JSON.stringify(frame) }];
  }

  /**
   * @param {number} nowMs
   * @returns {Promise<Connect>}
   */
  async #connect(nowMs) {
    const who = this.#who;
    this.#deviceId = who.key === null ? "" : await fingerprint(who.key.publicKey);
    return {
      minProtocol: MIN_PROTOCOL,
      maxProtocol: MAX_PROTOCOL,
      client: who.client,
      role: who.role,
      ...withoutEmpty({ scopes: who.scopes, caps: who.caps, commands: who.commands }),
      ...withoutEmpty({ auth: await this.#auth(), device: await this.#device(nowMs) }),
      ...withoutEmpty({ locale: who.locale, userAgent: who.userAgent }),
    };
  }

  /** @returns {Promise<import("./generated.js").Auth>} */
  async #auth() {
    const { gateway, key, pairing, token } = this.#who;
    if (gateway === null) return withoutEmpty({ token });
    /** @type {import("./generated.js").AuthProof} */
    const proof = { clientNonce: this.#nonce, url: this.#url };
    if (key !== null) proof.signature = b64url(await key.sign(clientText(this.#parts())));
    if (!pairing) return withoutEmpty({ token, proof });
    const hmac = await pairingProof(unb64url(pairing.secret), pairingText("client", this.#parts()));
    return withoutEmpty({ token, proof: { ...proof, pairing: { id: pairing.id, hmac } } });
  }

  /**
   * @param {number} nowMs
   * @returns {Promise<import("./generated.js").DeviceProof | undefined>}
   */
  async #device(nowMs) {
    const { key, client, role, scopes = [], token = "" } = this.#who;
    if (key === null) return undefined;
    const text = deviceText({
      device: this.#deviceId,
      clientId: client.id,
      clientMode: client.mode,
      role,
      scopes,
      signedAtMs: nowMs,
      token,
      nonce: this.#serverNonce,
      platform: client.platform,
      deviceFamily: client.deviceFamily ?? "",
    });
    return {
      id: this.#deviceId,
      publicKey: b64url(key.publicKey),
      signature: b64url(await key.sign(text)),
      signedAt: nowMs,
      nonce: this.#serverNonce,
    };
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
    const distrust = await this.#distrust(hello);
    if (this.#isOver()) return [];
    if (distrust) return this.#fail("UNTRUSTED", distrust, CLOSE.HANDSHAKE_REFUSED);
    this.state = "ready";
    return [{ kind: "ready", hello }];
  }

  /**
   * Why the gateway is not the pinned one; `""` when it is, or when none is pinned.
   * @param {HelloOk} hello
   */
  async #distrust(hello) {
    const { gateway, pairing } = this.#who;
    if (gateway === null) return "";
    if (!hello.proof) return "The gateway proved nothing. Another program may be listening at its address.";
    let publicKey;
    let signature;
    try {
      publicKey = unb64url(hello.proof.publicKey);
      signature = unb64url(hello.proof.signature);
    } catch {
      return "The gateway's proof is malformed.";
    }
    // A fingerprint is public: comparing it needs no constant time.
    if ((await fingerprint(publicKey)) !== gateway) {
      const known = "The gateway's key is not the one this browser was paired with.";
      return `${known} If the gateway was set up anew, pair again.`;
    }
    if (!(await signatureIsValid(publicKey, signature, gatewayText(this.#parts())))) {
      return "The gateway's signature is wrong. Something stands between it and this browser.";
    }
    if (pairing) {
      const text = pairingText("gateway", this.#parts());
      const holds = await pairingProofIsValid(unb64url(pairing.secret), text, hello.proof.hmac ?? "");
      if (!holds) return "The gateway does not know the pairing's secret.";
    }
    return "";
  }

  #parts() {
    return {
      clientNonce: this.#nonce,
      serverNonce: this.#serverNonce,
      url: this.#url,
      device: this.#deviceId,
    };
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

/**
 * The object without its empty parts: absent, `undefined`, an empty list, an object with nothing in it.
 * @template {object} T
 * @param {T} parts
 * @returns {Partial<T>}
 */
function withoutEmpty(parts) {
  const kept = Object.entries(parts).filter(
    ([, value]) => value !== undefined && !(typeof value === "object" && Object.keys(value).length === 0),
  );
  return /** @type {Partial<T>} */ (Object.fromEntries(kept));
}
