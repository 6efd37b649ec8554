"""A late enabler hears what Chrome would tell it if it had a session of its own."""

from typing import Any

import pytest

from tabrelay.core import memory
from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)


def enables(script: Script, chrome: Extension, actor: tuple[CdpClient, str], domain: str) -> None:
    client, session = actor
    script >> client.sends(1, f"{domain}.enable", {}, session) << chrome.commanded(TAB, f"{domain}.enable")
    script >> chrome.answers() << client.gets(1, {}, session)


def context(number: int) -> dict[str, Any]:
    return {"context": {"id": number, "origin": "https://example.org"}}


def parsed(script: str, in_context: int = 1) -> dict[str, Any]:
    return {"scriptId": script, "executionContextId": in_context, "url": "https://example.org/a.js"}


CASES = [
    ("Debugger", "Debugger.scriptParsed", parsed("3")),
    ("Debugger", "Debugger.paused", {"reason": "other", "callFrames": []}),
    ("CSS", "CSS.styleSheetAdded", {"header": {"styleSheetId": "s1"}}),
    ("Log", "Log.entryAdded", {"entry": {"text": "slow"}}),
    ("Console", "Console.messageAdded", {"message": {"text": "hi"}}),
    ("Audits", "Audits.issueAdded", {"issue": {"code": "x"}}),
    ("Runtime", "Runtime.consoleAPICalled", {"type": "log"}),
    ("Runtime", "Runtime.exceptionThrown", {"timestamp": 1}),
]


@pytest.mark.parametrize(("domain", "event", "params"), CASES)
def test_a_late_enabler_is_told_right_before_its_answer(
    script: Script, domain: str, event: str, params: dict[str, Any]
) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), domain)
    script >> chrome.reports(TAB, event, params) << alice.hears(event, params, at_alice)
    (
        script
        >> bob.sends(1, f"{domain}.enable", {}, at_bob)
        << chrome.commanded(TAB, f"{domain}.enable")
        >> chrome.answers()
        << bob.hears(event, params, at_bob)
        << bob.gets(1, {}, at_bob)
    )


def test_what_happens_while_it_waits_it_is_told_once(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Debugger")
    (
        script
        >> bob.sends(1, "Debugger.enable", {}, at_bob)
        << chrome.commanded(TAB, "Debugger.enable")
        >> chrome.reports(TAB, "Debugger.scriptParsed", parsed("3"))
        << alice.hears("Debugger.scriptParsed", parsed("3"), at_alice)
        >> chrome.answers({"debuggerId": "d"})
        << bob.hears("Debugger.scriptParsed", parsed("3"), at_bob)
        << bob.gets(1, {"debuggerId": "d"}, at_bob)
        >> chrome.reports(TAB, "Debugger.scriptParsed", parsed("4"))
        << alice.hears("Debugger.scriptParsed", parsed("4"), at_alice)
        << bob.hears("Debugger.scriptParsed", parsed("4"), at_bob)
    )


GONE = [
    ("Debugger", "Debugger.scriptParsed", parsed("3"), "Runtime.executionContextDestroyed", {"executionContextId": 1}),
    ("Debugger", "Debugger.scriptParsed", parsed("3"), "Runtime.executionContextsCleared", {}),
    ("Debugger", "Debugger.paused", {}, "Debugger.resumed", {}),
    (
        "CSS",
        "CSS.styleSheetAdded",
        {"header": {"styleSheetId": "s1"}},
        "CSS.styleSheetRemoved",
        {"styleSheetId": "s1"},
    ),
    ("Log", "Log.entryAdded", {}, "Runtime.executionContextsCleared", {}),
    ("Runtime", "Runtime.executionContextCreated", context(1), "Runtime.executionContextsCleared", {}),
    ("Runtime", "Runtime.consoleAPICalled", {}, "Runtime.executionContextsCleared", {}),
]


@pytest.mark.parametrize("case", GONE)
def test_what_is_gone_is_not_told(script: Script, case: tuple[str, str, dict[str, Any], str, dict[str, Any]]) -> None:
    domain, event, params, end, ended = case
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), domain)
    script >> chrome.reports(TAB, event, params) << alice.hears(event, params, at_alice)
    script >> chrome.reports(TAB, end, ended)
    script.skip()
    enables(script, chrome, (bob, at_bob), domain)


def test_another_of_its_kind_stays(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Runtime")
    for number in (1, 2):
        script >> chrome.reports(TAB, "Runtime.executionContextCreated", context(number))
        script << alice.hears("Runtime.executionContextCreated", context(number), at_alice)
    script >> chrome.reports(TAB, "Runtime.executionContextDestroyed", {"executionContextId": 1})
    script.skip()
    (
        script
        >> bob.sends(1, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.answers()
        << bob.hears("Runtime.executionContextCreated", context(2), at_bob)
        << bob.gets(1, {}, at_bob)
    )


def test_only_so_much_is_kept(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Log")
    for number in range(memory.STORED + 1):
        script >> chrome.reports(TAB, "Log.entryAdded", {"n": number})
        script.skip()
    script >> bob.sends(1, "Log.enable", {}, at_bob) << chrome.commanded(TAB, "Log.enable")
    script >> chrome.answers()
    told = script.skip()
    assert len(told) == memory.STORED + 1
    assert b'"n":0' not in told[0].data  # type: ignore[union-attr]


def test_a_domain_that_is_being_disabled_is_told_by_chrome_again(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Runtime")
    script >> chrome.reports(TAB, "Runtime.executionContextCreated", context(1))
    script.skip()
    (
        script
        >> alice.sends(2, "Runtime.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.disable")
        >> bob.sends(1, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, "Runtime.executionContextCreated", context(1))
        << bob.hears("Runtime.executionContextCreated", context(1), at_bob)
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
    )


def test_one_who_leaves_before_its_answer_is_told_nothing(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Log")
    script >> chrome.reports(TAB, "Log.entryAdded", {"n": 1}) << alice.hears("Log.entryAdded", {"n": 1}, at_alice)
    script >> bob.sends(1, "Log.enable", {}, at_bob) << chrome.commanded(TAB, "Log.enable")
    script >> bob.leaves()
    script >> chrome.answers()


@pytest.mark.parametrize("params", [{"context": {"id": ["one"]}}, {"context": 5}, {}])
def test_an_event_of_another_shape_is_passed_on(script: Script, params: dict[str, Any]) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Runtime")
    name = "Runtime.executionContextCreated"
    script >> chrome.reports(TAB, name, params) << alice.hears(name, params, at_alice)


def test_what_chrome_has_thrown_away_is_forgotten(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Log")
    script >> chrome.reports(TAB, "Log.entryAdded", {"n": 1}) << alice.hears("Log.entryAdded", {"n": 1}, at_alice)
    page = next(iter(script.hub.world.browsers.values())).tabs[TAB["tabId"]].chrome
    memory.clear(next(iter(page.values())), "Log.entryAdded")
    enables(script, chrome, (bob, at_bob), "Log")


def test_only_so_many_bytes_are_kept(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    enables(script, chrome, (alice, at_alice), "Log")
    for number in (1, 2, 3):
        script >> chrome.reports(TAB, "Log.entryAdded", {"n": number, "text": "x" * (memory.BYTES // 2)})
        script.skip()
    script >> bob.sends(1, "Log.enable", {}, at_bob) << chrome.commanded(TAB, "Log.enable")
    script >> chrome.answers()
    (kept, _) = script.skip()
    assert b'"n": 3' in kept.data  # type: ignore[union-attr]
