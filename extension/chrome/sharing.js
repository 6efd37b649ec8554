/**
 * From Chrome's tabs to the tabs that are shared: the person's clicks, the Tabrelay tab groups, pages that open pages,
 * and what of it survives the end of the worker.
 */
import { obstacleTo } from "../core/obstacle.js";
import { SharedTabs } from "../core/tabs.js";
import { Groups } from "./groups.js";
import { TargetIds, pageTargets } from "./targets.js";

/** @typedef {import("../core/tabs.js").TabFacts} TabFacts */
/** @typedef {import("../core/tabs.js").Announcement} Announcement */
/** @typedef {import("../core/tabs.js").Mode} Mode */
/** @typedef {import("../protocol/generated.js").Tab} Tab */
/** @typedef {import("./debuggers.js").Debuggers} Debuggers */

/** `chrome.storage.session`: gone with the browser, and with an update of the extension. */
const SESSION_KEY = "sharing";

/** Longest wait for Chrome to name the target of a tab that a program made, in ms. */
const ADOPT_MS = 10_000;

export class Sharing {
  tabs = new SharedTabs();
  #groups = new Groups(() => this.#save());
  #targets = new TargetIds((tabId, targetId) => this.#say(this.tabs.identify(tabId, targetId)));
  /** @type {Map<number, number>} which tab's page opened a tab; `Tab.openerTabId` only says which was in front then */
  #openers = new Map();
  /** @type {Map<number, (tab: Tab) => void>} who waits for a tab to be announced */
  #adopting = new Map();
  #debuggers;
  #announce;
  #onBadge;

  /**
   * @param {Debuggers} debuggers
   * @param {(announcements: Announcement[]) => void} announce
   * @param {(tabId: number, isNavigation: boolean) => void} onBadge what the tab's badge shows may have changed
   */
  constructor(debuggers, announce, onBadge) {
    this.#debuggers = debuggers;
    this.#announce = announce;
    this.#onBadge = onBadge;
  }

  /**
   * Takes up what an earlier worker left: shared tabs, groups, attached debuggers. Nothing is announced by it.
   * @param {Mode} mode
   */
  async restore(mode) {
    const [stored, tabs, filesAllowed, foundGroups] = await Promise.all([
      chrome.storage.session.get(SESSION_KEY),
      chrome.tabs.query({}),
      chrome.extension.isAllowedFileSchemeAccess(),
      this.#groups.found(),
    ]);
    const session = /** @type {{chosen: number[], groups: number[]} | undefined} */ (stored[SESSION_KEY]);
    // Without a session this is a new browser or a new version: what stands in a group of ours says what was shared.
    this.#groups.ids = new Set(session?.groups ?? foundGroups);
    this.tabs.filesAllowed = filesAllowed;
    this.tabs.mode = mode;
    const grouped = tabs.filter(({ groupId }) => this.#groups.ids.has(groupId)).map(tabIdOf);
    this.tabs.chosen = new Set(session?.chosen ?? grouped);
    const targets = pageTargets(await chrome.debugger.getTargets());
    for (const tab of tabs) this.tabs.see(this.#factsOf(tab, targets.get(tabIdOf(tab))?.id));
    await this.#adoptDebuggers([...targets].filter(([, { attached }]) => attached).map(([tabId]) => tabId));
    this.#save();
    this.#findMissing();
  }

  /** @param {number} tabId */
  tab(tabId) {
    const tab = this.tabs.live.get(tabId);
    return tab && { ...tab, attached: this.#debuggers.isAttached(tabId) };
  }

  /** All that is shared, as the snapshot has it. */
  all() {
    return [...this.tabs.live.keys()].map((tabId) => /** @type {Tab} */ (this.tab(tabId)));
  }

  /** @param {string} url */
  obstacleTo(url) {
    return obstacleTo(url, this.tabs.filesAllowed);
  }

  /** @param {Mode} mode */
  setMode(mode) {
    if (mode === this.tabs.mode) return;
    this.#say(this.tabs.setMode(mode));
    for (const tabId of this.tabs.chosen) {
      if (mode === "all") void this.#groups.remove(tabId);
      else void this.#groups.add(tabId);
    }
    this.#findMissing();
  }

  /**
   * The person, or a page that is shared, or a program shares a tab.
   * @param {number} tabId
   */
  share(tabId) {
    this.#say(this.tabs.choose(tabId));
    this.#findMissing();
    if (this.tabs.mode === "shared") void this.#groups.add(tabId);
    this.#changed(tabId);
  }

  /** @param {number} tabId */
  unshare(tabId) {
    this.#say(this.tabs.drop(tabId));
    void this.#groups.remove(tabId);
    this.#changed(tabId);
  }

  unshareAll() {
    for (const tabId of [...this.tabs.chosen]) this.unshare(tabId);
  }

  /**
   * Shares a tab that a program made; answers when it can be driven.
   * @param {chrome.tabs.Tab} tab
   * @returns {Promise<Tab>}
   */
  adopt(tab) {
    const tabId = tabIdOf(tab);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#adopting.delete(tabId);
        reject(new Error("Chrome made the tab but named no debugging target for it."));
      }, ADOPT_MS);
      this.#adopting.set(tabId, (live) => {
        clearTimeout(timer);
        resolve(live);
      });
      this.#say(this.tabs.see(this.#factsOf(tab)));
      this.share(tabId);
      this.#settleAdopted(tabId);
    });
  }

  /** @param {chrome.tabs.Tab} tab */
  created(tab) {
    this.#say(this.tabs.see(this.#factsOf(tab)));
    this.#findMissing();
  }

  /**
   * The page of one tab opened another: what a shared page opens is shared. What the person opens beside it is not.
   * @param {number} tabId
   * @param {number} opener
   */
  opened(tabId, opener) {
    this.#openers.set(tabId, opener);
    this.#say(this.tabs.openedBy(tabId, opener));
    if (this.tabs.chosen.has(opener)) this.share(tabId);
  }

  /**
   * @param {number} tabId
   * @param {chrome.tabs.OnUpdatedInfo} change
   * @param {chrome.tabs.Tab} tab
   */
  updated(tabId, change, tab) {
    this.#say(this.tabs.see(this.#factsOf(tab)));
    if (change.groupId !== undefined) this.#regrouped(tabId, change.groupId);
    if (change.url !== undefined && this.tabs.isWanted(tabId)) this.#targets.find(tabId);
    this.#findMissing();
    // Chrome forgets a tab's badge when the tab navigates.
    if (change.status !== undefined || change.url !== undefined) this.#onBadge(tabId, true);
  }

  /**
   * @param {number} tabId
   * @param {number} windowId
   */
  activated(tabId, windowId) {
    this.#say(this.tabs.activate(tabId, windowId));
  }

  /**
   * The tab is in another window now.
   * @param {number} tabId
   */
  async moved(tabId) {
    const tab = await chrome.tabs.get(tabId).catch(() => null);
    if (tab !== null) this.#say(this.tabs.see(this.#factsOf(tab)));
  }

  /** @param {number} tabId */
  removed(tabId) {
    this.#targets.forget(tabId);
    this.#openers.delete(tabId);
    this.#say(this.tabs.close(tabId));
    this.#save();
  }

  /**
   * @param {number} added
   * @param {number} removed
   */
  replaced(added, removed) {
    this.#targets.forget(removed);
    this.#say(this.tabs.replace(removed, added));
    this.#findMissing();
    this.#changed(added);
  }

  /** @param {number} groupId */
  groupClosed(groupId) {
    this.#groups.closed(groupId);
  }

  /**
   * The person pressed Cancel on Chrome's debugging bar: no program shall control these tabs.
   * @param {number} tabId
   */
  cancelled(tabId) {
    if (this.tabs.mode === "shared") this.unshare(tabId);
  }

  /**
   * Dragged into a group of ours: shared. Dragged out of it: not any more.
   * @param {number} tabId
   * @param {number} groupId
   */
  #regrouped(tabId, groupId) {
    if (this.#groups.isMoving(tabId) || this.tabs.mode === "all") return;
    const isOurs = this.#groups.ids.has(groupId);
    if (isOurs === this.tabs.chosen.has(tabId)) return;
    if (isOurs) return this.share(tabId);
    // A tab that is being closed leaves its group, too, and so does one whose group goes to another window.
    chrome.tabs.get(tabId, (tab) => {
      if (chrome.runtime.lastError !== undefined || this.#groups.ids.has(tab.groupId)) return;
      if (this.tabs.chosen.has(tabId) && !this.#groups.isMoving(tabId)) this.unshare(tabId);
    });
  }

  /**
   * Of the tabs some debugger is attached to: takes up ours that are shared, leaves ours that are not.
   * @param {number[]} tabIds
   */
  async #adoptDebuggers(tabIds) {
    for (const tabId of tabIds) {
      const isOurs = await new Promise((resolve) => this.#debuggers.adopt(tabId, resolve));
      if (isOurs && !this.tabs.live.has(tabId)) this.#debuggers.detach(tabId, () => {});
    }
  }

  /**
   * @param {chrome.tabs.Tab} tab
   * @returns {TabFacts}
   */
  #factsOf(tab, targetId = "") {
    const tabId = tabIdOf(tab);
    return {
      tabId,
      targetId,
      url: tab.url || tab.pendingUrl || "", // a tab that has committed nothing yet has its address in `pendingUrl` only
      title: tab.title ?? "",
      windowId: tab.windowId,
      active: tab.active,
      incognito: tab.incognito,
      discarded: tab.discarded,
      openerTabId: this.#openers.get(tabId),
    };
  }

  #findMissing() {
    for (const tabId of this.tabs.unidentified()) this.#targets.ensure(tabId);
  }

  /** @param {Announcement[]} announcements */
  #say(announcements) {
    if (announcements.length === 0) return;
    this.#announce(announcements);
    for (const { payload } of announcements) {
      this.#settleAdopted(payload.tabId);
      this.#onBadge(payload.tabId, false);
    }
  }

  /** @param {number} tabId */
  #settleAdopted(tabId) {
    const waiting = this.#adopting.get(tabId);
    const live = this.tab(tabId);
    if (waiting === undefined || live === undefined) return;
    this.#adopting.delete(tabId);
    waiting(live);
  }

  /** @param {number} tabId */
  #changed(tabId) {
    this.#save();
    this.#onBadge(tabId, false);
  }

  #save() {
    const session = { chosen: [...this.tabs.chosen], groups: [...this.#groups.ids] };
    void chrome.storage.session.set({ [SESSION_KEY]: session });
  }
}

/** @param {chrome.tabs.Tab} tab */
function tabIdOf(tab) {
  return tab.id ?? chrome.tabs.TAB_ID_NONE;
}
