/** What outlives the browser (`chrome.storage.local`) and what an administrator decided (`chrome.storage.managed`). */

/** @typedef {import("../core/tabs.js").Mode} Mode */

/**
 * A paired gateway. `fingerprint` is that of its key, `pairedAt` ms since the epoch.
 * @typedef {{url: string, fingerprint: string, name: string, pairedAt: number}} Gateway
 */

const DEFAULTS = {
  /** @type {Gateway[]} */
  gateways: [],
  /** The fingerprint of the gateway in use; `""` for none. */
  current: "",
  /** @type {Mode} */
  mode: "shared",
  /** What the person calls this browser; `""` for a name made from browser and platform. */
  name: "",
  /** @type {string[]} ids of the pairings that came from a file or a policy and were redeemed */
  redeemed: [],
};

export class Settings {
  #values = { ...DEFAULTS };
  /** @type {{pairing?: string, mode?: Mode}} */
  #managed = {};

  async load() {
    const [values, managed] = await Promise.all([
      chrome.storage.local.get(DEFAULTS),
      // Rejects where the platform has no policies; then nothing is managed.
      chrome.storage.managed.get(["pairing", "mode"]).catch(() => ({})),
    ]);
    this.#values = /** @type {typeof DEFAULTS} */ (values);
    this.#managed = managed;
  }

  get gateways() {
    return this.#values.gateways;
  }

  get current() {
    return this.gateways.find((gateway) => gateway.fingerprint === this.#values.current) ?? null;
  }

  get name() {
    return this.#values.name;
  }

  get mode() {
    return this.modeIsManaged ? /** @type {Mode} */ (this.#managed.mode) : this.#values.mode;
  }

  get modeIsManaged() {
    return this.#managed.mode === "shared" || this.#managed.mode === "all";
  }

  /** The pairing string of the policy, `""` when there is none. */
  get managedPairing() {
    return this.#managed.pairing ?? "";
  }

  /** @param {string} pairingId */
  wasRedeemed(pairingId) {
    return this.#values.redeemed.includes(pairingId);
  }

  /**
   * Adds a gateway, or renews it, and makes it the one in use.
   * @param {Gateway} gateway
   * @param {string} pairingId
   */
  async addGateway(gateway, pairingId) {
    const others = this.gateways.filter(({ fingerprint }) => fingerprint !== gateway.fingerprint);
    const redeemed = [...this.#values.redeemed.filter((id) => id !== pairingId), pairingId].slice(-20);
    await this.#save({ gateways: [...others, gateway], current: gateway.fingerprint, redeemed });
  }

  /** @param {string} fingerprint */
  async forgetGateway(fingerprint) {
    const gateways = this.gateways.filter((gateway) => gateway.fingerprint !== fingerprint);
    const current = this.#values.current === fingerprint ? (gateways.at(-1)?.fingerprint ?? "") : this.#values.current;
    await this.#save({ gateways, current });
  }

  /** @param {string} fingerprint */
  useGateway(fingerprint) {
    return this.#save({ current: fingerprint });
  }

  /** @param {Mode} mode */
  setMode(mode) {
    return this.#save({ mode });
  }

  /** @param {string} name */
  setName(name) {
    return this.#save({ name: name.trim().slice(0, 60) });
  }

  /** @param {Partial<typeof DEFAULTS>} changed */
  async #save(changed) {
    this.#values = { ...this.#values, ...changed };
    await chrome.storage.local.set(changed);
  }
}
