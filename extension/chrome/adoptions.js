/** Who waits for a tab that a program made to be one that can be driven. */

/** @typedef {import("../protocol/generated.js").Tab} Tab */

/** Longest wait for Chrome to name the target of such a tab, in ms. */
const LIMIT_MS = 10_000;

export class Adoptions {
  /** @type {Map<number, (tab: Tab) => void>} */
  #waiting = new Map();

  /**
   * Resolves once the tab is announced.
   * @param {number} tabId
   * @returns {Promise<Tab>}
   */
  wait(tabId) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(tabId);
        reject(new Error("Chrome made the tab but named no debugging target for it."));
      }, LIMIT_MS);
      this.#waiting.set(tabId, (live) => {
        clearTimeout(timer);
        resolve(live);
      });
    });
  }

  /**
   * Something is known of a tab; `undefined` when it is not announced.
   * @param {number} tabId
   * @param {Tab | undefined} live
   */
  settle(tabId, live) {
    const waiting = this.#waiting.get(tabId);
    if (waiting === undefined || live === undefined) return;
    this.#waiting.delete(tabId);
    waiting(live);
  }
}
