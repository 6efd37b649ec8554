"""Commands on a page: nearly all go through; what they set up is counted per session."""

import pytest

from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)


@pytest.fixture
def stage(script: Script) -> tuple[Extension, CdpClient, str, CdpClient, str]:
    """Alice and Bob on one page."""
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    return chrome, alice, script.attached(alice, TAB, chrome), bob, script.attached(bob, TAB, chrome, first=False)


Stage = tuple[Extension, CdpClient, str, CdpClient, str]


def test_a_domain_is_disabled_in_chrome_by_the_last_who_enabled_it(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    (
        script
        >> alice.sends(1, "Network.enable", {}, at_alice)
        << chrome.commanded(TAB, "Network.enable")
        >> bob.sends(1, "Network.enable", {"maxPostDataSize": 9}, at_bob)
        << chrome.commanded(TAB, "Network.enable", {"maxPostDataSize": 9})
        >> alice.sends(2, "Network.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId", {})
        >> chrome.answers({"id": "1"}, nth=-1)
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, "Network.dataReceived", {"n": 1})
        << bob.hears("Network.dataReceived", {"n": 1}, at_bob)
        >> bob.sends(2, "Network.disable", {}, at_bob)
        << chrome.commanded(TAB, "Network.disable")
        >> chrome.reports(TAB, "Network.dataReceived", {"n": 2})
        << bob.hears("Network.dataReceived", {"n": 2}, at_bob)
        >> chrome.answers({}, nth=-1)
        << bob.gets(2, {}, at_bob)
        >> chrome.reports(TAB, "Network.dataReceived", {"n": 3})
    )


def test_what_earlier_commands_cause_is_heard_until_a_disable_is_answered(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    sent = [
        ("Runtime.enable", {}),
        ("Page.setLifecycleEventsEnabled", {"enabled": True}),
        ("Page.setLifecycleEventsEnabled", {"enabled": False}),
        ("Runtime.disable", {}),
        ("Runtime.enable", {}),
    ]
    for id_, (method, params) in enumerate(sent, start=1):
        script >> alice.sends(id_, method, params, at_alice) << chrome.commanded(TAB, method, params)
    (
        script
        >> chrome.reports(TAB, "Runtime.consoleAPICalled", {"n": 1})
        << alice.hears("Runtime.consoleAPICalled", {"n": 1}, at_alice)
        >> chrome.reports(TAB, "Page.lifecycleEvent", {"name": "load"})
        << alice.hears("Page.lifecycleEvent", {"name": "load"}, at_alice)
    )
    for id_ in range(1, 6):
        script >> chrome.answers({}) << alice.gets(id_, {}, at_alice)
    (
        script
        >> chrome.reports(TAB, "Runtime.consoleAPICalled", {"n": 2})
        << alice.hears("Runtime.consoleAPICalled", {"n": 2}, at_alice)
        >> chrome.reports(TAB, "Page.lifecycleEvent", {"name": "load"})
    )


def test_a_domain_that_chrome_refuses_to_enable_is_not_on(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    (
        script
        >> alice.sends(1, "Page.enable", {}, at_alice)
        << chrome.commanded(TAB, "Page.enable")
        >> chrome.fails("Not attached to an active page")
        << alice.is_refused(1, -32000, "Not attached to an active page", at_alice)
        >> chrome.reports(TAB, "Page.frameNavigated")
    )


def test_a_domain_that_was_on_stays_on_when_a_second_enable_fails(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    (
        script
        >> alice.sends(1, "Fetch.enable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> alice.sends(2, "Fetch.enable", {"patterns": 5}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.fails('{"code":-32602,"message":"Invalid parameters"}')
        << alice.is_refused(2, -32602, "Invalid parameters", at_alice)
        >> chrome.reports(TAB, "Fetch.requestPaused", {"requestId": "1"})
        << alice.hears("Fetch.requestPaused", {"requestId": "1"}, at_alice)
    )


def test_events_that_come_before_the_answer_to_enable_are_heard(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    (
        script
        >> alice.sends(1, "Log.enable", {}, at_alice)
        << chrome.commanded(TAB, "Log.enable")
        >> chrome.reports(TAB, "Log.entryAdded", {"n": 1})
        << alice.hears("Log.entryAdded", {"n": 1}, at_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
    )


def test_disabling_what_nobody_enabled_goes_to_chrome(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    script >> alice.sends(1, "Overlay.disable", {}, at_alice) << chrome.commanded(TAB, "Overlay.disable")


@pytest.mark.parametrize(
    "method",
    [
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.removeScriptToEvaluateOnNewDocument",
        "Page.setLifecycleEventsEnabled",
        "Runtime.addBinding",
        "Runtime.removeBinding",
    ],
)
@pytest.mark.parametrize("params", [{"name": 5, "identifier": [], "enabled": "x"}, []])
def test_parameters_the_gateway_cannot_read_are_chromes_to_refuse(
    script: Script, stage: Stage, method: str, params: object
) -> None:
    chrome, alice, at_alice, _, _ = stage
    (
        script
        >> alice.sends(1, method, params, at_alice)
        << chrome.commanded(TAB, method, params)
        >> chrome.fails('{"code":-32602,"message":"Invalid parameters"}')
        << alice.is_refused(1, -32602, "Invalid parameters", at_alice)
    )


def test_run_if_waiting_on_a_page_that_does_not_wait_goes_to_chrome(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    (
        script
        >> alice.sends(1, "Runtime.runIfWaitingForDebugger", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.runIfWaitingForDebugger")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
    )
