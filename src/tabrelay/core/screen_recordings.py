"""``Page.startScreenRecording``: one at a time, of the session that started it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.core.wishes import holder
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

START: Final = "Page.startScreenRecording"
STOP: Final = "Page.stopScreenRecording"
NOT_STARTED: Final = CdpError(cdp.SERVER_ERROR, "No active screen recording")
"""Chrome's words."""


class _Stream(msgspec.Struct):
    stream: str = ""


@dataclass(slots=True)
class ScreenRecording:
    """Who records, into which stream."""

    owner: Session | None = None
    stream: str = ""


def _start(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    recording = chrome.of(ScreenRecording)

    def started(answer: Raw | CdpError) -> CdpError | None:
        if isinstance(answer, CdpError):
            owner = recording.owner
            held = owner is not None and owner is not session
            return CdpError(answer.code, f"{answer.message} ({holder(owner)})") if owner and held else None
        recording.owner, recording.stream = session, lenient(answer, _Stream).stream
        if not session.alive:
            _left(world, session, chrome)
        return None

    world.forward(session, command, before=started)


def _stop(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    recording = chrome.of(ScreenRecording)
    if recording.owner is not None and recording.owner is not session:
        world.deny(session, command, NOT_STARTED)
        return

    def stopped(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            recording.owner = None

    world.forward(session, command, before=stopped)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    """What it recorded is thrown away."""
    recording = chrome.of(ScreenRecording)
    if recording.owner is not session:
        return
    recording.owner = None
    world.chrome_command(chrome.tab, chrome.id, STOP)
    world.chrome_command(chrome.tab, chrome.id, "IO.close", cdp.encode_value({"handle": recording.stream}))


FEATURE: Final = Feature(
    "screen recordings",
    "One at a time, ended and read by the session that started it; others are told who holds it.",
    commands={START: _start, STOP: _stop},
    left=_left,
)
