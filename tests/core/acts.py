"""What happens again and again in stories of two clients on one page."""

from __future__ import annotations

import json

from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)
NOTHING: tuple[str, dict[str, object]] = ("Runtime.getIsolateId", {})
"""What Chrome is asked for a command that only the gateway has to note."""

Who = tuple[CdpClient, str]
Stage = tuple[Script, Extension, Who, Who]


def refusal(message: str, code: int = -32000) -> str:
    """What the extension says when Chrome refuses a command."""
    return json.dumps({"code": code, "message": message})


def two(script: Script) -> Stage:
    """Alice and Bob on one page."""
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    return script, chrome, (alice, at_alice), (bob, at_bob)


def does(
    stage: Stage,
    who: Who,
    method: str,
    params: object = None,
    *,
    result: object = None,
    sent: tuple[str, object] | None = None,
    got: object = None,
) -> None:
    """A command that goes to Chrome (as ``sent``, where that differs) and comes back (as ``got``)."""
    script, chrome, *_ = stage
    client, session = who
    params = {} if params is None else params
    command = sent or (method, params)
    script >> client.sends(77, method, params, session) << chrome.commanded(TAB, *command)
    script >> chrome.answers(result) << client.gets(77, (result or {}) if got is None else got, session)


def is_denied(stage: Stage, who: Who, method: str, params: object, message: str, *, code: int = -32000) -> None:
    """A command that Chrome is not asked, and that is refused in its place among the answers."""
    script, chrome, *_ = stage
    client, session = who
    script >> client.sends(78, method, params, session) << chrome.commanded(TAB, *NOTHING)
    script >> chrome.answers({"id": "1"}) << client.is_refused(78, code, message, session)


def notes(stage: Stage, who: Who, method: str, params: object = None) -> None:
    """A command that only the gateway has to note."""
    does(stage, who, method, params, sent=NOTHING, result={"id": "1"}, got={})


def fails(
    stage: Stage, who: Who, method: str, params: object, said: str, *, told: str = "", code: int = -32000
) -> None:
    """A command that Chrome refuses as ``said`` (which the client is ``told`` in other words)."""
    script, chrome, *_ = stage
    client, session = who
    script >> client.sends(79, method, params, session) << chrome.commanded(TAB, method, params)
    script >> chrome.fails(refusal(said, code))
    script << client.is_refused(79, code, told or said, session)


def hears(stage: Stage, method: str, params: object, *who: Who, seen: object = None) -> None:
    """An event of Chrome's, heard by these and nobody else (as ``seen``, where that differs)."""
    script, chrome, *_ = stage
    script >> chrome.reports(TAB, method, params)
    for client, session in who:
        script << client.hears(method, params if seen is None else seen, session)
    script.is_over()
