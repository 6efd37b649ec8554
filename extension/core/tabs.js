/**
 * Which tabs are shared, and what has to be said about it.
 *
 * Two things are kept apart: which tabs are *wanted*, and which are *live*, that is, announced to the gateway. A wanted
 * tab is not live while it shows a page that Chrome lets no extension control, while it is discarded, and until its
 * target id is known. Every fact that comes in is answered with the announcements that follow from it.
 *
 * Wanted is what was chosen of the tab, yes or no; only of a tab of which nothing was chosen does the mode decide. So a
 * tab that the person took back stays theirs in every mode, whatever becomes of its page, until they share it again.
 */
import { obstacleTo } from "./obstacle.js";

/** @typedef {import("../protocol/generated.js").Tab} Tab */
/** @typedef {import("../protocol/generated.js").TabGone["reason"]} GoneReason */
/** @typedef {"shared" | "all"} Mode */

/**
 * A tab as Chrome describes it. `targetId` is `""` until `chrome.debugger.getTargets` has named it.
 * @typedef {object} TabFacts
 * @property {number} tabId
 * @property {string} targetId
 * @property {string} url
 * @property {string} title
 * @property {number} windowId
 * @property {boolean} active
 * @property {boolean} incognito
 * @property {boolean} discarded
 * @property {number} [openerTabId]
 * @property {string} [context] the browser context that it was made in
 * @property {boolean} [keeper] whether all it does is keep the context's window
 */

/**
 * @typedef {{event: "tab.shared" | "tab.updated", payload: Tab}
 *   | {event: "tab.gone", payload: {tabId: number, reason: GoneReason}}} Announcement
 */

const COMPARED = /** @type {const} */ (["targetId", "url", "title", "windowId", "active"]);

export class SharedTabs {
  /** @type {Mode} */
  mode = "shared";
  /** Whether the person lets this extension control `file:` pages. */
  filesAllowed = false;
  /** @type {Map<number, boolean>} shared by the person, a program or a shared page: true; taken back: false */
  choices = new Map();
  /** @type {Map<number, Tab>} what is announced */
  live = new Map();
  /** @type {Map<number, TabFacts>} every tab of the profile */
  #known = new Map();

  /**
   * @param {Mode} mode
   * @returns {Announcement[]}
   */
  setMode(mode) {
    this.mode = mode;
    return [...this.#known.keys()].flatMap((tabId) => this.#settle(tabId, "unshared"));
  }

  /**
   * A tab is new, or something about it has changed. An empty `targetId` keeps the one that is known.
   * @param {TabFacts} facts
   * @returns {Announcement[]}
   */
  see(facts) {
    const targetId = facts.targetId || (this.#known.get(facts.tabId)?.targetId ?? "");
    this.#known.set(facts.tabId, { ...facts, targetId });
    return this.#settle(facts.tabId, facts.discarded ? "discarded" : "unshared");
  }

  /**
   * Chrome named the target of a tab.
   * @param {number} tabId
   * @param {string} targetId
   */
  identify(tabId, targetId) {
    const facts = this.#known.get(tabId);
    return facts === undefined ? [] : this.see({ ...facts, targetId });
  }

  /**
   * A tab came to the front of its window; the one that was there went behind it.
   * @param {number} tabId
   * @param {number} windowId
   */
  activate(tabId, windowId) {
    const inWindow = [...this.#known.values()].filter((facts) => facts.windowId === windowId || facts.tabId === tabId);
    return inWindow.flatMap((facts) =>
      this.see({ ...facts, windowId, active: facts.tabId === tabId }),
    );
  }

  /**
   * The tab is shared, or not, whatever the mode says.
   * @param {number} tabId
   * @param {boolean} isShared
   */
  choose(tabId, isShared) {
    this.choices.set(tabId, isShared);
    return this.#settle(tabId, "unshared");
  }

  /** Nobody chose to share anything; what was taken back stays so. */
  forgetShares() {
    const tabIds = this.chosen(true);
    for (const tabId of tabIds) this.choices.delete(tabId);
    return tabIds.flatMap((tabId) => this.#settle(tabId, "unshared"));
  }

  /**
   * The tab is no more.
   * @param {number} tabId
   */
  close(tabId) {
    this.choices.delete(tabId);
    this.#known.delete(tabId);
    return this.#settle(tabId, "closed");
  }

  /**
   * Chrome put another tab in the place of one (a discarded or prerendered page); the person's choice stays.
   * @param {number} removed
   * @param {number} added
   */
  replace(removed, added) {
    const choice = this.choices.get(removed);
    this.choices.delete(removed);
    if (choice !== undefined) this.choices.set(added, choice);
    const facts = this.#known.get(removed);
    this.#known.delete(removed);
    const announcements = this.#settle(removed, "replaced");
    if (facts !== undefined) announcements.push(...this.see({ ...facts, tabId: added, targetId: "" }));
    return announcements;
  }

  /**
   * The page of one tab opened another.
   * @param {number} tabId
   * @param {number} openerTabId
   */
  openedBy(tabId, openerTabId) {
    const facts = this.#known.get(tabId);
    return facts === undefined ? [] : this.see({ ...facts, openerTabId });
  }

  /**
   * Why Chrome lets no extension control this tab; `""` when nothing is in the way.
   * @param {number} tabId
   */
  obstacle(tabId) {
    const facts = this.#known.get(tabId);
    return facts === undefined ? "" : obstacleTo(facts.url, this.filesAllowed);
  }

  /** @param {number} tabId */
  isWanted(tabId) {
    return this.#known.has(tabId) && (this.choices.get(tabId) ?? this.mode === "all");
  }

  /**
   * The tabs of which this was chosen.
   * @param {boolean} isShared
   */
  chosen(isShared) {
    return [...this.choices].filter(([, choice]) => choice === isShared).map(([tabId]) => tabId);
  }

  /** The tabs that could be live if only their target id were known. */
  *unidentified() {
    for (const facts of this.#known.values()) {
      if (facts.targetId === "" && !facts.discarded && this.isWanted(facts.tabId)) yield facts.tabId;
    }
  }

  /** The ids of all tabs of the profile. */
  ids() {
    return this.#known.keys();
  }

  /**
   * Makes `live` what the facts ask for, and says what changed by it.
   * @param {number} tabId
   * @param {GoneReason} goneReason
   * @returns {Announcement[]}
   */
  #settle(tabId, goneReason) {
    const facts = this.#known.get(tabId);
    const before = this.live.get(tabId);
    if (facts === undefined || !this.#canBeLive(facts)) {
      if (!this.live.delete(tabId)) return [];
      return [{ event: "tab.gone", payload: { tabId, reason: goneReason } }];
    }
    const after = announced(facts);
    if (before !== undefined && COMPARED.every((key) => before[key] === after[key])) return [];
    this.live.set(tabId, after);
    return [{ event: before === undefined ? "tab.shared" : "tab.updated", payload: after }];
  }

  /** @param {TabFacts} facts */
  #canBeLive(facts) {
    return (
      this.isWanted(facts.tabId) &&
      facts.targetId !== "" &&
      !facts.discarded &&
      obstacleTo(facts.url, this.filesAllowed) === ""
    );
  }
}

/**
 * The facts as the gateway gets them, but for `attached`: that is Chrome's debugger's business.
 * @param {TabFacts} facts
 * @returns {Tab}
 */
function announced({ tabId, targetId, url, title, windowId, active, incognito, openerTabId, context, keeper }) {
  /** @type {Tab} */
  // A tab that has loaded nothing yet shows the empty document.
  const tab = { tabId, targetId, url: url || "about:blank", title, windowId, active, incognito };
  if (openerTabId !== undefined) tab.openerTabId = openerTabId;
  if (context !== undefined) tab.context = context;
  if (keeper) tab.keeper = keeper;
  return tab;
}
