import assert from "node:assert/strict";
import test from "node:test";

import { factsOf, tabIdOf } from "../../../extension/chrome/tab-facts.js";

const TAB = { id: 5, windowId: 1, active: true, incognito: false, discarded: false, url: "https://a/", title: "A" };

test("the facts of a tab, with what Chrome's tabs do not know", () => {
  assert.deepEqual(factsOf(TAB, { targetId: "T", openerTabId: 3 }), {
    tabId: 5,
    targetId: "T",
    url: "https://a/",
    title: "A",
    windowId: 1,
    active: true,
    incognito: false,
    discarded: false,
    openerTabId: 3,
  });
});

test("a tab that has loaded nothing yet has the address it is on its way to", () => {
  const { url, title, targetId } = factsOf({ ...TAB, url: "", pendingUrl: "https://b/", title: undefined });
  assert.deepEqual([url, title, targetId], ["https://b/", "", ""]);
  assert.equal(factsOf({ ...TAB, url: undefined }).url, "");
});

test("a tab of a window that is no browser's has no id", () => {
  globalThis.chrome = { tabs: { TAB_ID_NONE: -1 } };
  assert.equal(tabIdOf({ ...TAB, id: undefined }), -1);
});
