"""Cookies of the profile, within what shared tabs can see, and of an isolated context."""

from typing import Any

import pytest

from tests.script import CdpClient, Extension, Info, Script, child, sid, tab

TAB = tab(1, url="https://www.example.org/")
MINE = {"name": "a", "value": "1", "domain": "www.example.org", "path": "/", "secure": False}
WIDE = {**MINE, "name": "w", "domain": ".example.org"}
OTHER = {**MINE, "domain": "bank.test"}
FRAME = {**MINE, "name": "f", "domain": "frame.test"}
ALL = {"cookies": [MINE, WIDE, OTHER, FRAME]}
SEEN = {"cookies": [MINE, WIDE]}
NONE: dict[str, Any] = {"cookies": []}
CONTEXT = sid(1)
KEEPER = tab(90, url="data:text/html,", windowId=9, incognito=True, keeper=True, context=CONTEXT)


def isolated(script: Script, chrome: Extension, client: CdpClient) -> dict[str, str]:
    """``client`` makes an isolated context; the params that name it."""
    script >> client.sends(100, "Target.createBrowserContext") << chrome.asked("contexts.open")
    script >> chrome.answers({"keeper": KEEPER}) << client.gets(100)
    return {"browserContextId": CONTEXT}


def test_only_cookies_of_shared_tabs_are_read(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getCookies")
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Network.getCookies", {})
        << chrome.commanded(TAB, "Storage.getCookies", {})
        >> chrome.answers(NONE)
        >> chrome.answers(ALL)
        << alice.gets(1, SEEN)
        << chrome.asked("debugger.detach")
    )


def test_frames_count_whether_or_not_they_have_a_process_of_their_own(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> chrome.reports_child(TAB, child(1, url="https://bank.test/login"))
    (
        script
        >> alice.sends(1, "Storage.getCookies")
        << chrome.commanded(TAB, "Network.getCookies", {})
        << chrome.commanded(TAB, "Storage.getCookies", {})
        >> chrome.answers({"cookies": [FRAME]})
        >> chrome.answers(ALL)
        << alice.gets(1, ALL)
    )


def test_in_a_profile_for_programs_all_are_read(script: Script) -> None:
    chrome = script.browser(TAB, mode="all")
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Storage.getCookies")
        << chrome.commanded(TAB, "Storage.getCookies", {})
        >> chrome.answers(ALL)
        << alice.gets(1, ALL)
        >> alice.sends(2, "Network.getAllCookies", {}, page)
        << chrome.commanded(TAB, "Network.getAllCookies", {})
        >> chrome.answers(ALL)
        << alice.gets(2, ALL, page)
        >> alice.sends(3, "Storage.clearCookies")
        << chrome.commanded(TAB, "Storage.clearCookies", {})
        >> chrome.answers()
        << alice.gets(3, {})
        >> alice.sends(4, "Network.clearBrowserCookies", {}, page)
        << chrome.commanded(TAB, "Network.clearBrowserCookies", {})
        >> chrome.answers()
        << alice.gets(4, {}, page)
    )


@pytest.mark.parametrize("method", ["Network.getAllCookies", "Network.getCookies"])
def test_a_page_sees_no_more(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, method, {}, page)
        << chrome.commanded(TAB, "Network.getCookies", {})
        << chrome.commanded(TAB, method, {})
        >> chrome.answers(NONE)
        >> chrome.answers(ALL)
        << alice.gets(1, SEEN, page)
        >> alice.sends(2, method, {}, page)
        << chrome.commanded(TAB, "Network.getCookies", {})
        << chrome.commanded(TAB, method, {})
        >> chrome.fails("x")
        >> chrome.fails("y")
        << alice.is_refused(2, -32000, "y", page)
    )


def test_only_cookies_of_shared_tabs_are_set(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Storage.setCookies", {"cookies": [MINE]})
        << chrome.commanded(TAB, "Storage.setCookies", {"cookies": [MINE]})
        >> chrome.answers()
        << alice.gets(1, {})
        >> alice.sends(2, "Storage.setCookies", {"cookies": [MINE, OTHER]})
        << alice.is_refused(2, -32000)
        >> alice.sends(3, "Network.setCookies", {"cookies": [OTHER]}, page)
        << alice.is_refused(3, -32000, session=page)
        >> alice.sends(4, "Network.setCookie", OTHER, page)
        << alice.is_refused(4, -32000, session=page)
        >> alice.sends(5, "Network.deleteCookies", {"name": "a", "url": "https://bank.test/"}, page)
        << alice.is_refused(5, -32000, session=page)
        >> alice.sends(6, "Network.setCookie", MINE, page)
        << chrome.commanded(TAB, "Network.setCookie", MINE)
        >> chrome.answers({"success": True})
        << alice.gets(6, {"success": True}, page)
    )


@pytest.mark.parametrize("on_page", [False, True])
def test_clearing_deletes_what_is_seen_and_no_more(script: Script, *, on_page: bool) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    on = page if on_page else ""
    script >> alice.sends(1, "Network.clearBrowserCookies" if on_page else "Storage.clearCookies", {}, on)
    (
        script
        << chrome.commanded(TAB, "Network.getCookies", {})
        << chrome.commanded(TAB, "Storage.getCookies", {})
        >> chrome.answers(NONE)
        >> chrome.answers(ALL)
        << chrome.commanded(TAB, "Network.deleteCookies", {"name": "a", "domain": "www.example.org", "path": "/"})
        << chrome.commanded(TAB, "Network.deleteCookies", {"name": "w", "domain": ".example.org", "path": "/"})
        >> chrome.answers()
        >> chrome.answers()
        << alice.gets(1, {}, on)
    )
    script >> alice.leaves() << chrome.asked("debugger.detach")


def test_clearing_nothing_and_clearing_what_cannot_be_read(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Storage.clearCookies")
    script.skip()
    chrome.asked_ids += [("debugger.sendCommand", "2"), ("debugger.sendCommand", "3")]
    script >> chrome.answers(NONE) >> chrome.answers(NONE) << alice.gets(1, {})
    script >> alice.sends(2, "Storage.clearCookies")
    script.skip()
    chrome.asked_ids += [("debugger.sendCommand", "4"), ("debugger.sendCommand", "5")]
    script >> chrome.answers(NONE) >> chrome.fails("x") << alice.is_refused(2, -32000, "x")


def test_those_of_an_isolated_context_are_read_in_its_own_window(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    named = isolated(script, chrome, alice)
    (
        script
        >> alice.sends(1, "Storage.setCookies", {**named, "cookies": [OTHER]})
        << chrome.asked("debugger.attach", {"tabId": 90})
        >> chrome.answers(KEEPER)
        << chrome.commanded(KEEPER, "Network.setCookies", {"cookies": [OTHER]})
        >> chrome.answers()
        << alice.gets(1, {})
        << chrome.asked("debugger.detach", {"tabId": 90})
        >> alice.sends(2, "Storage.getCookies", named)
        >> chrome.answers()
        << chrome.asked("debugger.attach", {"tabId": 90})
        >> chrome.answers(KEEPER)
        << chrome.commanded(KEEPER, "Network.getAllCookies", {})
        >> alice.sends(3, "Storage.clearCookies", named)
        << chrome.commanded(KEEPER, "Network.clearBrowserCookies", {})
        >> chrome.answers(ALL)
        << alice.gets(2, ALL)
        >> chrome.answers()
        << alice.gets(3, {})
        << chrome.asked("debugger.detach", {"tabId": 90})
    )


def test_a_page_in_an_isolated_context_has_no_limit(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    isolated(script, chrome, alice)
    inside = tab(2, incognito=True, context=CONTEXT)
    script >> chrome.shares(inside)
    page = script.attached(alice, inside, chrome)
    script >> alice.sends(1, "Network.getAllCookies", {}, page) << chrome.commanded(inside, "Network.getAllCookies", {})
    script >> chrome.answers(ALL) << alice.gets(1, ALL, page)


@pytest.mark.parametrize("method", ["Storage.getCookies", "Storage.setCookies", "Storage.clearCookies"])
def test_a_context_that_nobody_made(script: Script, method: str) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, method, {"browserContextId": "zz", "cookies": []})
    script << alice.is_refused(1, -32602, "Failed to find browser context for id zz")


def test_the_default_context_may_be_named(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    context = script.hub.world.browsers[alice.device].context_id
    script >> alice.sends(1, "Storage.getCookies", {"browserContextId": context}) << chrome.asked("debugger.attach")
    script >> chrome.fails("No") << alice.is_refused(1, -32000, "No")


def test_cookies_that_cannot_be_understood_are_none(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Network.getAllCookies", {}, page)
    script << chrome.commanded(TAB, "Network.getCookies", {}) << chrome.commanded(TAB, "Network.getAllCookies", {})
    script >> chrome.answers([]) >> chrome.answers([]) << alice.gets(1, Info(NONE), page)
