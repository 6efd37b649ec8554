import assert from "node:assert/strict";
import test from "node:test";

import { obstacleTo } from "../../../extension/core/obstacle.js";

const FREE = ["about:blank", "about:blank#a", "about:blank?a", "https://example.com/", "http://127.0.0.1:1/", "data:,"];
for (const url of ["", ...FREE]) {
  test(`nothing is in the way of “${url}”`, () => assert.equal(obstacleTo(url, false), ""));
}

const OBSTACLES = [
  "chrome://settings",
  "chrome-extension://abc/page.html",
  "devtools://devtools/bundled/inspector.html",
  "edge://settings",
  "view-source:https://example.com/",
  "about:version",
  "https://chromewebstore.google.com/",
  "https://chromewebstore.google.com/detail/x",
  "https://chrome.google.com/webstore/category/extensions",
  "nonsense",
];
for (const url of OBSTACLES) {
  test(`${url} cannot be controlled, and a sentence says so`, () => assert.match(obstacleTo(url, true), /^\w.+\.$/));
}

test("hosts that only look like the store are no stores", () => {
  assert.equal(obstacleTo("https://chromewebstore.google.com.example/", false), "");
  assert.equal(obstacleTo("https://chrome.google.com/webstores", false), "");
});

test("files are a question of the person's permission", () => {
  assert.equal(obstacleTo("file:///tmp/a.html", true), "");
  assert.match(obstacleTo("file:///tmp/a.html", false), /Allow access to file URLs/);
});
