"""``Page.startScreencast``: several watch, each at its own pace.

Chrome makes one series of images, so all who watch want the same format, quality and greatest size; who wants others is
told who watches already. Chrome waits for acknowledgements: it gets the first one for each frame, so the fastest sets
the pace, and who has not acknowledged its last frames gets the newest one when it does.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import gcd
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw

from tabrelay.core.feature import Feature
from tabrelay.core.wishes import holder
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

START: Final = "Page.startScreencast"
STOP: Final = "Page.stopScreencast"
ACK: Final = "Page.screencastFrameAck"
FRAME: Final = "Page.screencastFrame"
VISIBILITY: Final = "Page.screencastVisibilityChanged"
ACTIVE: Final = "Screencast is already active"
"""Chrome's words."""

IN_FLIGHT: Final = 2
"""How many frames Chrome sends before it waits."""

EVERY: Final = "everyNthFrame"


class _Frame(msgspec.Struct, rename="camel"):
    session_id: int = 0


@dataclass(slots=True, eq=False)
class Watcher:
    """One who watches.

    ``every`` and ``seen`` pick the frames; ``owed`` are those that it has not acknowledged, by number (0: one that
    Chrome does not wait for). ``missed`` is the newest that came meanwhile.
    """

    session: Session
    every: int
    seen: int = 0
    owed: deque[int] = field(default_factory=deque)
    missed: Raw | None = None


@dataclass(slots=True)
class Screencast:
    """``params`` is what all want alike; ``waiting`` maps the frames that Chrome waits for to its id of the series."""

    params: dict[str, Any] = field(default_factory=dict)
    watchers: dict[Session, Watcher] = field(default_factory=dict)
    frames: int = 0
    waiting: dict[int, int] = field(default_factory=dict)

    def every(self) -> int:
        """Of how many frames Chrome must send one, so that each can pick its own."""
        return gcd(*(watcher.every for watcher in self.watchers.values())) or 1


def _start(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Who joins starts the series anew, and so gets a first image; the others see it once more."""
    cast = chrome.of(Screencast)
    try:
        params = msgspec.json.decode(command.params or b"{}", type=dict[str, Any])
    except UNREADABLE:
        world.forward(session, command)
        return
    every = params.pop(EVERY, 1)
    if session in cast.watchers or not isinstance(every, int) or every < 1:
        world.forward(session, command)
        return
    if cast.watchers and cast.params != params:
        first = next(iter(cast.watchers))
        world.deny(session, command, CdpError(cdp.SERVER_ERROR, f"{ACTIVE} with other parameters ({holder(first)})"))
        return
    if cast.watchers:
        world.chrome_command(chrome.tab, chrome.id, STOP)
    watcher = cast.watchers[session] = Watcher(session, every)
    cast.params = params
    _renumber(cast)

    def started(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            cast.watchers.pop(session, None)
        elif not session.alive and cast.watchers.get(session) is watcher:
            _leave(world, session, chrome)

    everybody = {**params, EVERY: cast.every()} if EVERY in params or cast.every() > 1 else params
    world.forward(session, command, params=cdp.encode_value(everybody), before=started)


def _renumber(cast: Screencast) -> None:
    """A new series: Chrome waits for nothing of the old one."""
    cast.waiting.clear()
    for watcher in cast.watchers.values():
        watcher.seen = 0


def _stop(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    cast = chrome.of(Screencast)
    if any(other is not session for other in cast.watchers):
        _leave(world, session, chrome)
        world.confirm(session, command)
    else:
        cast.watchers.pop(session, None)
        world.forward(session, command)


def _ack(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    cast = chrome.of(Screencast)
    watcher = cast.watchers.get(session)
    if watcher is None:
        if cast.watchers:
            world.confirm(session, command)
        else:
            world.forward(session, command)
        return
    number = watcher.owed.popleft() if watcher.owed else 0

    def acknowledged(_: Raw | CdpError) -> None:
        if watcher.missed is not None and cast.watchers.get(session) is watcher:
            missed, watcher.missed = watcher.missed, None
            watcher.owed.append(0)
            world.event(session, FRAME, missed)

    if cast.waiting.pop(number, None) is None:
        world.confirm(session, command, before=acknowledged)
    else:
        world.forward(session, command, before=acknowledged)


def _frame(world: World, chrome: ChromeSession, params: Raw) -> None:
    cast = chrome.of(Screencast)
    series = msgspec.json.decode(params, type=_Frame).session_id
    step = cast.every()
    cast.frames += 1
    sent = False
    for watcher in cast.watchers.values():
        picked = watcher.seen % max(watcher.every // step, 1) == 0
        watcher.seen += 1
        if not picked:
            continue
        if len(watcher.owed) < IN_FLIGHT:
            watcher.owed.append(cast.frames)
            watcher.missed = None
            world.event(watcher.session, FRAME, params)
            sent = True
        else:
            watcher.missed = Raw(bytes(params))
    if sent:
        cast.waiting[cast.frames] = series
    elif cast.watchers:
        _acknowledge(world, chrome, series)


def _visibility(world: World, chrome: ChromeSession, params: Raw) -> None:
    for session in chrome.of(Screencast).watchers:
        world.event(session, VISIBILITY, params)


def _acknowledge(world: World, chrome: ChromeSession, series: int) -> None:
    world.chrome_command(chrome.tab, chrome.id, ACK, cdp.encode_value({"sessionId": series}))


def _leave(world: World, session: Session, chrome: ChromeSession) -> None:
    """It watches no more; frames that only it was to acknowledge hold nobody up."""
    cast = chrome.of(Screencast)
    if cast.watchers.pop(session, None) is None:
        return
    if not cast.watchers:
        world.chrome_command(chrome.tab, chrome.id, STOP)
        return
    for number in [number for number in cast.waiting if not _is_owed(cast, number)]:
        _acknowledge(world, chrome, cast.waiting.pop(number))


def _is_owed(cast: Screencast, number: int) -> bool:
    return any(number in watcher.owed for watcher in cast.watchers.values())


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    _leave(world, session, chrome)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "Page":
        _leave(world, session, chrome)


FEATURE: Final = Feature(
    "screencasts",
    "All who want the same images watch together, each at its own pace; who wants others is told who watches.",
    commands={START: _start, STOP: _stop, ACK: _ack},
    events={FRAME: _frame, VISIBILITY: _visibility},
    left=_left,
    off=_off,
)
