import assert from "node:assert/strict";
import test from "node:test";

import { Contexts } from "../../../extension/chrome/contexts.js";

/** A browser of which `windows` is a list of `{id, incognito, tabs}`; every tab made in it is told of first. */
function makeAll({ isAllowed = true, windows = [] } = {}) {
  let ids = 100;
  const removed = [];
  const contexts = new Contexts(() => {});
  const open = (incognito, windowId) => {
    const tab = { id: (ids += 1), incognito, windowId };
    contexts.created(tab);
    return tab;
  };
  globalThis.chrome = {
    extension: { isAllowedIncognitoAccess: async () => isAllowed },
    tabs: {
      TAB_ID_NONE: -1,
      get: async (tabId) => windows.flatMap(({ tabs }) => tabs).find(({ id }) => id === tabId),
      remove: async (tabId) => {
        removed.push(tabId);
        contexts.removed(tabId);
      },
    },
    windows: {
      getAll: async () => windows,
      create: async ({ incognito }) => {
        const window = { id: (ids += 1), incognito };
        window.tabs = [open(incognito, window.id)];
        windows.push(window);
        return window;
      },
    },
  };
  const adopt = async ({ id }) => ({ tabId: id, keeper: contexts.of(id)?.keeper });
  const make = (context) => contexts.make({ url: "", context }, async ({ windowId }, incognito) => open(incognito, windowId));
  return { contexts, windows, removed, open, adopt, make };
}

test("an isolated context gets an incognito window with a tab that keeps it", async () => {
  const { contexts, windows, adopt, make } = makeAll();
  const { keeper, obstacle } = await contexts.open({ context: "A", beside: true }, adopt);
  assert.deepEqual([keeper, obstacle], [{ tabId: 102, keeper: true }, ""]);
  const tab = await make("A");
  assert.deepEqual([tab.incognito, tab.windowId], [true, windows[0].id]);
  assert.deepEqual(contexts.of(tab.id), { context: "A", keeper: false });
});

test("where incognito is not allowed there is none, and tabs are made where they always are", async () => {
  const { contexts, adopt, make } = makeAll({ isAllowed: false });
  assert.deepEqual(await contexts.open({ context: "A", beside: true }, adopt), { obstacle: "notAllowed" });
  const tab = await make("A");
  assert.deepEqual([tab.incognito, tab.windowId], [false, undefined]);
  assert.deepEqual(contexts.of(tab.id), { context: "A", keeper: false });
});

test("an incognito window of the person's is in the way, one of a context only for who wants none beside", async () => {
  const private_ = { id: 1, incognito: true, tabs: [{ id: 2 }] };
  const taken = makeAll({ windows: [private_] });
  assert.deepEqual(await taken.contexts.open({ context: "A", beside: true }, taken.adopt), { obstacle: "inUse" });

  const { contexts, adopt } = makeAll({ windows: [{ id: 1, incognito: false, tabs: [{ id: 2 }] }] });
  await contexts.open({ context: "A", beside: false }, adopt);
  assert.deepEqual(await contexts.open({ context: "B", beside: false }, adopt), { obstacle: "inUse" });
  assert.equal((await contexts.open({ context: "C", beside: true }, adopt)).obstacle, "");
});

test("a tab is known to be of a context from the moment it appears", async () => {
  const { contexts } = makeAll();
  const seen = [];
  await contexts.make({ url: "", context: "A" }, async () => {
    contexts.created({ id: 7, incognito: true }); // another profile's
    contexts.created({ id: 8, incognito: false });
    seen.push(contexts.of(7), contexts.of(8));
    return { id: 8, incognito: false };
  });
  assert.deepEqual(seen, [undefined, { context: "A", keeper: false }]);
});

test("a tab that only appeared at the same time is not of the context", async () => {
  const { contexts } = makeAll();
  await contexts.make({ url: "", context: "A" }, async () => {
    contexts.created({ id: 7, incognito: false });
    return { id: 8, incognito: false };
  });
  assert.deepEqual([contexts.of(7), contexts.of(8)], [undefined, { context: "A", keeper: false }]);
});

test("two tabs that are made at once each get their own context", async () => {
  const { contexts, make } = makeAll();
  const [one, two] = await Promise.all([make("A"), make("B")]);
  assert.deepEqual([contexts.of(one.id)?.context, contexts.of(two.id)?.context], ["A", "B"]);
});

test("one that cannot be made leaves the next unharmed", async () => {
  const { contexts, open, make } = makeAll();
  const failing = contexts.make({ url: "", context: "A" }, async () => {
    throw new Error("No.");
  });
  await assert.rejects(failing, /No\./);
  assert.equal(contexts.of(open(false).id), undefined);
  assert.equal(contexts.of((await make("B")).id)?.context, "B");
});

test("what a page of a context opens is of it; what takes a tab's place, too", async () => {
  const { contexts, make } = makeAll();
  const { id } = await make("A");
  contexts.opened(50, id);
  contexts.opened(51, 49);
  contexts.replaced(52, 50);
  contexts.replaced(53, 51);
  const known = [50, 51, 52, 53].map((tabId) => contexts.of(tabId)?.context);
  assert.deepEqual(known, [undefined, undefined, "A", undefined]);
});

test("closing closes every tab of the context and waits until they are gone", async () => {
  const { contexts, removed, adopt, make } = makeAll();
  await contexts.open({ context: "A", beside: true }, adopt);
  const inside = await make("A");
  await make("B");
  let isClosed = false;
  chrome.tabs.remove = async (tabId) => void removed.push(tabId);
  const closing = contexts.close({ context: "A" }).then(() => (isClosed = true));
  await new Promise(setImmediate);
  assert.deepEqual([removed, isClosed], [[102, inside.id], false]);
  for (const tabId of removed) contexts.removed(tabId);
  await closing;
  assert.deepEqual(contexts.session.isolated, new Set());
  assert.equal(contexts.session.tabs.size, 1);
});

test("a tab that is closing already, or cannot be closed twice, is waited for", async () => {
  const { contexts, make } = makeAll();
  const { id } = await make("A");
  chrome.tabs.remove = async () => {
    throw new Error(`No tab with id: ${id}.`);
  };
  const closing = contexts.close({ context: "A" });
  contexts.removed(id);
  await closing;
});

test("in a context whose window the person closed no tab is made", async () => {
  const { contexts, adopt, make } = makeAll();
  const { keeper } = await contexts.open({ context: "A", beside: true }, adopt);
  contexts.removed(keeper.tabId);
  await assert.rejects(make("A"), /was closed/);
});

test("the next worker knows what this one knew", async () => {
  const { contexts, adopt } = makeAll();
  const { keeper } = await contexts.open({ context: "A", beside: true }, adopt);
  const next = new Contexts(() => {});
  next.restore(contexts.session);
  assert.deepEqual(next.of(keeper.tabId), { context: "A", keeper: true });
  next.restore(undefined);
  assert.equal(next.of(keeper.tabId), undefined);
});

test("Chrome may open no window", async () => {
  const { contexts, adopt } = makeAll();
  chrome.windows.create = async () => undefined;
  await assert.rejects(contexts.open({ context: "A", beside: true }, adopt), /no window/);
});
