/**
 * Which page opened a new tab. `tabs.onCreated` does not know: what it calls the opener of a tab in the same window is
 * the tab that was in front there. Where programs are at work, `Page.windowOpen` says it, right before the tab is made.
 */

import { isBlank } from "./obstacle.js";

/** How long an opening may take to become a tab, in ms; it may also have gone to a window that was there already. */
const VALID_MS = 2_000;

export class Openings {
  /** @type {{tabId: number, at: number}[]} */
  #open = [];

  /**
   * A page of this tab opens a window.
   * @param {number} tabId
   * @param {number} now in ms
   */
  began(tabId, now) {
    this.#open.push({ tabId, at: now });
  }

  /**
   * The tab whose page opened the tab that was just made, or `undefined`.
   * @param {string} url what the new tab shows or is about to; one that a page opened begins with the empty document
   * @param {number} now in ms
   */
  openerOf(url, now) {
    this.#open = this.#open.filter(({ at }) => now - at <= VALID_MS);
    return isBlank(url) ? this.#open.shift()?.tabId : undefined;
  }
}
