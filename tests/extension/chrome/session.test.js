import assert from "node:assert/strict";
import test from "node:test";

import { loadSession, saveSession } from "../../../extension/chrome/session.js";
import { installStorage } from "./fake-chrome.js";

test("what one worker saved, the next one finds", async () => {
  installStorage();
  const choices = new Map([[1, true], [2, false]]);
  const contexts = { tabs: new Map([[1, { context: "A", keeper: true }]]), isolated: new Set(["A"]) };
  saveSession({ choices, groups: new Set([9]), contexts });
  assert.deepEqual(await loadSession(), { choices, groups: new Set([9]), contexts });
});

test("a new browser has no session", async () => {
  installStorage();
  assert.equal(await loadSession(), null);
});
