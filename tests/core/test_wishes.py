"""What several wishes for one value come to, and what is left when they are taken back."""

from typing import Any

import pytest

from tabrelay.core.wishes import Combine, Setting, last, merged, strongest, united
from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)
SIZE = "Emulation.setDeviceMetricsOverride"
NO_SIZE = "Emulation.clearDeviceMetricsOverride"
SMALL: dict[str, Any] = {"width": 320, "height": 200, "deviceScaleFactor": 1, "mobile": True}
LARGE: dict[str, Any] = {"width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": False}


Actor = tuple[CdpClient, str]


def sets(script: Script, chrome: Extension, actor: Actor, method: str, params: dict[str, Any]) -> None:
    """Chrome gets just this."""
    client, session = actor
    script >> client.sends(1, method, params, session) << chrome.commanded(TAB, method, params)
    script >> chrome.answers() << client.gets(1, {}, session)


def test_the_last_writer_wins_and_leaves_the_value_of_the_other(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    sets(script, chrome, (alice, at_alice), SIZE, SMALL)
    sets(script, chrome, (bob, at_bob), SIZE, LARGE)
    script >> bob.leaves() << chrome.commanded(TAB, SIZE, SMALL)


def test_one_that_was_overwritten_leaves_without_a_word(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    sets(script, chrome, (alice, at_alice), SIZE, SMALL)
    sets(script, chrome, (bob, at_bob), SIZE, LARGE)
    script >> alice.leaves()
    script >> chrome.reports(TAB, "Inspector.x") << bob.hears("Inspector.x", {}, at_bob)


def test_the_last_wish_that_leaves_gives_chromes_default_back(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    sets(script, chrome, (alice, at_alice), SIZE, SMALL)
    script >> alice.leaves() << chrome.commanded(TAB, NO_SIZE, {})


def test_taking_it_back_leaves_what_the_other_wishes_for(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    sets(script, chrome, (alice, at_alice), SIZE, SMALL)
    sets(script, chrome, (bob, at_bob), SIZE, LARGE)
    (
        script
        >> bob.sends(2, NO_SIZE, {}, at_bob)
        << chrome.commanded(TAB, SIZE, SMALL)
        >> chrome.answers()
        << bob.gets(2, {}, at_bob)
        >> alice.sends(2, NO_SIZE, {}, at_alice)
        << chrome.commanded(TAB, NO_SIZE, {})
    )


def test_what_chrome_refuses_is_no_wish(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    sets(script, chrome, (bob, at_bob), SIZE, LARGE)
    (
        script
        >> alice.sends(1, SIZE, {"width": -1}, at_alice)
        << chrome.commanded(TAB, SIZE, {"width": -1})
        >> chrome.fails('{"code":-32602,"message":"Invalid parameters"}')
        << alice.is_refused(1, -32602, "Invalid parameters", at_alice)
        >> alice.leaves()
    )
    script >> bob.leaves() << chrome.asked("debugger.detach")


def test_headers_of_all_are_sent_and_a_later_one_wins(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    method = "Network.setExtraHTTPHeaders"
    sets(script, chrome, (alice, at_alice), method, {"headers": {"a": "1", "x": "alice"}})
    (
        script
        >> bob.sends(1, method, {"headers": {"b": "2", "x": "bob"}}, at_bob)
        << chrome.commanded(TAB, method, {"headers": {"a": "1", "x": "bob", "b": "2"}})
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
        >> bob.sends(2, method, {"headers": {}}, at_bob)
        << chrome.commanded(TAB, method, {"headers": {"a": "1", "x": "alice"}})
        >> chrome.answers()
        << bob.gets(2, {}, at_bob)
        >> alice.leaves()
        << chrome.commanded(TAB, method, {"headers": {}})
    )


def test_where_chrome_lets_one_have_it_the_error_names_the_holder(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    method = "Emulation.setTimezoneOverride"
    sets(script, chrome, (alice, at_alice), method, {"timezoneId": "Asia/Tokyo"})
    words = "Another timezone override is already in effect (held by client label of alice)"
    script >> bob.sends(1, method, {"timezoneId": "UTC"}, at_bob) << bob.is_refused(1, -32000, words, at_bob)
    sets(script, chrome, (bob, at_bob), method, {"timezoneId": "Asia/Tokyo"})
    sets(script, chrome, (alice, at_alice), method, {"timezoneId": "Asia/Tokyo"})
    script >> alice.leaves()
    script >> bob.leaves() << chrome.asked("debugger.detach")


def test_a_domains_settings_go_with_its_disable(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(9, "Network.enable", {}, session) << chrome.commanded(TAB, "Network.enable")
        script >> chrome.answers() << client.gets(9, {}, session)
    method = "Network.setCacheDisabled"
    sets(script, chrome, (alice, at_alice), method, {"cacheDisabled": True})
    (
        script
        >> alice.sends(2, "Network.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << chrome.commanded(TAB, method, {"cacheDisabled": False})
        << alice.gets(2, {}, at_alice)
    )


def test_values_with_another_key_are_others(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    method = "DOMDebugger.setXHRBreakpoint"
    sets(script, chrome, (alice, at_alice), method, {"url": "/a"})
    sets(script, chrome, (bob, at_bob), method, {"url": "/b"})
    script >> alice.leaves() << chrome.commanded(TAB, "DOMDebugger.removeXHRBreakpoint", {"url": "/a"})


def test_parameters_that_are_none_are_chromes_to_refuse(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    script >> alice.sends(1, SIZE, [], at_alice) << chrome.commanded(TAB, SIZE, [])


@pytest.mark.parametrize(
    ("combine", "wishes", "together"),
    [
        (last, [{"a": 1}, {"a": 2}], {"a": 2}),
        (merged("h"), [{"h": {"a": 1}}, {}, {"h": {"b": 2}}], {"h": {"a": 1, "b": 2}}),
        (united("u", "v"), [{"u": [1]}, {"u": [2]}], {"u": [1, 2]}),
        (strongest("n"), [{"n": 3}, {"n": "x"}, {"n": 2}], {"n": 3}),
        (strongest("s", ("no", "some", "all")), [{"s": "all"}, {"s": "some"}, {"s": "?"}], {"s": "all"}),
    ],
)
def test_ways_to_combine(combine: Combine, wishes: list[dict[str, Any]], together: dict[str, Any]) -> None:
    assert combine(wishes) == together


def test_when_a_setting_is_off() -> None:
    switch = Setting(("X.set",), off={"enabled": False})
    assert switch.is_off("X.set", {"enabled": False, "more": 1})
    assert not switch.is_off("X.set", {"enabled": True})
    optional = Setting(("X.set",), off={})
    assert optional.is_off("X.set", {})
    assert not optional.is_off("X.set", {"value": 1})
    assert Setting(("X.set",), clear="X.clear").is_off("X.clear", {})
    assert not Setting(("X.set",)).is_off("X.set", {})
    assert Setting(("X.set",)).default(()) is None
