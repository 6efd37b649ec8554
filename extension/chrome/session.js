/**
 * What of the sharing outlives the worker: kept in `chrome.storage.session`, which is gone with the browser, and with an
 * update of the extension. Tab ids and group ids mean nothing after that.
 */

const KEY = "sharing";

/** @typedef {import("./contexts.js").ContextsSession} ContextsSession */
/**
 * `choices` is by tab id, `groups` are the ids of the tab groups that are ours.
 * @typedef {{choices: Map<number, boolean>, groups: Set<number>, contexts: ContextsSession}} Session
 */

/**
 * @typedef {object} Stored
 * @property {[number, boolean][]} choices
 * @property {number[]} groups
 * @property {[number, import("./contexts.js").Membership][]} contextTabs
 * @property {string[]} isolated
 */

/**
 * What an earlier worker left; `null` in a new browser and after an update.
 * @returns {Promise<Session | null>}
 */
export async function loadSession() {
  const { [KEY]: stored } = await chrome.storage.session.get(KEY);
  if (stored === undefined) return null;
  const { choices, groups, contextTabs, isolated } = /** @type {Stored} */ (stored);
  const contexts = { tabs: new Map(contextTabs), isolated: new Set(isolated) };
  return { choices: new Map(choices), groups: new Set(groups), contexts };
}

/** @param {Session} session */
export function saveSession({ choices, groups, contexts }) {
  /** @type {Stored} */
  const stored = {
    choices: [...choices],
    groups: [...groups],
    contextTabs: [...contexts.tabs],
    isolated: [...contexts.isolated],
  };
  void chrome.storage.session.set({ [KEY]: stored });
}
