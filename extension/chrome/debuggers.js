/**
 * Chrome's debugger on the shared tabs: which ones it is attached to, and the calls that change it.
 *
 * Chrome keeps a debugger attached when it ends the service worker. So what is attached is asked of Chrome, not
 * remembered, and an attach that fails may still find the debugger to be ours.
 *
 * THE LAST WORD COUNTS. Chrome may take long over an attach, and whoever asked may have gone meanwhile: the gateway gave
 * up and said detach, the link was lost, the person took the tab back. An attach that comes after that is undone, unless
 * it was asked for once more: Chrome must not debug a page for nobody.
 */

const PROTOCOL = "1.3";

/** @typedef {(error: string | null) => void} Done called with Chrome's own words, or `null` */

export class Debuggers {
  /** @type {Set<number>} */
  #attached = new Set();
  /** @type {Map<number, object>} the last attach of each tab that Chrome has not answered and nobody has taken back */
  #attaching = new Map();

  /** How many tabs it is attached to. */
  get count() {
    return this.#attached.size;
  }

  /** @param {number} tabId */
  isAttached(tabId) {
    return this.#attached.has(tabId);
  }

  /**
   * Whether it is attached to the tab, or may be soon.
   * @param {number} tabId
   */
  isNeeded(tabId) {
    return this.#attached.has(tabId) || this.#attaching.has(tabId);
  }

  /**
   * @param {number} tabId
   * @param {Done} done
   */
  attach(tabId, done) {
    const attempt = {};
    this.#attaching.set(tabId, attempt);
    chrome.debugger.attach({ tabId }, PROTOCOL, () => {
      const refusal = chrome.runtime.lastError?.message ?? null;
      if (refusal === null) return this.#granted(tabId, attempt, done);
      this.#probe(tabId, (isOurs) => {
        if (isOurs) return this.#granted(tabId, attempt, done);
        this.#forget(tabId, attempt);
        done(refusal);
      });
    });
  }

  /**
   * @param {number} tabId
   * @param {Done} done
   */
  detach(tabId, done) {
    this.#attached.delete(tabId);
    this.#attaching.delete(tabId);
    chrome.debugger.detach({ tabId }, () => done(chrome.runtime.lastError?.message ?? null));
  }

  /**
   * Whoever asked for an attach is gone; somebody else may have asked since.
   * @param {number} tabId
   */
  leave(tabId) {
    if (!this.#attaching.has(tabId)) this.detach(tabId, () => {});
  }

  /** Leaves every page as it was: what a gone client set up (paused requests, frozen frames) ends with the debugger. */
  detachAll() {
    for (const tabId of new Set([...this.#attached, ...this.#attaching.keys()])) this.detach(tabId, () => {});
  }

  /**
   * Of the tabs that some debugger is attached to: takes up ours that are shared, leaves ours that are not.
   * @param {number[]} tabIds
   * @param {ReadonlyMap<number, unknown>} shared
   */
  async takeUp(tabIds, shared) {
    for (const tabId of tabIds) {
      const isOurs = await new Promise((resolve) => this.#probe(tabId, resolve));
      if (!isOurs) continue;
      if (shared.has(tabId)) this.#attached.add(tabId);
      else this.detach(tabId, () => {});
    }
  }

  /**
   * Chrome detached it.
   * @param {number} tabId
   */
  lost(tabId) {
    this.#attached.delete(tabId);
  }

  /**
   * @param {number} tabId
   * @param {object} attempt
   * @param {Done} done
   */
  #granted(tabId, attempt, done) {
    if (!this.#attaching.has(tabId)) {
      return this.detach(tabId, () => done("The tab was left again before Chrome had attached to it."));
    }
    this.#forget(tabId, attempt);
    this.#attached.add(tabId);
    done(null);
  }

  /**
   * @param {number} tabId
   * @param {object} attempt
   */
  #forget(tabId, attempt) {
    if (this.#attaching.get(tabId) === attempt) this.#attaching.delete(tabId);
  }

  /**
   * Finds out whether this extension's debugger is on the tab: only then does Chrome answer.
   * `Target.getTargetInfo` is answered by the browser itself, so that a frozen page cannot hold it up.
   * @param {number} tabId
   * @param {(isOurs: boolean) => void} done
   */
  #probe(tabId, done) {
    chrome.debugger.sendCommand({ tabId }, "Target.getTargetInfo", {}, () => {
      done(chrome.runtime.lastError === undefined);
    });
  }
}
