import assert from "node:assert/strict";
import test from "node:test";

import { Debuggers } from "../../../extension/chrome/debuggers.js";
import { installChrome } from "./fake-chrome.js";

test("an attach that Chrome grants", () => {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  const done = [];
  debuggers.attach(1, (refusal) => done.push(refusal));
  assert.deepEqual(chrome.calls[0].args, [{ tabId: 1 }, "1.3"]);
  chrome.calls[0].answer();
  assert.deepEqual([done, debuggers.isAttached(1), debuggers.count], [[null], true, 1]);
});

test("an attach that finds the debugger to be ours is adopted: Chrome kept it while the worker was dead", () => {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  const done = [];
  debuggers.attach(1, (refusal) => done.push(refusal));
  chrome.calls[0].answer(undefined, "Another debugger is already attached to the tab with id: 1.");
  assert.deepEqual(chrome.calls[1].args, [{ tabId: 1 }, "Target.getTargetInfo", {}]);
  chrome.calls[1].answer({});
  assert.deepEqual([done, debuggers.isAttached(1)], [[null], true]);
});

test("an attach that another one's debugger prevents is refused in Chrome's words", () => {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  const done = [];
  debuggers.attach(1, (refusal) => done.push(refusal));
  const words = "Another debugger is already attached to the tab with id: 1.";
  chrome.calls[0].answer(undefined, words);
  chrome.calls[1].answer(undefined, "Debugger is not attached to the tab with id: 1.");
  assert.deepEqual([done, debuggers.isAttached(1)], [[words], false]);
});

test("all are left at once", () => {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  for (const tabId of [1, 2]) debuggers.attach(tabId, () => {});
  for (const call of chrome.calls.splice(0)) call.answer();
  debuggers.detachAll();
  assert.deepEqual(chrome.calls.map(({ method, args }) => [method, args[0].tabId]), [["detach", 1], ["detach", 2]]);
  assert.equal(debuggers.count, 0);
});
