/** Chrome's tab as the facts that matter here. */

/** @typedef {import("../core/tabs.js").TabFacts} TabFacts */

/**
 * `openerTabId` is the tab whose page opened this one, as `chrome.webNavigation` says; `Tab.openerTabId` only says which
 * tab was in front then.
 * @param {chrome.tabs.Tab} tab
 * @param {{targetId?: string, openerTabId?: number, context?: string, keeper?: boolean}} [known] what `chrome.tabs` does not know
 * @returns {TabFacts}
 */
export function factsOf(tab, { targetId = "", openerTabId, ...membership } = {}) {
  return {
    tabId: tabIdOf(tab),
    targetId,
    url: tab.url || tab.pendingUrl || "", // a tab that has committed nothing yet has its address in `pendingUrl` only
    title: tab.title ?? "",
    windowId: tab.windowId,
    active: tab.active,
    incognito: tab.incognito,
    discarded: tab.discarded,
    openerTabId,
    ...membership,
  };
}

/** @param {chrome.tabs.Tab} tab */
export function tabIdOf(tab) {
  return tab.id ?? chrome.tabs.TAB_ID_NONE;
}
