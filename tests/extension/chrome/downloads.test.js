import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Downloads } from "../../../extension/chrome/downloads.js";
import { fakeLink } from "./fake-chrome.js";

const GUID = "e6932ba0-0c11-4274-9ec8-c0353a3e433b";
const URL = "https://example.org/report";
const SHARED = 1;
const BEGUN = { guid: GUID, url: URL };

/** @type {any[]} what was done with `chrome.downloads`, in order */
let done;
let link;
let downloads;
/** @type {any[]} what Chrome says of its downloads */
let items;

beforeEach(() => {
  done = [];
  items = [];
  const note = (name) => async (argument) => void done.push([name, argument]);
  globalThis.chrome = {
    downloads: { cancel: note("cancel"), removeFile: note("removeFile"), erase: note("erase"), search: async () => items },
  };
  link = fakeLink();
  downloads = new Downloads(link, new Map([[SHARED, {}]]));
});

/** A download of Chrome's. */
const item = (more = {}) => ({
  id: 7,
  url: URL,
  finalUrl: URL,
  startTime: new Date().toISOString(),
  filename: "/dl/x",
  state: "in_progress",
  bytesReceived: 9,
  totalBytes: 9,
  ...more,
});
const naming = () => {
  const suggestions = [];
  downloads.naming(item(), (...suggestion) => suggestions.push(suggestion));
  return suggestions;
};
const answer = () => {
  const said = [];
  return { said, succeed: () => said.push("ok"), refuse: (cause) => said.push(cause), chromeRefused: () => {} };
};
const decide = (action, guid = GUID) => {
  const { said, ...rest } = answer();
  downloads.decide({ guid, action }, rest);
  return said;
};
const begin = (tabId = SHARED) => downloads.heard(tabId, "Page.downloadWillBegin", BEGUN);
const ends = (state, last) => {
  items = [item({ state: last })];
  return downloads.changed({ id: 7, state: { current: state } });
};

test("the person's own downloads are named at once, and nothing is said of them", async () => {
  downloads.created(item());
  assert.deepEqual(naming(), [[]]);
  await ends("complete", "complete");
  assert.deepEqual(link.frames, []);
});

test("a tab that is not shared begins the person's own downloads", () => {
  begin(2);
  downloads.created(item());
  assert.deepEqual(naming(), [[]]);
  assert.deepEqual(decide("take"), ["PARAMS_INVALID"]);
});

test("Chrome waits for the decision before it names a file", () => {
  begin();
  downloads.created(item());
  const suggestions = naming();
  assert.deepEqual(suggestions, []);
  assert.deepEqual(decide("take"), ["ok"]);
  assert.deepEqual(suggestions, [[{ filename: `Tabrelay-${GUID}`, conflictAction: "overwrite" }]]);
});

test("a decision that comes first is kept until Chrome asks", () => {
  begin();
  decide("leave");
  downloads.created(item());
  assert.deepEqual(naming(), [[]]);
});

test("the two may be heard of in either order", () => {
  downloads.created(item());
  begin();
  decide("take");
  assert.equal(naming().length, 1);
});

test("an older download of the same address is another one", () => {
  downloads.created(item({ startTime: new Date(Date.now() - 60_000).toISOString() }));
  begin();
  decide("cancel");
  assert.deepEqual(done, []);
});

test("a download is known by its address before its redirects, too", () => {
  begin();
  downloads.created(item({ finalUrl: "https://cdn.example/1" }));
  decide("cancel");
  assert.deepEqual(done, [["cancel", 7]]);
});

test("what is complete is said, and what was taken goes when it has been fetched", async () => {
  begin();
  downloads.created(item());
  decide("take");
  await ends("complete", "complete");
  const payload = { guid: GUID, complete: true, filename: "/dl/x", receivedBytes: 9, totalBytes: 9 };
  assert.deepEqual(link.frames, [{ type: "event", event: "download.ended", payload }]);
  const settled = new Promise((resolve) => downloads.discard({ guid: GUID }, { ...answer(), succeed: () => resolve("ok") }));
  assert.equal(await settled, "ok");
  assert.deepEqual(done, [["removeFile", 7], ["erase", { id: 7 }]]);
});

test("what was left to the person cannot be discarded", async () => {
  begin();
  downloads.created(item());
  decide("leave");
  await ends("complete", "complete");
  const { said, ...rest } = answer();
  downloads.discard({ guid: GUID }, rest);
  assert.deepEqual(said, ["PARAMS_INVALID"]);
  assert.deepEqual(done, []);
});

test("a canceled download leaves no line in the person's list", async () => {
  begin();
  downloads.created(item());
  decide("cancel");
  await ends("interrupted", "interrupted");
  assert.deepEqual(done, [["cancel", 7], ["removeFile", 7], ["erase", { id: 7 }]]);
  assert.equal(link.frames[0].payload.complete, false);
});

test("a download that Chrome never showed is over when the debugger says so", () => {
  begin();
  downloads.heard(SHARED, "Page.downloadProgress", { guid: GUID, state: "canceled" });
  assert.equal(link.frames[0].payload.complete, false);
  assert.deepEqual(decide("take"), ["PARAMS_INVALID"]);
});

test("without a link, what waits goes on as the person's, and what was taken goes", async () => {
  begin();
  downloads.created(item());
  const suggestions = naming();
  downloads.abandon();
  assert.deepEqual(suggestions, [[]]);
  begin();
  downloads.created(item());
  decide("take");
  downloads.abandon();
  await new Promise(setImmediate);
  assert.deepEqual(done, [["cancel", 7], ["removeFile", 7], ["erase", { id: 7 }]]);
});

test("what an earlier worker left behind is removed", async () => {
  items = [item()];
  await downloads.tidy();
  assert.deepEqual(done, [["cancel", 7], ["removeFile", 7], ["erase", { id: 7 }]]);
});
