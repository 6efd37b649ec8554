/**
 * What the gateway may ask for beside CDP commands: the rest of `COMMANDS`, each a `chrome.*` call and no more.
 * A tab is named only if the person shares it; a window, only if a shared tab is in it.
 */

import { tabInWindow } from "./contexts.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./debuggers.js").Debuggers} Debuggers */
/** @typedef {import("./sharing.js").Sharing} Sharing */
/** @typedef {import("../protocol/generated.js").TabRef} TabRef */
/** @typedef {import("../protocol/generated.js").TabsCreate} TabsCreate */
/** @typedef {import("../protocol/generated.js").TabsUpdate} TabsUpdate */
/** @typedef {import("../protocol/generated.js").WindowsUpdate} WindowsUpdate */

/**
 * @param {Sharing} sharing
 * @param {Debuggers} debuggers
 * @param {import("./downloads.js").Downloads} downloads
 * @returns {Record<string, import("./relay.js").Call>}
 */
export function makeCalls(sharing, debuggers, downloads) {
  const { live } = sharing.tabs;

  /**
   * @template {{tabId: number}} P
   * @param {(params: P, answer: Answer) => void} call
   * @returns {(params: P, answer: Answer) => void}
   */
  const onShared = (call) => (params, answer) =>
    live.has(params.tabId) ? call(params, answer) : answer.refuse("TAB_NOT_SHARED");

  return {
    // In the callback's own turn, as everything of the debugger: see relay.js.
    "debugger.attach": onShared(({ tabId }, answer) => {
      debuggers.attach(tabId, (refusal) => {
        if (refusal !== null) answer.chromeRefused(refusal);
        else if (answer.isAwaited) answer.succeed(sharing.tab(tabId));
        else debuggers.leave(tabId);
      });
    }),
    "debugger.detach": onShared(({ tabId }, answer) => {
      debuggers.detach(tabId, (refusal) => {
        if (refusal === null) answer.succeed();
        else answer.chromeRefused(refusal);
      });
    }),
    "tabs.create": (params, answer) => {
      if (typeof params.url === "string") settle(createTab(params, sharing), answer);
      else answer.refuse("PARAMS_INVALID");
    },
    "tabs.update": onShared((params, answer) => settle(updateTab(params, sharing), answer)),
    "tabs.remove": onShared(({ tabId }, answer) => settle(chrome.tabs.remove(tabId), answer)),
    "tabs.activate": onShared(({ tabId }, answer) => settle(activateTab(tabId), answer)),
    "contexts.open": (params, answer) => {
      settle(sharing.contexts.open(params, (tab) => adopt(tab, sharing)), answer);
    },
    "contexts.close": (params, answer) => settle(sharing.contexts.close(params), answer),
    "windows.get": onShared(({ tabId }, answer) => settle(windowOf(tabId), answer)),
    "downloads.decide": (params, answer) => downloads.decide(params, answer),
    "downloads.discard": (params, answer) => downloads.discard(params, answer),
    "windows.update": (params, answer) => {
      if ([...live.values()].some((tab) => tab.windowId === params.windowId)) settle(updateWindow(params), answer);
      else answer.refuse("TAB_NOT_SHARED");
    },
  };
}

/**
 * @param {Promise<unknown>} outcome
 * @param {Answer} answer
 */
function settle(outcome, answer) {
  outcome.then(
    (payload) => answer.succeed(payload),
    (error) => answer.chromeRefused(error),
  );
}

/**
 * @param {TabsCreate} params
 * @param {Sharing} sharing
 */
async function createTab(params, sharing) {
  const { context } = params;
  const obstacle = sharing.obstacleTo(params.url);
  if (obstacle) throw new Error(obstacle);
  const tab = context === undefined ? await makeTab(params) : await sharing.contexts.make({ ...params, context }, makeTab);
  return adopt(tab, sharing);
}

/**
 * @param {TabsCreate} params
 * @param {boolean} [incognito]
 */
function makeTab(params, incognito = false) {
  const { url, active = false, windowId, openerTabId } = params;
  return params.newWindow ? tabInNewWindow(params, incognito) : newTab({ url, active, windowId, openerTabId });
}

/**
 * Shares a tab that was made here; answers when it can be driven.
 * @param {chrome.tabs.Tab} tab
 * @param {Sharing} sharing
 */
async function adopt(tab, sharing) {
  try {
    return await sharing.adopt(tab);
  } catch (error) {
    if (tab.id !== undefined) void chrome.tabs.remove(tab.id).catch(() => {}); // nobody would ever close it
    throw error;
  }
}

/**
 * @param {chrome.tabs.CreateProperties} properties
 * @returns {Promise<chrome.tabs.Tab>}
 */
async function newTab(properties) {
  if (properties.windowId !== undefined) return chrome.tabs.create(properties);
  const windows = await chrome.windows.getAll({ windowTypes: ["normal"] });
  const profiles = windows.filter(({ incognito }) => !incognito);
  // Chrome may run on without a window; then there is none to put the tab into.
  if (profiles.length === 0) return tabInNewWindow({ url: properties.url ?? "", active: properties.active });
  // Left to itself, Chrome takes the window that was used last, be it an incognito one.
  if (profiles.length === windows.length) return chrome.tabs.create(properties);
  const last = await chrome.windows.getLastFocused({ windowTypes: ["normal"] });
  return chrome.tabs.create({ ...properties, windowId: (last.incognito ? profiles[0] : last)?.id });
}

/**
 * @param {TabsCreate} params
 * @param {boolean} [incognito]
 * @returns {Promise<chrome.tabs.Tab>}
 */
async function tabInNewWindow({ url, active = false, left, top, width, height, state }, incognito = false) {
  const tab = await tabInWindow({ url, focused: active, incognito, left, top, width, height, state: windowState(state) });
  // A browser that was started with a size of its own gives that to every new window.
  if (width !== undefined || height !== undefined) await chrome.windows.update(tab.windowId, { width, height });
  return tab;
}

/** @param {string | undefined} state */
function windowState(state) {
  return /** @type {chrome.windows.CreateData["state"]} */ (state);
}

/**
 * @param {TabsUpdate} params
 * @param {Sharing} sharing
 */
async function updateTab({ tabId, url }, sharing) {
  await chrome.tabs.update(tabId, { url });
  return sharing.tab(tabId);
}

/** @param {number} tabId */
async function activateTab(tabId) {
  const tab = await chrome.tabs.update(tabId, { active: true });
  if (tab !== undefined) await chrome.windows.update(tab.windowId, { focused: true });
}

/** @param {number} tabId */
async function windowOf(tabId) {
  const { windowId, active, width, height } = await chrome.tabs.get(tabId);
  const window = described(await chrome.windows.get(windowId));
  return active && width && height ? { ...window, contentWidth: width, contentHeight: height } : window;
}

/** @param {WindowsUpdate} params */
async function updateWindow({ windowId, left, top, width, height, state }) {
  const changes = { left, top, width, height, state: /** @type {any} */ (state) };
  return described(await chrome.windows.update(windowId, changes));
}

/**
 * @param {chrome.windows.Window} window
 * @returns {import("../protocol/generated.js").Window}
 */
function described({ id = chrome.windows.WINDOW_ID_NONE, left = 0, top = 0, width = 0, height = 0, state = "normal" }) {
  return { windowId: id, left, top, width, height, state };
}
