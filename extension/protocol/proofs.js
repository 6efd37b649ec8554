/**
 * What proves the two sides to each other: the parameters of `connect`, and the check of the gateway's answer to them.
 * WebCrypto is asynchronous, so all of it is.
 */
import { MAX_PROTOCOL, MIN_PROTOCOL } from "./generated.js";
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

/** The proofs of one handshake. */
export class Proofs {
  #serverNonce = "";
  #deviceId = "";
  #who;
  #url;
  #nonce;

  /**
   * `url` is the address that was dialled, `nonce` is fresh.
   * @param {Credentials} credentials
   * @param {{url: string, nonce: string}} facts
   */
  constructor(credentials, { url, nonce }) {
    this.#who = credentials;
    this.#url = url;
    this.#nonce = nonce;
  }

  /**
   * The parameters of `connect` in answer to a challenge.
   * @param {string} serverNonce
   * @param {number} nowMs
   * @returns {Promise<Connect>}
   */
  async connect(serverNonce, nowMs) {
    const who = this.#who;
    this.#serverNonce = serverNonce;
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

  /**
   * Why the gateway is not the pinned one; `""` when it is, or when none is pinned.
   * @param {HelloOk} hello
   */
  async distrust(hello) {
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

  #parts() {
    return {
      clientNonce: this.#nonce,
      serverNonce: this.#serverNonce,
      url: this.#url,
      device: this.#deviceId,
    };
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
