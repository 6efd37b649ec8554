"""Pauses of the debugger: which session hears of them as what, and that none outlives those who wanted it.

As in V8, every session that has ``Debugger`` enabled and does not skip pauses hears of each, may end it, and keeps the
page paused when others leave. ``hitBreakpoints`` are a session's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core import memory
from tabrelay.core.breakpoints import Breakpoints
from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import CdpError, Command

SKIP: Final = "Debugger.setSkipAllPauses"
PAUSE: Final = "Debugger.pause"
NO_BREAKPOINTS: Final = Raw(b"[]")


class _Skip(msgspec.Struct):
    skip: bool = False


@dataclass(slots=True)
class Pauses:
    """The pause there is, and who wants what of those to come.

    ``skippers`` skip all pauses; ``skipped`` is whether Chrome does. ``askers`` called ``Debugger.pause`` and are not
    paused yet; ``stray`` says that all who did are gone, so that the next pause is for nobody.
    """

    paused: bool = False
    skippers: set[Session] = field(default_factory=set)
    skipped: bool = False
    askers: set[Session] = field(default_factory=set)
    stray: bool = False
    ending_stray: bool = False

    def all_skip(self, chrome: ChromeSession) -> bool:
        """Whether nobody who has the debugger enabled would accept a pause."""
        holders = chrome.enabled.get("Debugger", ())
        return bool(holders) and all(session in self.skippers for session in holders)


def _skip(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Chrome skips when all do; until then, who skips does not hear of pauses."""
    state = chrome.of(Pauses)

    def answered(_: Raw | CdpError) -> None:
        if session.alive:
            _settle(world, chrome)

    if "Debugger" not in session.enabled:
        world.forward(session, command)
    elif lenient(command.params, _Skip).skip:
        state.skippers.add(session)
        world.confirm(session, command, before=answered)
    else:
        state.skippers.discard(session)
        world.confirm(session, command, before=answered)


def _settle(world: World, chrome: ChromeSession) -> None:
    """Chrome is told whether to skip, where that has changed; a pause that nobody accepts any more ends."""
    state = chrome.of(Pauses)
    skip = state.all_skip(chrome)
    if "Debugger" not in chrome.enabled:
        state.skipped = False
    elif skip != state.skipped:
        state.skipped = skip
        world.chrome_command(chrome.tab, chrome.id, SKIP, cdp.encode_value({"skip": skip}))
        if skip and state.paused:
            world.chrome_command(chrome.tab, chrome.id, "Debugger.resume")


def _pause(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    state = chrome.of(Pauses)
    if not state.paused:
        state.askers.add(session)
        state.stray = False
    world.forward(session, command)


def _paused(world: World, chrome: ChromeSession, params: Raw) -> None:
    state = chrome.of(Pauses)
    pause = msgspec.json.decode(params, type=dict[str, Raw])
    hit = msgspec.json.decode(pause.get("hitBreakpoints", NO_BREAKPOINTS), type=list[str])
    if state.stray and not hit and bytes(pause.get("reason", b"")) == b'"other"':
        state.stray, state.ending_stray = False, True
        world.chrome_command(chrome.tab, chrome.id, "Debugger.resume")
        return
    state.paused = True
    state.askers.clear()
    memory.note("Debugger.paused", chrome, _seen(None, chrome, params, pause, hit))
    for session in memory.listeners(chrome, "Debugger"):
        if session not in state.skippers:
            world.event(session, "Debugger.paused", _seen(session, chrome, params, pause, hit))


def _seen(session: Session | None, chrome: ChromeSession, params: Raw, pause: dict[str, Raw], hit: list[str]) -> Raw:
    """A pause as V8 tells ``session`` of it: why it is, the others are not told. ``None`` comes too late to be."""
    points = chrome.of(Breakpoints)
    own = [id_ for id_ in hit if points.is_own(session, id_)]
    by_instrumentation = bytes(pause.get("reason", b"")) == b'"instrumentation"'
    instruments = session is not None and any("instrumentation" in point.params for point in points.owned(session))
    if own == hit and (not by_instrumentation or instruments):
        return params
    seen = {**pause, "hitBreakpoints": Raw(cdp.encode_value(own))}
    if by_instrumentation and not instruments:
        seen["reason"] = Raw(b'"other"')
        seen.pop("data", None)
    return Raw(cdp.encode_value(seen))


def _resumed(world: World, chrome: ChromeSession, params: Raw) -> None:
    state = chrome.of(Pauses)
    if state.ending_stray:
        state.ending_stray = False
        return
    state.paused = False
    memory.hear("Debugger.resumed", world, chrome, params)


def _on(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """Somebody who does not skip came."""
    if domain == "Debugger":
        chrome.of(Pauses).skippers.discard(session)
        _settle(world, chrome)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    state = chrome.of(Pauses)
    state.skippers.discard(session)
    asked = session in state.askers
    state.askers.discard(session)
    if "Debugger" not in chrome.enabled:
        state.askers.clear()
        state.paused = state.stray = state.ending_stray = False
    elif asked and not state.askers:
        state.stray = True
    _settle(world, chrome)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "Debugger":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "pauses",
    "All with Debugger enabled hear of one, with their own hitBreakpoints, and may end it; each skips for itself.",
    commands={SKIP: _skip, PAUSE: _pause},
    events={"Debugger.paused": _paused, "Debugger.resumed": _resumed},
    on=_on,
    left=_left,
    off=_off,
)
