/** Who this browser is to a gateway: its key, what it says of itself, what it offers. */
import { CAP_BATCH, CAP_BINARY, COMMANDS, ROLE_NODE, VERSION } from "../protocol/generated.js";
import { fingerprint } from "../protocol/identity.js";
import { describeBrowser } from "./browser.js";
import { deviceKey } from "./keys.js";

/** @typedef {import("../protocol/generated.js").BrowserInfo} BrowserInfo */

const CLIENT_ID = "tabrelay-extension";

export class Device {
  /** The hex SHA-256 of the public key; `""` until it is known. */
  id = "";
  /** What a person recognises this browser by until they name it. */
  displayName = "";
  /** @type {BrowserInfo} what the snapshot says of the browser */
  info = { product: "", userAgent: "" };
  /** @type {import("../protocol/identity.js").DeviceKey | null} */
  #key = null;
  #platform = "";

  async load() {
    const [key, browser] = await Promise.all([deviceKey(), describeBrowser()]);
    this.id = await fingerprint(key.publicKey);
    this.displayName = browser.displayName;
    this.info = browser.info;
    this.#platform = browser.platform;
    this.#key = key;
  }

  /**
   * What it brings to a handshake.
   * @param {import("../link.js").Target} target
   * @param {string} displayName what the person calls it
   * @returns {import("../protocol/handshake.js").Credentials}
   */
  credentials({ gateway, pairing }, displayName) {
    return {
      client: { id: CLIENT_ID, version: VERSION, platform: this.#platform, mode: ROLE_NODE, displayName },
      role: ROLE_NODE,
      key: this.#key,
      gateway,
      pairing,
      caps: ["browser", CAP_BATCH, CAP_BINARY],
      commands: [...COMMANDS],
      locale: navigator.language,
      userAgent: navigator.userAgent,
    };
  }
}
