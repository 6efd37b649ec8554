/** Draws the badge of each tab, and the one that tabs without their own inherit. */
import { badgeFor } from "../core/badge.js";

/** @typedef {import("../core/badge.js").Badge} Badge */
/** @typedef {import("./sharing.js").Sharing} Sharing */
/** @typedef {import("../link.js").LinkState} LinkState */

/** Dark enough for white letters (contrast at least 4.5 : 1). */
const COLORS = /** @type {Record<Badge["tone"], string>} */ ({
  none: "#5b6472",
  busy: "#5b6472",
  on: "#0b7a4b",
  problem: "#b3261e",
});

/** How long a tab says why it cannot be shared, in ms. */
const EXPLAIN_MS = 8_000;

export class Badges {
  /** @type {Map<number, any>} tabs whose person has just asked for what cannot be done, with the timer that ends it */
  #explaining = new Map();
  /** @type {Map<number | undefined, string>} what was drawn last; Chrome need not be told twice */
  #drawn = new Map();
  #sharing;
  #linkState;

  /**
   * @param {Sharing} sharing
   * @param {() => LinkState} linkState
   */
  constructor(sharing, linkState) {
    this.#sharing = sharing;
    this.#linkState = linkState;
  }

  /**
   * @param {number} tabId
   * @param {boolean} [isNavigation] Chrome forgets a tab's badge when the tab navigates
   */
  draw(tabId, isNavigation = false) {
    if (isNavigation) this.#drawn.delete(tabId);
    this.#apply(badgeFor(this.#linkState(), this.facts(tabId)), tabId);
  }

  /**
   * @param {number} tabId
   * @returns {import("../core/badge.js").TabFacts}
   */
  facts(tabId) {
    const { tabs } = this.#sharing;
    return {
      wanted: tabs.isWanted(tabId),
      obstacle: tabs.obstacle(tabId),
      explain: this.#explaining.has(tabId),
      mode: tabs.mode,
    };
  }

  drawAll() {
    const { mode } = this.#sharing.tabs;
    this.#apply(badgeFor(this.#linkState(), { wanted: false, obstacle: "", explain: false, mode }));
    for (const tabId of this.#sharing.tabs.ids()) this.draw(tabId);
  }

  /**
   * Says for a while why this tab cannot be shared.
   * @param {number} tabId
   */
  explain(tabId) {
    clearTimeout(this.#explaining.get(tabId));
    const timer = setTimeout(() => {
      this.#explaining.delete(tabId);
      this.draw(tabId);
    }, EXPLAIN_MS);
    this.#explaining.set(tabId, timer);
    this.draw(tabId);
  }

  /**
   * The tab is no more.
   * @param {number} tabId
   */
  forget(tabId) {
    this.#drawn.delete(tabId);
  }

  /**
   * @param {Badge} badge
   * @param {number} [tabId]
   */
  #apply({ text, title, tone }, tabId) {
    const drawing = `${text} ${title}`;
    if (this.#drawn.get(tabId) === drawing) return;
    this.#drawn.set(tabId, drawing);
    // The tab may be gone by now; then there is nothing to draw on.
    void Promise.allSettled([
      chrome.action.setBadgeText({ tabId, text }),
      chrome.action.setTitle({ tabId, title }),
      chrome.action.setBadgeBackgroundColor({ tabId, color: COLORS[tone] }),
      chrome.action.setBadgeTextColor({ tabId, color: "#ffffff" }),
    ]);
  }
}
