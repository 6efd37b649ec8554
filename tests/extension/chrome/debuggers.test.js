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

/** Debuggers that attach to tab 1, and what Chrome's call of it answers. */
function attaching() {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  const done = [];
  debuggers.attach(1, (refusal) => done.push(refusal));
  return { chrome, debuggers, done, attach: chrome.calls.shift() };
}

test("an attach that Chrome answers after it was taken back is undone, and its asker told so", () => {
  const { chrome, debuggers, done, attach } = attaching();
  assert.equal(debuggers.isNeeded(1), true);
  debuggers.detach(1, () => {});
  assert.equal(debuggers.isNeeded(1), false);
  chrome.calls.shift().answer(undefined, "Debugger is not attached to the tab with id: 1.");
  attach.answer();
  assert.deepEqual(chrome.calls.map(({ method }) => method), ["detach"]);
  assert.equal(debuggers.isAttached(1), false);
  chrome.calls[0].answer();
  assert.match(done[0], /left again/);
});

test("an attach that was taken back and asked for once more stays", () => {
  const { chrome, debuggers, attach } = attaching();
  const done = [];
  debuggers.detach(1, () => {});
  debuggers.attach(1, (refusal) => done.push(refusal));
  attach.answer();
  chrome.calls[0].answer();
  chrome.calls[1].answer();
  assert.deepEqual([done, debuggers.isAttached(1), chrome.calls.length], [[null], true, 2]);
});

test("an attach that is under way is left with all the others", () => {
  const { chrome, debuggers, attach } = attaching();
  debuggers.detachAll();
  assert.deepEqual(chrome.calls.map(({ method }) => method), ["detach"]);
  attach.answer();
  assert.equal(debuggers.isAttached(1), false);
});

test("a tab whose asker is gone is left, unless another attach is under way", () => {
  const { chrome, debuggers, attach } = attaching();
  debuggers.leave(1);
  assert.deepEqual(chrome.calls, []);
  attach.answer();
  debuggers.leave(1);
  assert.deepEqual(chrome.calls.map(({ method }) => method), ["detach"]);
});

test("a refused attach leaves nothing behind", () => {
  const { chrome, debuggers, done, attach } = attaching();
  attach.answer(undefined, "Cannot attach to this target.");
  chrome.calls[0].answer(undefined, "Debugger is not attached to the tab with id: 1.");
  assert.deepEqual([done, debuggers.isNeeded(1)], [["Cannot attach to this target."], false]);
});

test("what an earlier worker left attached is taken up where it is shared, and left where it is not", async () => {
  const chrome = installChrome();
  const debuggers = new Debuggers();
  chrome.debugger.sendCommand = ({ tabId }, _method, _params, callback) => {
    chrome.runtime.lastError = tabId === 3 ? { message: "Debugger is not attached" } : undefined;
    callback();
    chrome.runtime.lastError = undefined;
  };
  await debuggers.takeUp([1, 2, 3], new Map([[1, {}], [3, {}]]));
  assert.deepEqual([1, 2, 3].map((tabId) => debuggers.isAttached(tabId)), [true, false, false]);
  assert.deepEqual(chrome.calls.map(({ method, args }) => [method, args[0].tabId]), [["detach", 2]]);
});
