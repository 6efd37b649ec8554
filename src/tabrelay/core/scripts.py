"""``Page.addScriptToEvaluateOnNewDocument``: a session's scripts leave with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.owned import Owned
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

ADD: Final = "Page.addScriptToEvaluateOnNewDocument"
REMOVE: Final = "Page.removeScriptToEvaluateOnNewDocument"
NOT_FOUND: Final = CdpError(cdp.SERVER_ERROR, "Script not found")
"""Chrome's words."""


class _Identified(msgspec.Struct):
    identifier: str = ""


class Scripts(Owned):
    """Whose script it is."""


def _add(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    def before(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            return
        script = lenient(answer, _Identified).identifier
        if session.alive:
            chrome.of(Scripts).owners[script] = session
        elif chrome.tab.chrome.get(chrome.id) is chrome:
            _take_out(world, chrome, script)

    world.forward(session, command, before=before)


def _remove(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    scripts = chrome.of(Scripts)
    script = lenient(command.params, _Identified).identifier
    if scripts.is_of_another(script, session):
        world.fail(session, command.id, NOT_FOUND)
        return
    scripts.owners.pop(script, None)
    world.forward(session, command)


def _take_out(world: World, chrome: ChromeSession, script: str) -> None:
    """Pages to come run it no more."""
    world.chrome_command(chrome.tab, chrome.id, REMOVE, cdp.encode_value({"identifier": script}))


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    for script in chrome.of(Scripts).take_all_of(session):
        _take_out(world, chrome, script)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """``Page.disable`` takes a session's scripts out."""
    if domain == "Page":
        for script in chrome.of(Scripts).take_all_of(session):
            if domain in chrome.enabled:
                _take_out(world, chrome, script)


FEATURE: Final = Feature(
    "scripts",
    "A script belongs to the session that added it: others cannot remove it, and it leaves with its session.",
    commands={ADD: _add, REMOVE: _remove},
    left=_left,
    off=_off,
)
