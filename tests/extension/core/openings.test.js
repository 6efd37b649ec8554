import assert from "node:assert/strict";
import test from "node:test";

import { Openings } from "../../../extension/core/openings.js";

test("the tab that is made next belongs to the page that opened a window", () => {
  const openings = new Openings();
  openings.began(1, 0);
  openings.began(2, 5);
  assert.deepEqual(["", "about:blank#a", ""].map((url) => openings.openerOf(url, 10)), [1, 2, undefined]);
});

test("a tab with an address is the person's own", () => {
  const openings = new Openings();
  openings.began(1, 0);
  assert.equal(openings.openerOf("chrome://newtab/", 1), undefined);
  assert.equal(openings.openerOf("", 1), 1);
});

test("an opening that made no tab is forgotten", () => {
  const openings = new Openings();
  openings.began(1, 0);
  assert.equal(openings.openerOf("", 2_001), undefined);
});
