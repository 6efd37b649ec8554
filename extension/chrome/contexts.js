/**
 * Browser contexts: which tab was made in which, and the incognito windows of those that are isolated. An isolated one
 * has a tab that keeps its window, and with it the incognito profile, open for as long as the context lives.
 */
import { tabIdOf } from "./tab-facts.js";

/** @typedef {import("../protocol/generated.js").ContextOpened} ContextOpened */
/** @typedef {import("../protocol/generated.js").ContextRef} ContextRef */
/** @typedef {import("../protocol/generated.js").ContextsOpen} ContextsOpen */
/** @typedef {import("../protocol/generated.js").Tab} Tab */
/** @typedef {import("../protocol/generated.js").TabsCreate} TabsCreate */

/** @typedef {{context: string, keeper: boolean}} Membership */
/** @typedef {{tabs: Map<number, Membership>, isolated: Set<string>}} ContextsSession by tab id; ids of contexts */

const KEEPER_URL = `data:text/html,${encodeURIComponent(
  "<!doctype html><meta charset=utf-8><title>Tabrelay</title><meta name=color-scheme content='light dark'>" +
    "<body style='font:16px system-ui;margin:3em;max-width:36em'><h1>A program is using this window</h1>" +
    "<p>It runs apart from your other windows, and what it leaves here goes with the window. " +
    "Close it to stop the program's work in it.",
)}`;

export class Contexts {
  /** @type {Map<number, Membership>} by tab id */
  #tabs = new Map();
  /** @type {Set<string>} ids of the contexts that live in an incognito window */
  #isolated = new Set();
  /** @type {{membership: Membership, incognito: boolean, claimed: number | null} | null} the tab being made */
  #pending = null;
  #last = /** @type {Promise<unknown>} */ (Promise.resolve());
  /** @type {Map<number, (() => void)[]>} who waits for a tab to be gone */
  #waiting = new Map();
  #onChange;

  /** @param {() => void} onChange called when `session` has changed */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** What outlives the worker. */
  get session() {
    return { tabs: this.#tabs, isolated: this.#isolated };
  }

  /** @param {ContextsSession | undefined} session what an earlier worker left */
  restore(session) {
    this.#tabs = session?.tabs ?? new Map();
    this.#isolated = session?.isolated ?? new Set();
  }

  /**
   * What is known of a tab; `undefined` for one of the default context.
   * @param {number} tabId
   */
  of(tabId) {
    return this.#tabs.get(tabId);
  }

  /**
   * A tab appeared. Chrome says so before it answers who made it, and what is announced must be right at once.
   * @param {chrome.tabs.Tab} tab
   */
  created(tab) {
    const pending = this.#pending;
    if (pending === null || pending.claimed !== null || tab.incognito !== pending.incognito) return;
    pending.claimed = tabIdOf(tab);
    this.#note(pending.claimed, pending.membership);
  }

  /**
   * What a page of a context opens belongs to the context.
   * @param {number} tabId
   * @param {number} opener
   */
  opened(tabId, opener) {
    const membership = this.#tabs.get(opener);
    if (membership !== undefined && !this.#tabs.has(tabId)) this.#note(tabId, { ...membership, keeper: false });
  }

  /** @param {number} tabId */
  removed(tabId) {
    if (this.#tabs.delete(tabId)) this.#onChange();
    for (const resolve of this.#waiting.get(tabId) ?? []) resolve();
    this.#waiting.delete(tabId);
  }

  /**
   * @param {number} added
   * @param {number} removed
   */
  replaced(added, removed) {
    const membership = this.#tabs.get(removed);
    if (membership !== undefined) this.#note(added, membership);
    this.removed(removed);
  }

  /**
   * Opens the window of an isolated context, unless the incognito profile may not be used or is in use by others.
   * @param {ContextsOpen} params
   * @param {(tab: chrome.tabs.Tab) => Promise<Tab>} adopt
   * @returns {Promise<ContextOpened>}
   */
  async open({ context, beside }, adopt) {
    if (!(await chrome.extension.isAllowedIncognitoAccess())) return { obstacle: "notAllowed" };
    const tab = await this.#make({ context, keeper: true }, true, async () => {
      if (await this.#isIncognitoTaken(beside)) return null;
      return tabInWindow({ url: KEEPER_URL, incognito: true, focused: false });
    });
    if (tab === null) return { obstacle: "inUse" };
    this.#isolated.add(context);
    this.#onChange();
    return { keeper: await adopt(tab), obstacle: "" };
  }

  /**
   * Closes all tabs of a context; resolves when they are gone.
   * @param {ContextRef} params
   */
  async close({ context }) {
    const tabIds = [...this.#tabs].filter(([, membership]) => membership.context === context).map(([tabId]) => tabId);
    const gone = tabIds.map((tabId) => this.#gone(tabId));
    // A tab that is closing already cannot be removed again.
    await Promise.all(tabIds.map((tabId) => chrome.tabs.remove(tabId).catch(() => {})));
    await Promise.all(gone);
    this.#isolated.delete(context);
    this.#onChange();
  }

  /**
   * Makes a tab in a context.
   * @param {TabsCreate & {context: string}} params
   * @param {(params: TabsCreate, incognito: boolean) => Promise<chrome.tabs.Tab>} create
   * @returns {Promise<chrome.tabs.Tab>}
   */
  async make(params, create) {
    const { context } = params;
    const isolated = this.#isolated.has(context);
    const windowId = isolated ? await this.#windowOf(context) : params.windowId;
    const tab = await this.#make({ context, keeper: false }, isolated, () => create({ ...params, windowId }, isolated));
    return /** @type {chrome.tabs.Tab} */ (tab);
  }

  /**
   * One at a time: so a tab that appears meanwhile can only be the one that is being made.
   * @param {Membership} membership
   * @param {boolean} incognito
   * @param {() => Promise<chrome.tabs.Tab | null>} create
   */
  #make(membership, incognito, create) {
    const run = async () => {
      const pending = { membership, incognito, claimed: /** @type {number | null} */ (null) };
      this.#pending = pending;
      try {
        const tab = await create();
        const tabId = tab === null ? null : tabIdOf(tab);
        if (pending.claimed !== null && pending.claimed !== tabId) this.removed(pending.claimed);
        if (tabId !== null) this.#note(tabId, membership);
        return tab;
      } finally {
        this.#pending = null;
      }
    };
    const made = this.#last.then(run, run);
    this.#last = made;
    return made;
  }

  /** @param {boolean} beside whether windows of other contexts do not count */
  async #isIncognitoTaken(beside) {
    const windows = await chrome.windows.getAll({ populate: true });
    const isOurs = (/** @type {chrome.windows.Window} */ window) =>
      window.tabs?.some((tab) => this.#tabs.has(tabIdOf(tab))) ?? false;
    return windows.some((window) => window.incognito && !(beside && isOurs(window)));
  }

  /** @param {string} context */
  async #windowOf(context) {
    for (const [tabId, membership] of this.#tabs) {
      if (membership.keeper && membership.context === context) return (await chrome.tabs.get(tabId)).windowId;
    }
    throw new Error("The window of this browser context was closed, and what was in it is gone.");
  }

  /** @param {number} tabId */
  #gone(tabId) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      this.#waiting.set(tabId, [...(this.#waiting.get(tabId) ?? []), resolve]);
    });
  }

  /**
   * @param {number} tabId
   * @param {Membership} membership
   */
  #note(tabId, membership) {
    this.#tabs.set(tabId, membership);
    this.#onChange();
  }
}

/**
 * @param {chrome.windows.CreateData} properties
 * @returns {Promise<chrome.tabs.Tab>}
 */
export async function tabInWindow(properties) {
  const created = await chrome.windows.create(properties);
  const tab = created?.tabs?.[0];
  if (tab === undefined) throw new Error("Chrome opened no window.");
  return tab;
}
