/**
 * Pairings on their way to becoming links: offered by the gateway's page or pasted (the person confirms), or brought by
 * a policy or by a file beside the manifest (who can write those decides anyway).
 */
import { shortWords } from "../protocol/identity.js";
import { PairingInvalid, decodePairing, isLoopback, mayHandOver } from "../protocol/pairing.js";
import { hostOf } from "../core/failure.js";

/** @typedef {import("../protocol/pairing.js").Pairing} Pairing */
/** @typedef {import("./settings.js").Settings} Settings */

/** What the person is asked to confirm. `expires` is ms since the epoch. */
/** @typedef {{id: string, host: string, name: string, words: string, isLocal: boolean, expires: number}} Offer */

/** `bootstrap.json`: stands only in the copy made for a browser that `tabrelay up --browser` starts. */
/** @typedef {{pairing: string, mode?: "shared" | "all", name?: string}} Bootstrap */

const OFFER_KEY = "offer";
const PAGE = "ui/pair.html";

export class Pairings {
  #settings;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * A page hands over a pairing: shows it to the person. Only the gateway's own page, on this machine, may.
   * @param {unknown} text
   * @param {string | undefined} origin
   */
  async handOver(text, origin) {
    const pairing = decodePairing(String(text));
    if (!mayHandOver(pairing, origin)) {
      throw new PairingInvalid("This page is not the gateway's own. Open the address that `tabrelay pair` prints.");
    }
    await this.#show(String(text), pairing.id);
  }

  /**
   * The person pasted a pairing string: shows what is in it.
   * @param {string} text
   */
  async paste(text) {
    await this.#show(text, decodePairing(text).id);
  }

  /**
   * The offer that the page with this id shows.
   * @param {string} id
   * @returns {Promise<Offer>}
   */
  async offer(id) {
    const { url, name, gateway, expires } = await this.take(id);
    return { id, host: hostOf(url), name, words: shortWords(gateway), isLocal: isLoopback(url), expires };
  }

  /**
   * The pairing of an offer. The id makes sure that it is the one the person saw.
   * @param {string} id
   * @returns {Promise<Pairing>}
   */
  async take(id) {
    const { [OFFER_KEY]: text } = await chrome.storage.session.get(OFFER_KEY);
    const pairing = text ? decodePairing(/** @type {string} */ (text)) : null;
    if (pairing?.id !== id) {
      throw new PairingInvalid("This offer is no longer open. Run `tabrelay pair` for a new one.");
    }
    return pairing;
  }

  /** The offer was accepted or declined. */
  async close() {
    await chrome.storage.session.remove(OFFER_KEY);
  }

  /**
   * A pairing that needs no question: of the policy, or of the file beside the manifest. `null` when there is none that
   * was not redeemed already.
   * @param {Bootstrap | null} bootstrap
   */
  unattended(bootstrap) {
    for (const text of [this.#settings.managedPairing, bootstrap?.pairing]) {
      if (!text) continue;
      try {
        const pairing = decodePairing(text);
        if (!this.#settings.wasRedeemed(pairing.id)) return pairing;
      } catch (error) {
        console.warn("Tabrelay: a pairing that was set up for this browser is not valid:", error);
      }
    }
    return null;
  }

  /**
   * @param {string} text
   * @param {string} id
   */
  async #show(text, id) {
    await chrome.storage.session.set({ [OFFER_KEY]: text });
    // The address holds the offer's name only: addresses end up in the history, and the secret must not.
    const url = `${chrome.runtime.getURL(PAGE)}#${encodeURIComponent(id)}`;
    // One page only, however often a web page asks.
    const [open] = await chrome.tabs.query({ url: chrome.runtime.getURL(PAGE) });
    if (open?.id === undefined) return void (await chrome.tabs.create({ url }));
    await chrome.tabs.update(open.id, { url, active: true });
    await chrome.windows.update(open.windowId, { focused: true });
  }
}

/** @returns {Promise<Bootstrap | null>} */
export async function readBootstrap() {
  try {
    const response = await fetch(chrome.runtime.getURL("bootstrap.json"));
    return response.ok ? await response.json() : null;
  } catch {
    return null; // the usual case: there is no such file
  }
}
