"""Breakpoints and pauses: each session's own, although Chrome knows one debugger.

V8 gives a breakpoint an id made from its location, the same for every session, so ids need no translation. A location
that two sessions want is set once, with a condition that holds when one of theirs does, and goes with the last of them.
A pause is everybody's, as in Chrome: each session with ``Debugger`` enabled hears of it and may end it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw

from tabrelay.core import memory
from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.core.wishes import holder
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

SET: Final = ("Debugger.setBreakpoint", "Debugger.setBreakpointByUrl", "Debugger.setInstrumentationBreakpoint")
ON_CALL: Final = "Debugger.setBreakpointOnFunctionCall"
REMOVE: Final = "Debugger.removeBreakpoint"
NOT_ENABLED: Final = CdpError(cdp.SERVER_ERROR, "Debugger agent is not enabled")
EXISTS: Final = ("Breakpoint at specified location already exists.", "Instrumentation breakpoint is already enabled.")
"""Chrome's words."""

Params = dict[str, Any]


class _Id(msgspec.Struct, rename="camel"):
    breakpoint_id: str = ""


class _Script(msgspec.Struct, rename="camel"):
    script_id: str = ""


class _Set(msgspec.Struct, rename="camel", omit_defaults=True):
    """What Chrome answers: ``locations`` for an URL, ``actual_location`` for a place in a script."""

    breakpoint_id: str = ""
    locations: list[Raw] | msgspec.UnsetType = msgspec.UNSET
    actual_location: Raw | msgspec.UnsetType = msgspec.UNSET


class _Resolved(msgspec.Struct, rename="camel"):
    breakpoint_id: str = ""
    location: Raw = Raw(b"{}")


@dataclass(slots=True, eq=False)
class Breakpoint:
    """One of Chrome's. ``conditions`` are its owners' (``""``: always), ``condition`` is the one that Chrome has."""

    method: str
    params: Params
    condition: str
    conditions: dict[Session, str] = field(default_factory=dict)
    answer: _Set = field(default_factory=_Set)

    def wanted(self) -> str:
        """A condition that holds when that of any owner does.

        Each is a function of its own: one that throws, as for a variable that is not there yet, is false by itself.
        """
        wanted = list(dict.fromkeys(self.conditions.values()))
        if "" in wanted or len(wanted) == 1:
            return "" if "" in wanted else wanted[0]
        each = ",".join(f"()=>(\n{condition}\n)" for condition in wanted)
        return f"[{each}].map(f=>{{try{{return f()}}catch{{return false}}}}).some(Boolean)"


@dataclass(slots=True)
class Breakpoints:
    """The breakpoints on one of Chrome's sessions, by what was asked for and by Chrome's id."""

    by_place: dict[bytes, Breakpoint] = field(default_factory=dict)
    on_call: dict[str, Session] = field(default_factory=dict)

    def by_id(self, id_: str) -> Breakpoint | None:
        """The breakpoint with Chrome's id."""
        return next((point for point in self.by_place.values() if point.answer.breakpoint_id == id_), None)

    def drop(self, point: Breakpoint, session: Session) -> bool:
        """``session`` does not want it any more; ``True`` when nobody does, and it is forgotten."""
        point.conditions.pop(session, None)
        if point.conditions:
            return False
        self.by_place = {place: kept for place, kept in self.by_place.items() if kept is not point}
        return True

    def owned(self, session: Session) -> list[Breakpoint]:
        """The breakpoints that ``session`` wants."""
        return [point for point in self.by_place.values() if session in point.conditions]

    def is_own(self, session: Session | None, id_: str) -> bool:
        """Whether ``session`` set the breakpoint with this id; nobody's own are those of which nothing is known."""
        if session is None:
            return False
        point = self.by_id(id_)
        return session in point.conditions if point is not None else self.on_call.get(id_) is session


def _set(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    if "Debugger" not in session.enabled:
        world.deny(session, command, NOT_ENABLED)
        return
    try:
        params = msgspec.json.decode(command.params or b"{}", type=Params)
    except UNREADABLE:
        world.forward(session, command)
        return
    state = chrome.of(Breakpoints)
    condition = params.pop("condition", "")
    place = cdp.encode_value([command.method, sorted(params.items())])
    point = state.by_place.get(place)
    if point is None:
        point = state.by_place[place] = Breakpoint(command.method, params, condition)
    had_it = session in point.conditions
    if not had_it:
        point.conditions[session] = condition

    def answered(answer: Raw | CdpError) -> Raw | None:
        if isinstance(answer, CdpError):
            shared = answer.message in EXISTS and bool(point.answer.breakpoint_id) and not had_it
            if not shared:
                if not had_it:
                    state.drop(point, session)
                return None
        else:
            point.answer = lenient(answer, _Set)
            point.condition = condition
            state.by_place[place] = point
        if session.alive and session in chrome.sessions:
            _tell_chrome(world, chrome, point)
        else:
            _take_out(world, chrome, point, session)
        return _known(chrome, point.answer) if isinstance(answer, CdpError) else None

    world.forward(session, command, before=answered)


def _set_on_call(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Chrome does not say which function it is whose calls are broken on already: here the first has it."""
    on_call = chrome.of(Breakpoints).on_call
    if "Debugger" not in session.enabled:
        world.deny(session, command, NOT_ENABLED)
        return

    def answered(answer: Raw | CdpError) -> CdpError | None:
        if not isinstance(answer, CdpError):
            on_call[lenient(answer, _Id).breakpoint_id] = session
            if not session.alive:
                _left(world, session, chrome)
            return None
        others = [owner for owner in on_call.values() if owner is not session]
        if answer.message in EXISTS and others:
            return CdpError(answer.code, f"{answer.message} ({holder(others[-1])})")
        return None

    world.forward(session, command, before=answered)


def _remove(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """As in Chrome, removing what is not there, or another session's, succeeds and does nothing."""
    state = chrome.of(Breakpoints)
    id_ = lenient(command.params, _Id).breakpoint_id
    point = state.by_id(id_)
    owner = state.on_call.get(id_)
    if point is not None:
        if session in point.conditions and state.drop(point, session):
            world.forward(session, command)
            return
        _tell_chrome(world, chrome, point)
        world.confirm(session, command)
    elif owner in (None, session):
        state.on_call.pop(id_, None)
        world.forward(session, command)
    else:
        world.confirm(session, command)


def _known(chrome: ChromeSession, answer: _Set) -> Raw:
    """What a later owner is answered: the locations in the scripts that are there now."""
    locations = answer.locations
    if locations is not msgspec.UNSET:
        there = [
            location
            for location in locations
            if memory.keeps(chrome, "Debugger.scriptParsed", lenient(location, _Script).script_id)
        ]
        answer = msgspec.structs.replace(answer, locations=there)
    return Raw(cdp.encode_value(answer))


def _tell_chrome(world: World, chrome: ChromeSession, point: Breakpoint) -> None:
    """Chrome gets the condition that the owners' come to, where it has another one."""
    wanted = point.wanted()
    id_ = point.answer.breakpoint_id
    if wanted == point.condition or not id_:
        return
    point.condition = wanted
    params = {**point.params, "condition": wanted} if wanted else point.params
    world.chrome_command(chrome.tab, chrome.id, REMOVE, cdp.encode_value({"breakpointId": id_}))
    world.chrome_command(chrome.tab, chrome.id, point.method, cdp.encode_value(params))


def _take_out(world: World, chrome: ChromeSession, point: Breakpoint, session: Session) -> None:
    """``session`` wants it no more; without owners it goes."""
    if not chrome.of(Breakpoints).drop(point, session):
        _tell_chrome(world, chrome, point)
    elif point.answer.breakpoint_id and "Debugger" in chrome.enabled:
        params = {"breakpointId": point.answer.breakpoint_id}
        world.chrome_command(chrome.tab, chrome.id, REMOVE, cdp.encode_value(params))


def _resolved(world: World, chrome: ChromeSession, params: Raw) -> None:
    """Only for its owners; later ones are answered with the place."""
    state = chrome.of(Breakpoints)
    resolved = lenient(params, _Resolved)
    point = state.by_id(resolved.breakpoint_id)
    if point is not None and point.answer.locations is not msgspec.UNSET:
        point.answer.locations.append(Raw(bytes(resolved.location)))
    for session in chrome.enabled.get("Debugger", ()):
        if point is None or session in point.conditions:
            world.event(session, "Debugger.breakpointResolved", params)


def _parsed(world: World, chrome: ChromeSession, params: Raw) -> None:
    """A script; the breakpoints that it resolves are told to their owners."""
    if b'"resolvedBreakpoints"' not in bytes(params):
        memory.hear("Debugger.scriptParsed", world, chrome, params)
        return
    script = msgspec.json.decode(params, type=dict[str, Raw])
    resolved = msgspec.json.decode(script.pop("resolvedBreakpoints"), type=list[Raw])
    memory.note("Debugger.scriptParsed", chrome, Raw(cdp.encode_value(script)))
    state = chrome.of(Breakpoints)
    for session in memory.listeners(chrome, "Debugger"):
        own = [entry for entry in resolved if state.is_own(session, lenient(entry, _Id).breakpoint_id)]
        seen = {**script, "resolvedBreakpoints": own} if own else script
        world.event(session, "Debugger.scriptParsed", cdp.encode_value(seen))


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    state = chrome.of(Breakpoints)
    for point in state.owned(session):
        _take_out(world, chrome, point, session)
    for id_ in [id_ for id_, owner in state.on_call.items() if owner is session]:
        del state.on_call[id_]
        if "Debugger" in chrome.enabled:
            world.chrome_command(chrome.tab, chrome.id, REMOVE, cdp.encode_value({"breakpointId": id_}))


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "Debugger":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "breakpoints",
    "Each session has its own; a location of several stops when the condition of one holds, until the last removes it.",
    commands={**dict.fromkeys(SET, _set), ON_CALL: _set_on_call, REMOVE: _remove},
    events={"Debugger.breakpointResolved": _resolved, "Debugger.scriptParsed": _parsed},
    left=_left,
    off=_off,
)
