import assert from "node:assert/strict";
import test from "node:test";

import { SharedTabs } from "../../../extension/core/tabs.js";

const facts = (tabId, parts = {}) => ({
  tabId,
  targetId: `T${tabId}`,
  url: "https://example.com/",
  title: "Example",
  windowId: 1,
  active: false,
  incognito: false,
  discarded: false,
  ...parts,
});

/** What is announced, in short: `shared 1`, `gone 1 closed`. */
const short = (announcements) =>
  announcements.map(({ event, payload }) => [event.slice(4), payload.tabId, payload.reason].filter(Boolean).join(" "));

/** Tabs of which the first is shared. */
function someTabs(count = 2) {
  const tabs = new SharedTabs();
  for (let tabId = 1; tabId <= count; tabId += 1) tabs.see(facts(tabId));
  tabs.choose(1, true);
  return tabs;
}

test("only what the person chose is announced", () => {
  const tabs = new SharedTabs();
  assert.deepEqual(tabs.see(facts(1)), []);
  assert.deepEqual(short(tabs.choose(1, true)), ["shared 1"]);
  assert.deepEqual(short(tabs.choose(1, false)), ["gone 1 unshared"]);
  assert.deepEqual(tabs.choose(1, false), []);
});

test("a tab is announced as soon as its target is known, and not before", () => {
  const tabs = new SharedTabs();
  tabs.see(facts(1, { targetId: "" }));
  assert.deepEqual(tabs.choose(1, true), []);
  assert.deepEqual([...tabs.unidentified()], [1]);
  assert.deepEqual(short(tabs.identify(1, "T1")), ["shared 1"]);
  assert.deepEqual([...tabs.unidentified()], []);
  assert.deepEqual(tabs.identify(9, "T9"), [], "a tab that is gone meanwhile");
});

test("a change is announced, no change is not", () => {
  const tabs = someTabs();
  assert.deepEqual(tabs.see(facts(1)), []);
  assert.deepEqual(tabs.see(facts(1, { targetId: "" })), [], "not knowing the target is no change of it");
  for (const part of [{ url: "https://b/" }, { title: "B" }, { windowId: 2 }, { active: true }, { targetId: "T" }]) {
    assert.deepEqual(short(tabs.see(facts(1, part))), ["updated 1"], Object.keys(part)[0]);
    tabs.see(facts(1));
  }
  assert.deepEqual(tabs.see(facts(2, { title: "B" })), [], "nothing of a tab that is not shared");
});

test("the tab in front changes for both tabs of a window", () => {
  const tabs = someTabs(3);
  tabs.choose(2, true);
  tabs.see(facts(2, { active: true }));
  assert.deepEqual(short(tabs.activate(1, 1)), ["updated 1", "updated 2"]);
  assert.equal(tabs.live.get(1).active, true);
  assert.equal(tabs.live.get(2).active, false);
});

test("a page that cannot be controlled is gone until there is another in its tab; the choice stays", () => {
  const tabs = someTabs();
  assert.deepEqual(short(tabs.see(facts(1, { url: "chrome://settings" }))), ["gone 1 unshared"]);
  assert.deepEqual(tabs.chosen(true), [1]);
  assert.notEqual(tabs.obstacle(1), "");
  assert.deepEqual(short(tabs.see(facts(1))), ["shared 1"]);
});

test("a discarded tab is gone until it is loaded again", () => {
  const tabs = someTabs();
  assert.deepEqual(short(tabs.see(facts(1, { discarded: true }))), ["gone 1 discarded"]);
  assert.deepEqual(short(tabs.see(facts(1))), ["shared 1"]);
});

test("a replaced tab hands its share on", () => {
  const tabs = someTabs();
  assert.deepEqual(short(tabs.replace(1, 7)), ["gone 1 replaced"]);
  assert.deepEqual(short(tabs.identify(7, "T7")), ["shared 7"]);
  assert.deepEqual([...tabs.choices], [[7, true]]);
});

test("a closed tab is forgotten", () => {
  const tabs = someTabs();
  assert.deepEqual(short(tabs.close(1)), ["gone 1 closed"]);
  assert.deepEqual([...tabs.ids()], [2]);
  assert.deepEqual(short(tabs.see(facts(1))), [], "a new tab with an old id is not shared");
});

test("in the mode for all tabs, all that can be controlled are shared; back in the other, what was chosen", () => {
  const tabs = someTabs(3);
  tabs.see(facts(3, { url: "chrome://newtab/" }));
  assert.deepEqual(short(tabs.setMode("all")), ["shared 2"]);
  assert.deepEqual(short(tabs.see(facts(4))), ["shared 4"]);
  assert.deepEqual(short(tabs.setMode("shared")), ["gone 2 unshared", "gone 4 unshared"]);
  assert.deepEqual([...tabs.live.keys()], [1]);
});

test("where all tabs are shared, one that the person took back stays theirs whatever becomes of its page", () => {
  const tabs = someTabs(3);
  tabs.setMode("all");
  assert.deepEqual(short(tabs.choose(2, false)), ["gone 2 unshared"]);
  assert.deepEqual(tabs.see(facts(2, { url: "https://b.example/", title: "B", active: true })), []);
  assert.deepEqual(tabs.identify(2, "T2-again"), []);
  assert.deepEqual(short(tabs.activate(2, 1)), []);
  assert.deepEqual(short([...tabs.setMode("shared"), ...tabs.setMode("all")]), ["gone 3 unshared", "shared 3"]);
  assert.deepEqual(short(tabs.see(facts(4))), ["shared 4"], "a new tab is shared as usual");
  assert.deepEqual([...tabs.unidentified()], []);
  assert.deepEqual(short(tabs.choose(2, true)), ["shared 2"]);
});

test("a tab that the person took back stays theirs when Chrome puts another in its place, and no longer than itself", () => {
  const tabs = someTabs();
  tabs.setMode("all");
  tabs.choose(2, false);
  tabs.replace(2, 7);
  assert.deepEqual(tabs.identify(7, "T7"), []);
  assert.deepEqual(tabs.chosen(false), [7]);
  tabs.close(7);
  assert.deepEqual(short(tabs.see(facts(7))), ["shared 7"], "a new tab with an old id");
});

test("without a gateway nothing is shared by choice any more, and what was taken back stays so", () => {
  const tabs = someTabs(3);
  tabs.choose(2, false);
  assert.deepEqual(short(tabs.forgetShares()), ["gone 1 unshared"]);
  assert.deepEqual([...tabs.choices], [[2, false]]);
  assert.deepEqual(short(tabs.setMode("all")), ["shared 1", "shared 3"]);
});

test("a tab that a page opened is announced with its opener", () => {
  const tabs = new SharedTabs();
  tabs.choose(5, true);
  tabs.see(facts(5, { targetId: "" }));
  tabs.openedBy(5, 1);
  const [announcement] = tabs.identify(5, "T5");
  assert.equal(announcement.payload.openerTabId, 1);
  assert.deepEqual(tabs.openedBy(99, 1), []);
});

test("a tab that has loaded nothing shows the empty document", () => {
  const tabs = someTabs();
  tabs.see(facts(5, { url: "", openerTabId: 1 }));
  const [{ payload }] = tabs.choose(5, true);
  assert.deepEqual([payload.url, payload.openerTabId], ["about:blank", 1]);
});
