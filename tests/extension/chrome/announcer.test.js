import assert from "node:assert/strict";
import test from "node:test";

import { Announcer } from "../../../extension/chrome/announcer.js";
import { Debuggers } from "../../../extension/chrome/debuggers.js";
import { fakeLink, installChrome } from "./fake-chrome.js";

const shared = (tabId) => ({ event: "tab.shared", payload: { tabId } });
const gone = (tabId) => ({ event: "tab.gone", payload: { tabId, reason: "unshared" } });

/** An announcer, and a debugger that is attached to tab 1. */
function makeAnnouncer() {
  const chrome = installChrome();
  const link = fakeLink();
  const debuggers = new Debuggers();
  debuggers.attach(1, () => {});
  chrome.calls.pop().answer();
  return { chrome, link, debuggers, announcer: new Announcer(link, debuggers) };
}

const said = (link) => link.frames.map(({ event, payload }) => `${event} ${payload.tabId}`);

test("the debugger has left a tab before it is announced as gone", () => {
  const { chrome, link, announcer } = makeAnnouncer();
  announcer.announce([gone(1)]);
  assert.deepEqual(said(link), []);
  assert.equal(chrome.calls[0].method, "detach");
  chrome.calls[0].answer();
  assert.deepEqual(said(link), ["tab.gone 1"]);
});

test("an attach that is under way is undone as well before its tab is announced as gone", () => {
  const { chrome, link, announcer, debuggers } = makeAnnouncer();
  debuggers.attach(2, () => {});
  const attach = chrome.calls.pop();
  announcer.announce([gone(2)]);
  attach.answer();
  assert.deepEqual(said(link), []);
  assert.deepEqual(chrome.calls.map(({ method, args }) => [method, args[0].tabId]), [["detach", 2], ["detach", 2]]);
  for (const call of chrome.calls) call.answer();
  assert.deepEqual([said(link), debuggers.isAttached(2)], [["tab.gone 2"], false]);
});

test("what is said of that tab meanwhile waits its turn, other tabs do not", () => {
  const { chrome, link, announcer } = makeAnnouncer();
  announcer.announce([gone(1), shared(1), shared(2)]);
  assert.deepEqual(said(link), ["tab.shared 2"]);
  chrome.calls[0].answer();
  assert.deepEqual(said(link), ["tab.shared 2", "tab.gone 1", "tab.shared 1"]);
});

test("a snapshot says all that waits", () => {
  const { chrome, link, announcer } = makeAnnouncer();
  announcer.announce([gone(1), shared(1)]);
  announcer.clear();
  announcer.announce([gone(1)]);
  chrome.calls[0].answer();
  assert.deepEqual(said(link), ["tab.gone 1"]);
});

test("a tab is announced with the truth about the debugger, and nothing without a link", () => {
  const { link, announcer } = makeAnnouncer();
  announcer.announce([shared(1), shared(2)]);
  assert.deepEqual(link.frames.map(({ payload }) => payload.attached), [true, false]);
  link.ready = false;
  announcer.announce([shared(3)]);
  assert.equal(link.frames.length, 2);
});
