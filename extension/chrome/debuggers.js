/**
 * Chrome's debugger on the shared tabs: which ones it is attached to, and the calls that change it.
 *
 * Chrome keeps a debugger attached when it ends the service worker. So what is attached is asked of Chrome, not
 * remembered, and an attach that fails may still find the debugger to be ours.
 */

const PROTOCOL = "1.3";

/** @typedef {(error: string | null) => void} Done called with Chrome's own words, or `null` */

export class Debuggers {
  /** @type {Set<number>} */
  #attached = new Set();

  /** How many tabs it is attached to. */
  get count() {
    return this.#attached.size;
  }

  /** @param {number} tabId */
  isAttached(tabId) {
    return this.#attached.has(tabId);
  }

  /**
   * @param {number} tabId
   * @param {Done} done
   */
  attach(tabId, done) {
    chrome.debugger.attach({ tabId }, PROTOCOL, () => {
      const refusal = chrome.runtime.lastError?.message ?? null;
      if (refusal === null) this.#attached.add(tabId);
      if (refusal === null) return done(null);
      this.adopt(tabId, (isOurs) => done(isOurs ? null : refusal));
    });
  }

  /**
   * Finds out whether this extension's debugger is on the tab: only then does Chrome answer.
   * `Target.getTargetInfo` is answered by the browser itself, so that a frozen page cannot hold it up.
   * @param {number} tabId
   * @param {(isOurs: boolean) => void} done
   */
  adopt(tabId, done) {
    chrome.debugger.sendCommand({ tabId }, "Target.getTargetInfo", {}, () => {
      const isOurs = chrome.runtime.lastError === undefined;
      if (isOurs) this.#attached.add(tabId);
      done(isOurs);
    });
  }

  /**
   * @param {number} tabId
   * @param {Done} done
   */
  detach(tabId, done) {
    this.#attached.delete(tabId);
    chrome.debugger.detach({ tabId }, () => done(chrome.runtime.lastError?.message ?? null));
  }

  /** Leaves every page as it was: what a gone client set up (paused requests, frozen frames) ends with the debugger. */
  detachAll() {
    for (const tabId of [...this.#attached]) this.detach(tabId, () => {});
  }

  /**
   * Chrome detached it.
   * @param {number} tabId
   */
  lost(tabId) {
    this.#attached.delete(tabId);
  }
}
