/**
 * From Chrome's tabs to the tabs that are shared: the person's clicks, the Tabrelay tab groups, pages that open pages,
 * and what of it survives the end of the worker.
 */
import { obstacleTo } from "../core/obstacle.js";
import { SharedTabs } from "../core/tabs.js";
import { Adoptions } from "./adoptions.js";
import { Contexts } from "./contexts.js";
import { Groups } from "./groups.js";
import { loadSession, saveSession } from "./session.js";
import { factsOf, tabIdOf } from "./tab-facts.js";
import { TargetIds, pageTargets } from "./targets.js";

/** @typedef {import("../core/tabs.js").Announcement} Announcement */
/** @typedef {import("../core/tabs.js").Mode} Mode */
/** @typedef {import("../protocol/generated.js").Tab} Tab */
/** @typedef {import("./debuggers.js").Debuggers} Debuggers */

export class Sharing {
  tabs = new SharedTabs();
  contexts = new Contexts(() => this.#save());
  #groups = new Groups(() => this.#save());
  #targets = new TargetIds((tabId, targetId) => this.#say(this.tabs.identify(tabId, targetId)));
  #adoptions = new Adoptions();
  /** @type {Map<number, number>} which tab's page opened a tab */
  #openers = new Map();
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
    const [session, tabs, filesAllowed, foundGroups] = await Promise.all([
      loadSession(),
      chrome.tabs.query({}),
      chrome.extension.isAllowedFileSchemeAccess(),
      this.#groups.found(),
    ]);
    // Without a session this is a new browser or a new version: what stands in a group of ours says what was shared.
    this.#groups.ids = session?.groups ?? new Set(foundGroups);
    this.contexts.restore(session?.contexts);
    this.tabs.filesAllowed = filesAllowed;
    this.tabs.mode = mode;
    const grouped = tabs.filter(({ groupId }) => this.#groups.ids.has(groupId)).map(tabIdOf);
    this.tabs.choices = session?.choices ?? new Map(grouped.map((tabId) => [tabId, true]));
    const targets = pageTargets(await chrome.debugger.getTargets());
    for (const tab of tabs) {
      const tabId = tabIdOf(tab);
      this.tabs.see(factsOf(tab, { targetId: targets.get(tabId)?.id, ...this.contexts.of(tabId) }));
    }
    const attached = [...targets].filter(([, target]) => target.attached).map(([tabId]) => tabId);
    await this.#debuggers.takeUp(attached, this.tabs.live);
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
    for (const tabId of this.tabs.chosen(true)) {
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
    this.#say(this.tabs.choose(tabId, true));
    this.#findMissing();
    if (this.tabs.mode === "shared") void this.#groups.add(tabId);
    this.#changed(tabId);
  }

  /**
   * The person takes a tab back, whatever the mode: by the button, the tab strip, or Chrome's debugging bar.
   * @param {number} tabId
   */
  unshare(tabId) {
    this.#say(this.tabs.choose(tabId, false));
    void this.#groups.remove(tabId);
    this.#changed(tabId);
  }

  /** Nothing is shared by choice any more; what the person took back stays so. */
  forgetShares() {
    for (const tabId of this.tabs.chosen(true)) void this.#groups.remove(tabId);
    this.#say(this.tabs.forgetShares());
    this.#save();
  }

  /**
   * Shares a tab that a program made; answers when it can be driven.
   * @param {chrome.tabs.Tab} tab
   * @returns {Promise<Tab>}
   */
  adopt(tab) {
    const tabId = tabIdOf(tab);
    const adopted = this.#adoptions.wait(tabId);
    this.#say(this.tabs.see(this.#factsOf(tab)));
    this.share(tabId);
    this.#adoptions.settle(tabId, this.tab(tabId)); // it may have been announced before it was waited for
    return adopted;
  }

  /** @param {chrome.tabs.Tab} tab */
  created(tab) {
    this.contexts.created(tab);
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
    this.contexts.opened(tabId, opener);
    this.#say(this.tabs.openedBy(tabId, opener));
    if (this.tabs.choices.get(opener)) this.share(tabId);
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
    this.contexts.removed(tabId); // last: who waits for it hears of it after that was said
    this.#save();
  }

  /**
   * @param {number} added
   * @param {number} removed
   */
  replaced(added, removed) {
    this.#targets.forget(removed);
    this.contexts.replaced(added, removed);
    this.#say(this.tabs.replace(removed, added));
    this.#findMissing();
    this.#changed(added);
  }

  /** @param {number} groupId */
  groupClosed(groupId) {
    this.#groups.closed(groupId);
  }

  /**
   * Dragged into a group of ours: shared. Dragged out of it: not any more.
   * @param {number} tabId
   * @param {number} groupId
   */
  #regrouped(tabId, groupId) {
    if (this.#groups.isMoving(tabId) || this.tabs.mode === "all") return;
    const isOurs = this.#groups.ids.has(groupId);
    if (isOurs === this.tabs.isWanted(tabId)) return;
    if (isOurs) return this.share(tabId);
    // A tab that is being closed leaves its group, too, and so does one whose group goes to another window.
    chrome.tabs.get(tabId, (tab) => {
      if (chrome.runtime.lastError !== undefined || this.#groups.ids.has(tab.groupId)) return;
      if (this.tabs.isWanted(tabId) && !this.#groups.isMoving(tabId)) this.unshare(tabId);
    });
  }

  /** @param {chrome.tabs.Tab} tab */
  #factsOf(tab) {
    const tabId = tabIdOf(tab);
    return factsOf(tab, { openerTabId: this.#openers.get(tabId), ...this.contexts.of(tabId) });
  }

  #findMissing() {
    for (const tabId of this.tabs.unidentified()) this.#targets.ensure(tabId);
  }

  /** @param {Announcement[]} announcements */
  #say(announcements) {
    if (announcements.length === 0) return;
    this.#announce(announcements);
    for (const { payload } of announcements) {
      this.#adoptions.settle(payload.tabId, this.tab(payload.tabId));
      this.#onBadge(payload.tabId, false);
    }
  }

  /** @param {number} tabId */
  #changed(tabId) {
    this.#save();
    this.#onBadge(tabId, false);
  }

  #save() {
    saveSession({ choices: this.tabs.choices, groups: this.#groups.ids, contexts: this.contexts.session });
  }
}
