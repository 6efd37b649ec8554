import assert from "node:assert/strict";
import test from "node:test";

import { Relay } from "../../../extension/chrome/relay.js";
import { fakeLink, installChrome } from "./fake-chrome.js";

const TAB = 7;

function makeRelay(calls = {}) {
  const chrome = installChrome();
  const link = fakeLink();
  return { chrome, link, relay: new Relay(link, new Map([[TAB, {}]]), calls) };
}

const command = (id, params = {}) => ({
  type: "req",
  id,
  method: "debugger.sendCommand",
  params: { tabId: TAB, method: "Runtime.evaluate", ...params },
});

test("responses and events reach the socket in Chrome's order, in Chrome's turn", () => {
  const { chrome, link, relay } = makeRelay();
  for (const id of ["1", "2", "3"]) relay.request(command(id));
  const [first, second, third] = chrome.calls;
  // No promise may run in between: this is one synchronous turn, and all of it is on the socket at its end.
  first.answer({ n: 1 });
  relay.event({ tabId: TAB }, "Runtime.consoleAPICalled", { n: 2 });
  second.answer({ n: 3 });
  third.answer({ n: 4 });
  relay.event({ tabId: TAB, sessionId: "S" }, "Page.loadEventFired", undefined);
  assert.deepEqual(link.frames, [
    { type: "res", id: "1", ok: true, payload: { n: 1 } },
    {
      type: "event",
      event: "debugger.event",
      payload: { tabId: TAB, method: "Runtime.consoleAPICalled", params: { n: 2 } },
    },
    { type: "res", id: "2", ok: true, payload: { n: 3 } },
    { type: "res", id: "3", ok: true, payload: { n: 4 } },
    {
      type: "event",
      event: "debugger.event",
      payload: { tabId: TAB, sessionId: "S", method: "Page.loadEventFired", params: {} },
    },
  ]);
});

test("a command goes to Chrome in the turn in which it came, untouched", () => {
  const { chrome, relay } = makeRelay();
  const params = { expression: "1", returnByValue: true };
  relay.request(command("1", { params }));
  relay.request(command("2", { params, sessionId: "S" }));
  assert.deepEqual(chrome.calls.map(({ args }) => args), [
    [{ tabId: TAB }, "Runtime.evaluate", params],
    [{ tabId: TAB, sessionId: "S" }, "Runtime.evaluate", params],
  ]);
});

test("Chrome's refusal is told in Chrome's words", () => {
  const { chrome, link, relay } = makeRelay();
  relay.request(command("1"));
  const words = '{"code":-32601,"message":"\'No.such\' wasn\'t found"}';
  chrome.calls[0].answer(undefined, words);
  assert.deepEqual(link.frames, [
    { type: "res", id: "1", ok: false, error: { code: "CHROME", message: words, details: { code: "CHROME_REFUSED" } } },
  ]);
});

test("arguments that Chrome throws back are refused, not lost", () => {
  const { chrome, link, relay } = makeRelay();
  chrome.debugger.sendCommand = () => {
    throw new TypeError("No matching signature.");
  };
  relay.request(command("1", { method: 5 }));
  assert.equal(link.frames[0].error.message, "No matching signature.");
  assert.equal(link.frames[0].error.details.code, "CHROME_REFUSED");
});

test("a tab that is not shared is neither driven nor heard", () => {
  const { chrome, link, relay } = makeRelay();
  relay.request(command("1", { tabId: 8 }));
  relay.request({ type: "req", id: "2", method: "debugger.sendCommand" });
  assert.deepEqual(link.frames.map(({ error }) => error.details.code), ["TAB_NOT_SHARED", "TAB_NOT_SHARED"]);
  relay.event({ tabId: 8 }, "Page.loadEventFired", {});
  assert.equal(link.frames.length, 2);
  assert.deepEqual(chrome.calls, []);
});

test("nothing but the allow-list is executed", () => {
  const asked = [];
  const { link, relay } = makeRelay({ "tabs.remove": (params, answer) => void asked.push(params) || answer.succeed() });
  for (const method of ["nope", "toString", "__proto__", "constructor", "chrome.tabs.remove"]) {
    relay.request({ type: "req", id: "1", method });
  }
  assert.deepEqual(new Set(link.frames.map(({ error }) => error.details.code)), new Set(["COMMAND_NOT_ALLOWED"]));
  relay.request({ type: "req", id: "2", method: "tabs.remove" });
  assert.deepEqual(asked, [{}], "absent parameters are none");
  assert.deepEqual(link.frames.at(-1), { type: "res", id: "2", ok: true, payload: {} });
});

test("an event while there is no link is dropped", () => {
  const { link, relay } = makeRelay();
  link.ready = false;
  relay.event({ tabId: TAB }, "Page.loadEventFired", {});
  assert.deepEqual(link.frames, []);
});
