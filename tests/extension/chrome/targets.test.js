import assert from "node:assert/strict";
import test from "node:test";

import { TargetIds, pageTargets } from "../../../extension/chrome/targets.js";
import { installChrome } from "./fake-chrome.js";

const page = (tabId, id) => ({ type: "page", tabId, id });

function makeTargetIds(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const chrome = installChrome();
  const found = [];
  return { chrome, found, targets: new TargetIds((tabId, id) => found.push([tabId, id])), mock: t.mock };
}

test("a target is found in one look, for all who ask", (t) => {
  const { chrome, found, targets } = makeTargetIds(t);
  targets.find(1);
  chrome.calls[0].answer([page(1, "A"), page(2, "B")]);
  assert.deepEqual([found, chrome.calls.length], [[[1, "A"]], 1]);
});

test("a tab that is not listed yet is looked for again", (t) => {
  const { chrome, found, targets, mock } = makeTargetIds(t);
  targets.find(1);
  chrome.calls[0].answer([]);
  mock.timers.tick(50);
  chrome.calls[1].answer([page(1, "A")]);
  mock.timers.tick(1_000);
  assert.deepEqual([found, chrome.calls.length], [[[1, "A"]], 2]);
});

test("who asks while Chrome makes a list gets a newer one", (t) => {
  const { chrome, found, targets } = makeTargetIds(t);
  targets.find(1);
  targets.find(1);
  targets.find(2);
  targets.ensure(2);
  chrome.calls[0].answer([page(1, "old"), page(2, "old")]);
  assert.deepEqual(found, []);
  chrome.calls[1].answer([page(1, "A"), page(2, "B")]);
  assert.deepEqual(found, [[1, "A"], [2, "B"]]);
});

test("the search ends: for a tab that is gone at once, for one without a target in the end", (t) => {
  const { chrome, found, targets, mock } = makeTargetIds(t);
  targets.find(1);
  targets.find(2);
  targets.forget(1);
  for (let looks = 0; chrome.calls.length > looks; looks += 1) {
    chrome.calls[looks].answer([page(1, "A")]);
    mock.timers.tick(50);
  }
  assert.deepEqual(found, []);
  assert.ok(chrome.calls.length < 250);
});

test("only pages of tabs count", () => {
  const ids = pageTargets([page(1, "A"), { type: "worker", tabId: 2, id: "W" }, { type: "page", id: "no tab" }]);
  assert.deepEqual([...ids.keys()], [1]);
});
