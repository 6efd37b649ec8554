import assert from "node:assert/strict";
import test from "node:test";

import { makeCalls } from "../../../extension/chrome/calls.js";
import { Answer } from "../../../extension/chrome/answer.js";
import { Debuggers } from "../../../extension/chrome/debuggers.js";
import { fakeLink, installChrome } from "./fake-chrome.js";

const TAB = { tabId: 7, targetId: "T7" };

/** The calls, on a browser where tab 7 is shared; `ask` makes one, `said` is what was answered, in short. */
function makeAll() {
  const chrome = installChrome();
  const link = fakeLink();
  const debuggers = new Debuggers();
  const sharing = { tabs: { live: new Map([[7, TAB]]) }, tab: () => TAB, obstacleTo: () => "", adopt: async () => TAB };
  const calls = makeCalls(sharing, debuggers);
  let ids = 0;
  const ask = (method, params) => calls[method](params, new Answer(link, String((ids += 1))));
  const said = () => link.frames.map(({ ok, error }) => (ok ? "ok" : error.details.code));
  return { chrome, link, debuggers, sharing, ask, said };
}

test("attach and detach of a shared tab", () => {
  const { chrome, link, ask, said } = makeAll();
  ask("debugger.attach", { tabId: 7 });
  chrome.calls[0].answer();
  ask("debugger.detach", { tabId: 7 });
  chrome.calls[1].answer();
  assert.deepEqual(said(), ["ok", "ok"]);
  assert.deepEqual(link.frames[0].payload, TAB);
});

test("no call touches a tab that is not shared", () => {
  const { chrome, ask, said } = makeAll();
  const methods = ["debugger.attach", "debugger.detach", "tabs.update", "tabs.remove", "tabs.activate", "windows.get"];
  for (const method of methods) ask(method, { tabId: 8 });
  ask("windows.update", { windowId: 1 });
  assert.deepEqual(said(), Array(7).fill("TAB_NOT_SHARED"));
  assert.deepEqual(chrome.calls, []);
});

test("an attach that Chrome answers after the gateway gave it up and said detach is not kept", () => {
  const { chrome, debuggers, ask, said } = makeAll();
  ask("debugger.attach", { tabId: 7 });
  ask("debugger.detach", { tabId: 7 });
  const [attach, detach] = chrome.calls.splice(0);
  attach.answer();
  detach.answer();
  chrome.calls[0].answer();
  assert.equal(chrome.calls[0].method, "detach");
  assert.deepEqual([said().includes("CHROME_REFUSED"), debuggers.isNeeded(7)], [true, false]);
});

test("an attach that Chrome answers after the link that asked is gone is not kept", () => {
  const { chrome, link, debuggers, ask } = makeAll();
  ask("debugger.attach", { tabId: 7 });
  link.epoch += 1;
  chrome.calls[0].answer();
  assert.deepEqual(chrome.calls.map(({ method }) => method), ["attach", "detach"]);
  assert.deepEqual([link.frames, debuggers.isNeeded(7)], [[], false]);
});

test("an attach that the next link asked for meanwhile is kept", () => {
  const { chrome, link, debuggers, ask, said } = makeAll();
  ask("debugger.attach", { tabId: 7 });
  link.epoch += 1;
  ask("debugger.attach", { tabId: 7 });
  chrome.calls[0].answer();
  chrome.calls[1].answer(undefined, "Another debugger is already attached to the tab with id: 7.");
  chrome.calls[2].answer({});
  assert.deepEqual([said(), debuggers.isAttached(7), chrome.calls.length], [["ok"], true, 3]);
});

test("a tab that a program asked for and that cannot be driven is closed again", async () => {
  const { chrome, link, sharing, ask, said } = makeAll();
  const removed = [];
  chrome.windows = { getAll: async () => [{ id: 1 }] };
  chrome.tabs = { create: async () => ({ id: 9 }), remove: async (tabId) => void removed.push(tabId) };
  sharing.adopt = async () => {
    throw new Error("no target");
  };
  const answered = new Promise((resolve) => (link.send = (text) => resolve(link.frames.push(JSON.parse(text)))));
  ask("tabs.create", { url: "https://example.com/" });
  await answered;
  assert.deepEqual([said(), removed], [["CHROME_REFUSED"], [9]]);
});

test("a tab at an address that cannot be controlled is not made", async () => {
  const { chrome, link, sharing, ask } = makeAll();
  chrome.tabs = {};
  sharing.obstacleTo = () => "No way.";
  const answered = new Promise((resolve) => (link.send = (text) => resolve(JSON.parse(text))));
  ask("tabs.create", { url: "chrome://settings" });
  assert.equal((await answered).error.message, "No way.");
});

test("a tab without an address is not made", () => {
  const { ask, said } = makeAll();
  ask("tabs.create", { url: 5 });
  assert.deepEqual(said(), ["PARAMS_INVALID"]);
});
