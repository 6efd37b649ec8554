"""``Tracing``: the browser has one recording, of whoever started it; only that session hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.core.wishes import holder
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

START: Final = "Tracing.start"
END: Final = "Tracing.end"
BUSY: Final = "Tracing has already been started"
NOT_STARTED: Final = CdpError(cdp.SERVER_ERROR, "Tracing is not started")
"""Chrome's words."""


class _Complete(msgspec.Struct):
    stream: str = ""


@dataclass(slots=True)
class Recording:
    """Whose recording runs here, from its start to ``tracingComplete``. ``ending``: it was told to end.

    ``discarding``: that session left, and what Chrome still sends of it is for nobody.
    """

    owner: Session | None = None
    ending: bool = False
    discarding: bool = False


def _start(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    recording = chrome.of(Recording)

    def started(answer: Raw | CdpError) -> CdpError | None:
        if not isinstance(answer, CdpError):
            recording.owner, recording.ending = session, False
            if not session.alive:
                _left(world, session, chrome)
            return None
        if answer.message.startswith(BUSY):
            return CdpError(answer.code, f"{answer.message} {_why(chrome.tab.browser)}".rstrip())
        return None

    world.forward(session, command, before=started)


def _why(browser: Browser) -> str:
    """Who has the recording, on whatever tab; nothing when it is a program that we know nothing of."""
    for tab in browser.tabs.values():
        for chrome in tab.chrome.values():
            recording = chrome.of(Recording)
            if recording.owner is not None:
                return f"({holder(recording.owner)})"
            if recording.discarding:
                return "(the recording of a client that left is being ended)"
    return ""


def _end(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    recording = chrome.of(Recording)
    if recording.owner is not None and recording.owner is not session:
        world.deny(session, command, NOT_STARTED)
        return

    def ended(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            recording.ending = True

    world.forward(session, command, before=ended)


def _heard(method: str, world: World, chrome: ChromeSession, params: Raw) -> None:
    recording = chrome.of(Recording)
    if recording.owner is not None:
        world.event(recording.owner, method, params)
    if method != "Tracing.tracingComplete":
        return
    stream = lenient(params, _Complete).stream
    if recording.discarding and stream:
        world.chrome_command(chrome.tab, chrome.id, "IO.close", cdp.encode_value({"handle": stream}))
    recording.owner = None
    recording.ending = recording.discarding = False


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    recording = chrome.of(Recording)
    if recording.owner is not session:
        return
    recording.owner, recording.discarding = None, True
    if not recording.ending:
        world.chrome_command(chrome.tab, chrome.id, END)


FEATURE: Final = Feature(
    "tracing",
    "One recording in the browser, whose events go to the session that started it; others are told who holds it.",
    commands={START: _start, END: _end},
    events={
        name: partial(_heard, name)
        for name in ("Tracing.bufferUsage", "Tracing.dataCollected", "Tracing.tracingComplete")
    },
    left=_left,
)
