"""Frames from extensions, above all those that no extension of ours would send: none may shake the hub."""

import json

import pytest

from tests.script import Info, Script, audited, counted, sid, tab, told

TAB = tab(1)
AUTO = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"type":"hello"}',
        '{"type":"event"}',
        '{"type":"event","event":5}',
        '{"type":"res","id":"1","ok":false}',
        '{"type":"res","id":1,"ok":true}',
        '{"type":"req","id":"","method":"x"}',
        "[" * 100_000,
        b'{"type":"event","event":"\xff"}',
        '{"type":"event","event":"tick","payload":' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
)
def test_a_frame_that_is_none_ends_the_link_and_names_why(script: Script, text: str | bytes) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> chrome.sends_text(text) << chrome.is_cut(4002) << counted("refused", "FRAME_INVALID")
    script << told("browser.unlinked")
    assert [view.state for view in script.hub.browsers()] == ["away"]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("browser.snapshot", {}),
        ("browser.snapshot", {"browser": {"product": 1, "userAgent": ""}, "mode": "shared", "tabs": []}),
        ("browser.snapshot", {"browser": {"product": "", "userAgent": ""}, "mode": "everything", "tabs": []}),
        ("tab.shared", {"tabId": "one"}),
        ("tab.shared", []),
        ("tab.updated", None),
        ("tab.gone", {"tabId": 1, "reason": "boredom"}),
        ("tab.gone", {"reason": "closed"}),
        ("debugger.event", {"tabId": 1}),
        ("debugger.event", {"tabId": 1.5, "method": "x"}),
        ("debugger.detached", {"tabId": 1}),
    ],
)
def test_a_payload_of_another_shape_ends_the_link_and_names_why(script: Script, event: str, payload: object) -> None:
    chrome = script.browser(TAB)
    script >> chrome.says(event, payload) << chrome.is_cut(4002) << counted("refused", "PARAMS_INVALID")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("Target.attachedToTarget", {}),
        ("Target.attachedToTarget", {"sessionId": 1, "targetInfo": {}}),
        ("Target.attachedToTarget", {"sessionId": "E", "targetInfo": {"targetId": 5, "type": "iframe"}}),
        ("Target.detachedFromTarget", {"sessionId": []}),
    ],
)
def test_a_cdp_event_that_the_gateway_must_read_and_cannot_ends_the_link(
    script: Script, method: str, params: object
) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    frame = {"type": "event", "event": "debugger.event", "payload": {"tabId": 1, "method": method, "params": params}}
    script >> chrome.sends_text(json.dumps(frame)) << chrome.is_cut(4002)


def test_what_is_unknown_or_late_is_counted_and_dropped(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.says("weather.changed", {}) << counted("event_unknown", "weather.changed")
    script >> chrome.sends_text('{"type":"res","id":"77","ok":true}') << counted("answer_too_late")
    script >> chrome.sends_text('{"type":"req","id":"1","method":"x"}') << counted("request_from_extension", "x")
    script >> chrome.says("tick", {"ts": 1})
    script >> chrome.is_detached(tab(9)) << audited("debugger.detached", detail="tab 9: canceled_by_user")


def test_an_answer_counts_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "A.a", {}, page) << chrome.commanded(TAB, "A.a")
    answer = chrome.answers({"n": 1})
    script >> answer << alice.gets(1, {"n": 1}, page)
    script >> answer << counted("answer_too_late")


def test_an_answer_without_payload_is_an_empty_result(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "A.a", {}, page) << chrome.commanded(TAB, "A.a")
    [(_, id_)] = chrome.asked_ids
    script >> chrome.sends_text(f'{{"type":"res","id":"{id_}","ok":true}}') << alice.gets(1, {}, page)


def test_a_snapshot_shows_what_changed_while_the_browser_was_away(script: Script) -> None:
    kept, gone, new = tab(1), tab(2), tab(3)
    chrome = script.browser(kept, gone)
    alice = script.client()
    script >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True})
    script.skip()
    (
        script
        >> chrome.unlinks()
        >> chrome.links()
        >> chrome.snapshot({**kept, "title": "Renamed"}, new)
        << alice.hears("Target.targetDestroyed", {"targetId": gone["targetId"]})
        << alice.hears("Target.targetInfoChanged", {"targetInfo": Info(title="Renamed")})
        << alice.hears("Target.targetCreated", {"targetInfo": Info(targetId=new["targetId"])})
    )


def test_a_snapshot_with_another_target_in_a_known_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    again = {**TAB, "targetId": "B" * 32, "attached": True}
    (
        script
        >> chrome.unlinks()
        >> chrome.links()
        >> chrome.snapshot(again)
        << alice.hears_detached(TAB["targetId"], 1)
        << chrome.asked("debugger.detach", {"tabId": 1})
    )


def test_a_snapshot_that_names_a_tab_twice_shares_it_once(script: Script) -> None:
    chrome = script.browser()
    script >> chrome.snapshot(TAB, {**TAB, "title": "Second"}, {**TAB, "targetId": "B" * 32})
    assert [view.target_id for view in script.hub.tabs()] == ["B" * 32]


def test_two_tabs_that_claim_one_target_do_not_confuse_the_hub(script: Script) -> None:
    chrome = script.browser(TAB, {**TAB, "tabId": 2})
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", AUTO)
        << chrome.asked("debugger.attach", {"tabId": 1})
        << chrome.asked("debugger.attach", {"tabId": 2})
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        >> chrome.answers(TAB)
        << alice.gets(1)
        << chrome.asked("debugger.detach", {"tabId": 2})
    )


def test_a_second_snapshot_on_one_link_is_believed(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> chrome.snapshot(TAB) << alice.hears_detached(TAB["targetId"], 1)
    script >> chrome.snapshot()
    assert script.hub.tabs() == []


def test_the_person_cancels_the_debugging(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> chrome.is_detached(TAB, "canceled_by_user")
        << alice.is_refused(1, -32000, "Inspected target navigated or closed", sid(1))
        << alice.hears_detached(TAB["targetId"], 1)
        << audited("debugger.detached", detail="tab 1: canceled_by_user")
    )
