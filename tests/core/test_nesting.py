"""Sessions that are not flat: their frames travel inside those of the session above, in each other too."""

import json
from typing import Any, Self

import pytest

from tests.script import CdpClient, Expected, Extension, Script, child, sid, tab

TAB = tab(1)
ATTACH = "Target.attachToTarget"
SEND = "Target.sendMessageToTarget"
AUTO = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}


class Text(str):
    """JSON text that is equal to any that says the same."""

    __slots__ = ()

    def __new__(cls, message: dict[str, Any]) -> Self:
        return super().__new__(cls, json.dumps(message, separators=(",", ":")))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and json.loads(other) == json.loads(str(self))

    def __hash__(self) -> int:
        return 0


def nested(script: Script, client: CdpClient, chrome: Extension) -> str:
    """``client`` attaches to the page without ``flatten``; the session's id."""
    script >> client.sends(900, ATTACH, {"targetId": TAB["targetId"]})
    script << chrome.asked("debugger.attach") >> chrome.answers(TAB)
    (event, answer) = [json.loads(effect.data) for effect in script.skip()]  # type: ignore[union-attr]
    assert event["method"] == "Target.attachedToTarget"
    assert "sessionId" not in event
    session: str = answer["result"]["sessionId"]
    return session


def wrapped(number: int, message: dict[str, Any], target: str = TAB["targetId"]) -> dict[str, Any]:
    """Params of ``Target.receivedMessageFromTarget`` for the session ``sid(number)``."""
    return {"sessionId": sid(number), "message": Text(message), "targetId": target}


def hears_inside(client: CdpClient, number: int, message: dict[str, Any], session: str = "") -> Expected:
    return client.hears("Target.receivedMessageFromTarget", wrapped(number, message), session)


def test_a_command_inside_a_command_is_answered_inside_an_event(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    message = json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": "1"}})
    (
        script
        >> alice.sends(1, SEND, {"sessionId": page, "message": message})
        << chrome.commanded(TAB, "Runtime.evaluate", {"expression": "1"})
        << alice.gets(1, {})
        >> chrome.answers({"value": 1})
        << hears_inside(alice, 1, {"id": 1, "result": {"value": 1}})
        >> alice.sends(2, SEND, {"targetId": TAB["targetId"], "message": '{"id":2,"method":"Page.enable"}'})
        << chrome.commanded(TAB, "Page.enable")
        << alice.gets(2, {})
    )


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("{bad", {"error": {"code": -32700, "message": "JSON: object keys must be strings at position 1"}}),
        ('{"id":5}', {"id": 5, "error": {"code": -32600, "message": "Message must have string 'method' property"}}),
        (
            '{"id":5,"method":"Page.enable","sessionId":"x"}',
            {"id": 5, "error": {"code": -32001, "message": "Session with given id not found."}},
        ),
        (
            json.dumps({"id": 5, "method": "Page.enable", "sessionId": sid(1)}),
            {"id": 5, "error": {"code": -32001, "message": "Session with given id not found."}},
        ),
        ('{"id":5,"method":"Browser.x"}', {"id": 5, "error": {"code": -32601, "message": "'Browser.x' wasn't found"}}),
    ],
)
def test_complaints_about_what_is_inside_come_inside(script: Script, message: str, answer: dict[str, Any]) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    script >> alice.sends(1, SEND, {"sessionId": page, "message": message})
    script << hears_inside(alice, 1, answer) << alice.gets(1, {})


def test_its_id_means_nothing_on_the_connection(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    script >> alice.sends(1, "Runtime.evaluate", {}, page)
    script << alice.is_refused(1, -32001, "Session with given id not found.")


def test_who_is_meant_must_be_one_session_that_is_not_flat(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    nested(script, alice, chrome)
    flat = script.attached(alice, TAB, chrome, first=False)
    say = {"message": "{}"}
    (
        script
        >> alice.sends(1, SEND, {**say, "sessionId": "zz"})
        << alice.is_refused(1, -32602, "No session with given id")
        >> alice.sends(2, SEND, say)
        << alice.is_refused(2, -32602, "Session id must be specified")
        >> alice.sends(3, SEND, {**say, "targetId": "zz"})
        << alice.is_refused(3, -32602, "No session for given target id")
        >> alice.sends(4, SEND, {**say, "targetId": TAB["targetId"]})
        << alice.is_refused(4, -32000, "Multiple sessions attached, specify id.")
        >> alice.sends(5, SEND, {**say, "sessionId": flat})
        << alice.is_refused(
            5, -32000, "When using flat protocol, messages are routed to the target via the sessionId attribute."
        )
    )


def test_events_and_the_end_of_a_session_in_a_session(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    worker = child(1, "worker")
    auto = json.dumps({"id": 7, "method": "Target.setAutoAttach", "params": AUTO})
    script >> alice.sends(1, SEND, {"sessionId": page, "message": auto})
    script.skip()
    chrome.asked_ids.append(("debugger.sendCommand", "2"))
    script >> chrome.answers() << hears_inside(alice, 1, {"id": 7, "result": {}})
    script >> chrome.reports_child(TAB, worker)
    (effect,) = script.skip()
    outer = json.loads(effect.data)["params"]  # type: ignore[union-attr]
    attached = json.loads(outer["message"])
    assert outer["sessionId"] == page
    assert attached["method"] == "Target.attachedToTarget"
    assert "sessionId" not in attached
    inner = attached["params"]["sessionId"]
    target = worker["info"]["targetId"]

    script >> chrome.reports(TAB, "Inspector.workerScriptLoaded", {}, worker["session"])
    message = {"method": "Inspector.workerScriptLoaded", "params": {}}
    event = {"method": "Target.receivedMessageFromTarget", "params": wrapped(int(inner, 16), message, target)}
    script << hears_inside(alice, 1, event)

    script >> chrome.reports(TAB, "Target.detachedFromTarget", {"sessionId": worker["session"]})
    gone = {"method": "Target.detachedFromTarget", "params": {"sessionId": inner, "targetId": target}}
    script << hears_inside(alice, 1, gone)


def test_a_flat_session_below_one_that_is_not_is_addressed_inside_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    inside = json.dumps({"id": 3, "method": ATTACH, "params": {"targetId": TAB["targetId"], "flatten": True}})
    script >> alice.sends(1, SEND, {"sessionId": page, "message": inside})
    script.skip()
    command = json.dumps({"id": 4, "method": "Runtime.evaluate", "sessionId": sid(2)})
    (
        script
        >> alice.sends(2, "Runtime.evaluate", {}, sid(2))
        << alice.is_refused(2, -32001)
        >> alice.sends(3, SEND, {"sessionId": page, "message": command})
        << chrome.commanded(TAB, "Runtime.evaluate")
        << alice.gets(3, {})
        >> chrome.answers({})
        << hears_inside(alice, 1, {"id": 4, "result": {}, "sessionId": sid(2)})
    )


def test_detaching_ends_it_and_all_inside(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = nested(script, alice, chrome)
    script >> alice.sends(1, "Target.detachFromTarget", {"sessionId": page})
    script << chrome.asked("debugger.detach") << alice.hears_detached(TAB["targetId"], 1) << alice.gets(1, {})
    script >> alice.sends(2, SEND, {"sessionId": page, "message": "{}"}) << alice.is_refused(2, -32602)


def test_the_browser_in_a_session_that_is_not_flat(script: Script) -> None:
    script.browser()
    alice = script.client()
    browser = script.hub.world.browsers[alice.device].target_id
    script >> alice.sends(1, ATTACH, {"targetId": browser})
    script.skip()
    script >> alice.sends(2, SEND, {"sessionId": sid(1), "message": '{"id":1,"method":"Target.getTargets"}'})
    message = {"id": 1, "result": {"targetInfos": []}}
    script << alice.hears("Target.receivedMessageFromTarget", wrapped(1, message, browser)) << alice.gets(2, {})
