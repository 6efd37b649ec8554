/**
 * The service worker: who listens to what. Chrome ends it at will and starts it again for an event, so every listener
 * is registered here, at once, and what came before the state was read again is handled after that.
 */
import { Worker } from "./chrome/worker.js";

const worker = new Worker();

/**
 * The listener of one of Chrome's events: runs `handle` in the event's own turn once the worker has started, and in the
 * order of the events before that.
 * @template {any[]} A
 * @param {(...args: A) => void} handle
 * @returns {(...args: A) => void}
 */
const started = (handle) => (...args) => worker.whenStarted(() => handle(...args));

chrome.debugger.onEvent.addListener((source, method, params) => {
  worker.relay.event(source, method, params);
  worker.downloads.heard(source.tabId, method, params);
});
chrome.debugger.onDetach.addListener(({ tabId }, reason) => {
  if (tabId !== undefined) worker.detached(tabId, reason);
});

chrome.tabs.onCreated.addListener(started((tab) => worker.sharing.created(tab)));
chrome.webNavigation.onCreatedNavigationTarget.addListener(
  started(({ tabId, sourceTabId }) => worker.sharing.opened(tabId, sourceTabId)),
);
chrome.tabs.onUpdated.addListener(started((tabId, change, tab) => worker.sharing.updated(tabId, change, tab)));
chrome.tabs.onActivated.addListener(started(({ tabId, windowId }) => worker.sharing.activated(tabId, windowId)));
chrome.tabs.onAttached.addListener(started((tabId) => void worker.sharing.moved(tabId)));
chrome.tabs.onReplaced.addListener(started((added, removed) => worker.sharing.replaced(added, removed)));
chrome.tabs.onRemoved.addListener(started((tabId) => worker.closed(tabId)));
chrome.tabGroups.onRemoved.addListener(started((group) => worker.sharing.groupClosed(group.id)));

chrome.downloads.onCreated.addListener((item) => worker.downloads.created(item));
chrome.downloads.onChanged.addListener((delta) => void worker.downloads.changed(delta));
chrome.downloads.onDeterminingFilename.addListener((item, suggest) => {
  worker.downloads.naming(item, suggest);
  return true; // `suggest` may be called later
});

chrome.action.onClicked.addListener(started((tab) => worker.clicked(tab)));
chrome.alarms.onAlarm.addListener(started(() => worker.link.wake()));
chrome.storage.onChanged.addListener((_, area) => {
  if (area === "managed") worker.whenStarted(() => void worker.policyChanged());
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") worker.whenStarted(() => worker.welcome());
});
chrome.runtime.onStartup.addListener(() => {}); // being started is all that is asked for

chrome.runtime.onMessageExternal.addListener((message, sender, respond) => {
  worker.whenStarted(() => void worker.pages.answerWebPage(message, sender.origin).then(respond));
  return true; // `respond` is called later
});
chrome.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== chrome.runtime.id) return false;
  worker.whenStarted(() => void worker.pages.answer(message).then(respond));
  return true;
});
chrome.runtime.onConnect.addListener(started((port) => worker.pages.watch(port)));

worker.start().catch((error) => worker.startFailed(error));
