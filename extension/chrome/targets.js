/**
 * The target ids of tabs. Only `chrome.debugger.getTargets` knows them (`chrome.tabs` does not), and a tab that was
 * just made may not be in its list yet.
 */

/** ms between two looks for a tab that is not listed yet, and how many there are. */
const RETRY_MS = 50;
const TRIES = 200;

export class TargetIds {
  /** @type {Map<number, {left: number}>} tabs that are looked for, and how many looks are left */
  #wanted = new Map();
  #looking = false;
  #onFound;

  /** @param {(tabId: number, targetId: string) => void} onFound */
  constructor(onFound) {
    this.#onFound = onFound;
  }

  /**
   * Finds the target id of a tab, or finds it again: it may change when a prerendered page takes the tab over.
   * @param {number} tabId
   */
  find(tabId) {
    this.#wanted.set(tabId, { left: TRIES });
    this.#look();
  }

  /**
   * Finds the target id of a tab unless that is under way.
   * @param {number} tabId
   */
  ensure(tabId) {
    if (!this.#wanted.has(tabId)) this.find(tabId);
  }

  /**
   * The tab is no more.
   * @param {number} tabId
   */
  forget(tabId) {
    this.#wanted.delete(tabId);
  }

  #look() {
    if (this.#looking || this.#wanted.size === 0) return;
    this.#looking = true;
    const asked = [...this.#wanted];
    // The callback form: what is found is announced before the events of the page that come after it.
    chrome.debugger.getTargets((targets) => {
      this.#looking = false;
      const ids = pageTargets(targets);
      for (const [tabId, look] of asked) this.#settle(tabId, look, ids.get(tabId)?.id);
      const isNew = [...this.#wanted].some(([tabId, look]) => !asked.some(([id, old]) => id === tabId && old === look));
      if (isNew) this.#look();
      else if (this.#wanted.size > 0) setTimeout(() => this.#look(), RETRY_MS);
    });
  }

  /**
   * @param {number} tabId
   * @param {{left: number}} look
   * @param {string | undefined} targetId
   */
  #settle(tabId, look, targetId) {
    if (this.#wanted.get(tabId) !== look) return; // asked again meanwhile: this list may be too old for that
    look.left -= 1;
    if (targetId !== undefined || look.left === 0) this.#wanted.delete(tabId);
    if (targetId !== undefined) this.#onFound(tabId, targetId);
  }
}

/**
 * The page targets by tab.
 * @param {chrome.debugger.TargetInfo[]} targets
 * @returns {Map<number, chrome.debugger.TargetInfo>}
 */
export function pageTargets(targets) {
  const pages = targets.filter(({ type, tabId }) => type === "page" && tabId !== undefined);
  return new Map(pages.map((target) => [/** @type {number} */ (target.tabId), target]));
}
