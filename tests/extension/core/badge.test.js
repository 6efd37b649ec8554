import assert from "node:assert/strict";
import test from "node:test";

import { badgeFor, clickOn } from "../../../extension/core/badge.js";

const FAILURE = { reason: "REFUSED", cause: "PAIRING_REQUIRED", message: "", unreachable: false, closeCode: 0 };
const link = (phase, failure = null) => ({ phase, url: "ws://127.0.0.1:1/gateway", failure, since: 0, retryAt: 0 });
const tab = (facts = {}) => ({ wanted: false, obstacle: "", explain: false, mode: "shared", ...facts });
const text = (state, facts) => badgeFor(state, tab(facts)).text;

test("ON only where the link is ready and the tab is shared", () => {
  assert.equal(text(link("ready"), { wanted: true }), "ON");
  assert.equal(text(link("ready")), "");
  for (const phase of ["off", "connecting", "waiting", "held"]) {
    assert.notEqual(text(link(phase), { wanted: true }), "ON");
  }
});

test("… while connecting for the first time, ! after a failure until the link is up", () => {
  assert.equal(text(link("connecting"), { wanted: true }), "…");
  for (const phase of ["connecting", "waiting", "held", "off"]) {
    assert.equal(text(link(phase, FAILURE), { wanted: true }), "!");
    assert.match(badgeFor(link(phase, FAILURE), tab({ wanted: true })).title, /tabrelay pair/);
  }
});

test("a shared tab without any gateway says what is missing", () => {
  assert.match(badgeFor(link("off"), tab({ wanted: true })).title, /no gateway is paired/);
});

test("tabs that are not shared show nothing while the gateway is merely away", () => {
  assert.equal(text(link("waiting", FAILURE)), "");
  assert.equal(text(link("connecting")), "");
});

test("what only the person can cure is shown on every tab", () => assert.equal(text(link("held", FAILURE)), "!"));

test("a page that cannot be controlled says so when asked, and while it is shared", () => {
  const obstacle = "No way.";
  assert.equal(text(link("ready"), { obstacle }), "");
  assert.equal(text(link("ready"), { obstacle, explain: true }), "!");
  assert.equal(text(link("ready"), { obstacle, wanted: true }), "!");
  assert.equal(text(link("ready"), { obstacle, wanted: true, mode: "all" }), "");
  assert.match(badgeFor(link("ready"), tab({ obstacle, explain: true })).title, /No way\./);
});

test("a click does what the button offers, in both modes", () => {
  for (const mode of ["shared", "all"]) {
    assert.equal(clickOn(tab({ mode })), "share");
    assert.equal(clickOn(tab({ mode, wanted: true })), "unshare");
    assert.equal(clickOn(tab({ mode, obstacle: "No way." })), "explain");
  }
});

test("a click on a page that cannot be controlled takes the tab back only where it was shared by choice", () => {
  const facts = { obstacle: "No way.", wanted: true };
  assert.equal(clickOn(tab({ ...facts, mode: "shared" })), "unshare");
  assert.equal(clickOn(tab({ ...facts, mode: "all" })), "explain", "nobody can see that this tab would be shared");
});
