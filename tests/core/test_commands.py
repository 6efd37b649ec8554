"""Every frame of a client is answered exactly once: by the gateway, by Chrome, or with the reason why not."""

import pytest

from tabrelay.core.commands import ANSWERED, REFUSED
from tabrelay.core.effects import ToBrowser, ToClient
from tests.script import Script, sid, tab, tab_target

TAB = tab(1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{not json", -32700),
        ("", -32700),
        ("[" * 100_000, -32700),
        (b'{"id":1,"method":"\xff"}', -32700),
        ("[]", -32600),
        ("{}", -32600),
        ('{"id":"a","method":"Browser.getVersion"}', -32600),
    ],
)
def test_a_frame_without_a_readable_id_is_answered_without_one(script: Script, text: str | bytes, code: int) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends_text(text) << alice.is_refused(None, code)
    script >> alice.sends(1, "Target.getBrowserContexts") << alice.gets(1)


def test_a_frame_that_is_no_command_but_has_an_id_is_answered_with_it(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends_text('{"id":7}') << alice.is_refused(7, -32600)


def test_an_unknown_session_is_answered_as_by_chrome_without_a_session_id(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(3, "Page.enable", {}, "NOPE")
        << alice.is_refused(3, -32001, "Session with given id not found.")
        >> alice.sends(4, "Page.enable", {}, 'NO"PE\\')
        << alice.is_refused(4, -32001, "Session with given id not found.")
    )


def test_the_session_of_another_client_is_unknown(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, mallory = script.client("alice"), script.client("mallory")
    page = script.attached(alice, TAB, chrome)
    script >> mallory.sends(1, "Runtime.evaluate", {"expression": "1"}, page) << mallory.is_refused(1, -32001)


def test_page_domains_are_unknown_on_the_browser(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    for method in ("Page.enable", "Runtime.evaluate", "foo", "Foo.bar"):
        script >> alice.sends(1, method) << alice.is_refused(1, -32601, f"'{method}' wasn't found")


@pytest.mark.parametrize("method", sorted(REFUSED))
def test_what_an_extension_cannot_give_is_refused_with_the_reason(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, method) << alice.is_refused(1, -32000, REFUSED[method])
    script >> alice.sends(2, method, {}, page) << alice.is_refused(2, -32000, REFUSED[method], page)


@pytest.mark.parametrize(
    "method", ["Browser.getHistograms", "Target.openDevTools", "SystemInfo.getInfo", "Tethering.bind"]
)
def test_the_domains_of_the_browser_process_never_reach_a_page(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, method, {}, page)
        << alice.is_refused(1, -32000, f"'{method}' is not available to extensions", page)
    )


@pytest.mark.parametrize("method", ["Browser.unheardOf", "Target.unheardOf", "SystemInfo.x", "Tethering.x"])
def test_what_no_chrome_has_is_not_found(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, method, {}, page) << alice.is_refused(1, -32601, f"'{method}' wasn't found", page)


@pytest.mark.parametrize("method", sorted(ANSWERED))
@pytest.mark.parametrize("params", [None, {}, [], [1], {"targetId": 1, "sessionId": [], "windowId": "x", "url": 5}])
def test_parameters_of_any_shape_are_answered_once(script: Script, method: str, params: object) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(5, method, params, page)
    frames = [effect.data for effect in script.skip() if isinstance(effect, ToClient | ToBrowser)]
    answers = [frame for frame in frames if b'"id":5' in frame]
    asked = any(b'"type":"req"' in frame for frame in frames)
    assert len(answers) == 1 or (not answers and asked)


def test_what_the_gateway_does_not_answer_goes_to_chrome_untouched(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    params = {"expression": "'ünïcode \\u2028 ' + \"quotes\"", "n": 1.50}
    (
        script
        >> alice.sends(1, "Runtime.evaluate", params, page)
        << chrome.commanded(TAB, "Runtime.evaluate", params)
        >> chrome.answers({"result": {"type": "string", "value": "ü"}})
        << alice.gets(1, {"result": {"type": "string", "value": "ü"}}, page)
    )


def test_chromes_refusal_comes_back_as_chrome_said_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Foo.bar", {}, page)
        << chrome.commanded(TAB, "Foo.bar")
        >> chrome.fails('{"code":-32601,"message":"\'Foo.bar\' wasn\'t found"}')
        << alice.is_refused(1, -32601, "'Foo.bar' wasn't found", page)
        >> alice.sends(2, "DOM.setOuterHTML", {}, page)
        << chrome.commanded(TAB, "DOM.setOuterHTML")
        >> chrome.fails('{"code":-32000,"message":"Not allowed","data":"no"}')
        << alice.is_refused(2, -32000, "Not allowed", page, data="no")
    )


def test_the_same_id_may_be_used_again_at_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "A.a", {}, page)
        << chrome.commanded(TAB, "A.a")
        >> alice.sends(1, "B.b", {}, page)
        << chrome.commanded(TAB, "B.b")
        >> chrome.answers({"n": "b"}, nth=1)
        << alice.gets(1, {"n": "b"}, page)
        >> chrome.answers({"n": "a"})
        << alice.gets(1, {"n": "a"}, page)
    )


def test_a_tab_session_takes_run_if_waiting_though_nothing_waits(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
        << alice.hears_attached(tab_target(TAB), 1)
        << alice.gets(1)
        >> alice.sends(2, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << alice.gets(2, {}, sid(1))
    )
