/**
 * What of the sharing outlives the worker: kept in `chrome.storage.session`, which is gone with the browser, and with an
 * update of the extension. Tab ids and group ids mean nothing after that.
 */

const KEY = "sharing";

/** @typedef {{choices: Map<number, boolean>, groups: Set<number>}} Session by tab id; ids of the tab groups that are ours */

/**
 * What an earlier worker left; `null` in a new browser and after an update.
 * @returns {Promise<Session | null>}
 */
export async function loadSession() {
  const { [KEY]: stored } = await chrome.storage.session.get(KEY);
  if (stored === undefined) return null;
  const { choices, groups } = /** @type {{choices: [number, boolean][], groups: number[]}} */ (stored);
  return { choices: new Map(choices), groups: new Set(groups) };
}

/** @param {Session} session */
export function saveSession({ choices, groups }) {
  void chrome.storage.session.set({ [KEY]: { choices: [...choices], groups: [...groups] } });
}
