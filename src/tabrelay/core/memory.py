"""What Chrome tells once, when a domain is enabled, kept so that whoever enables it later hears it too.

Chrome believes there is one session and that it has been told. What is kept is what Chrome itself would tell a new
session now: things that are there (contexts, scripts, style sheets), and what it stores (the last messages).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw

from tabrelay.core.feature import Feature, Hear

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World

Path = tuple[str, ...]
"""Where a value is in an event's params."""

STORED: Final = 1000
"""How many messages Chrome stores for those who come later (``kMaxConsoleMessageCount`` and its kin)."""

THINGS: Final = 20_000
"""How many things of a kind are kept at most; the oldest are forgotten first."""

BYTES: Final = 10 * 1024 * 1024
"""How much of a kind is kept at most (``kMaxConsoleMessageV8Size``); the oldest are forgotten first."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A kind of thing that Chrome tells a new enabler of ``domain``.

    ``events`` tell of one. With a ``key`` a second event of the same key replaces the first. ``gone`` are the events
    that end some: those whose ``tag`` has the value found at the path in the event, or all of them for an empty path.
    """

    domain: str
    events: tuple[str, ...]
    key: Path = ()
    tag: Path = ()
    gone: Mapping[str, Path] = field(default_factory=dict)
    most: int = THINGS


NEW_DOCUMENT: Final[Mapping[str, Path]] = {"Runtime.executionContextsCleared": ()}

KEPT: Final = (
    Kept(
        "Runtime",
        ("Runtime.executionContextCreated",),
        key=("context", "id"),
        tag=("context", "id"),
        gone={"Runtime.executionContextDestroyed": ("executionContextId",), **NEW_DOCUMENT},
    ),
    Kept("Runtime", ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"), gone=NEW_DOCUMENT, most=STORED),
    Kept(
        "Debugger",
        ("Debugger.scriptParsed", "Debugger.scriptFailedToParse"),
        key=("scriptId",),
        tag=("executionContextId",),
        gone={"Runtime.executionContextDestroyed": ("executionContextId",), **NEW_DOCUMENT},
    ),
    Kept("Debugger", ("Debugger.paused",), gone={"Debugger.resumed": ()}, most=1),
    Kept(
        "CSS",
        ("CSS.styleSheetAdded",),
        key=("header", "styleSheetId"),
        tag=("header", "styleSheetId"),
        gone={"CSS.styleSheetRemoved": ("styleSheetId",)},
    ),
    Kept("Console", ("Console.messageAdded",), gone=NEW_DOCUMENT, most=STORED),
    Kept("Log", ("Log.entryAdded",), gone=NEW_DOCUMENT, most=STORED),
    Kept("Audits", ("Audits.issueAdded",), gone=NEW_DOCUMENT, most=STORED),
    Kept(
        "WebAudio",
        ("WebAudio.contextCreated",),
        key=("context", "contextId"),
        tag=("context", "contextId"),
        gone={"WebAudio.contextWillBeDestroyed": ("contextId",)},
    ),
)


@dataclass(slots=True)
class _Thing:
    method: str
    params: bytes
    tag: object = None


class _Store(dict[object, _Thing]):
    """The things of one kind by key, the oldest first."""

    bytes = 0

    def put(self, key: object, thing: _Thing, most: int) -> None:
        """Keep one, and as many before it as there is room for."""
        self.drop(key)
        self[key] = thing
        self.bytes += len(thing.params)
        while len(self) > most or (self.bytes > BYTES and len(self) > 1):
            self.drop(next(iter(self)))

    def drop(self, key: object) -> None:
        """Forget one, if it is there."""
        thing = self.pop(key, None)
        if thing is not None:
            self.bytes -= len(thing.params)

    def drop_tagged(self, tag: object) -> None:
        """Forget those of this tag, or all of them for the empty path."""
        for key in [key for key, thing in self.items() if tag in (thing.tag, ())]:
            self.drop(key)


@dataclass(slots=True)
class Memory:
    """What is kept of one of Chrome's sessions.

    ``joining`` are those whose ``enable`` is not answered yet: they are told everything right before their answer, so
    nothing of it reaches them before.
    """

    things: dict[Kept, _Store] = field(default_factory=dict)
    joining: dict[str, list[Session]] = field(default_factory=dict)
    last: int = 0


def remembers(domain: str) -> bool:
    """Whether Chrome tells an enabler of ``domain`` what is there already."""
    return domain in _DOMAINS


def join(chrome: ChromeSession, session: Session, domain: str) -> None:
    """``session`` has asked for a domain that is on for others: what is kept of it, it hears with its answer."""
    chrome.of(Memory).joining.setdefault(domain, []).append(session)


def tell(world: World, chrome: ChromeSession, session: Session, domain: str) -> None:
    """The answer is there: tell what there is, in the order in which Chrome would."""
    memory = chrome.of(Memory)
    if not _leave(memory, session, domain):
        return
    for kept in KEPT:
        if kept.domain == domain:
            for thing in memory.things.get(kept, _Store()).values():
                world.event(session, thing.method, thing.params)


def forget(chrome: ChromeSession, domain: str) -> None:
    """``domain`` is off in Chrome, which will tell the next enabler itself."""
    things = chrome.of(Memory).things
    for kept in [kept for kept in things if kept.domain == domain]:
        del things[kept]


def clear(chrome: ChromeSession, *methods: str) -> None:
    """Chrome has thrown away what it stored of these events."""
    for kept, things in chrome.of(Memory).things.items():
        if not set(methods).isdisjoint(kept.events):
            things.drop_tagged(())


def _leave(memory: Memory, session: Session, domain: str) -> bool:
    joining = memory.joining.get(domain, [])
    if session not in joining:
        return False
    joining.remove(session)
    return True


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    del world
    for domain in chrome.of(Memory).joining:
        _leave(chrome.of(Memory), session, domain)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    del world
    _leave(chrome.of(Memory), session, domain)


def hear(method: str, world: World, chrome: ChromeSession, params: Raw) -> None:
    """An event that everybody who enabled its domain sees alike."""
    note(method, chrome, params)
    for session in listeners(chrome, method.partition(".")[0]):
        world.event(session, method, params)


def listeners(chrome: ChromeSession, domain: str) -> Iterator[Session]:
    """Those who hear of ``domain`` as it happens: they have it enabled, and the answer to that."""
    joining = chrome.of(Memory).joining.get(domain, ())
    for session in chrome.enabled.get(domain, ()):
        if session not in joining:
            yield session


def keeps(chrome: ChromeSession, method: str, key: object) -> bool:
    """Whether the thing of which ``method`` told with this key is still there."""
    things = chrome.of(Memory).things
    return any(key in things.get(kept, ()) for kept in _TOLD_BY[method])


def note(method: str, chrome: ChromeSession, params: Raw) -> None:
    """Keep what an event tells of, and forget what it ends."""
    memory = chrome.of(Memory)
    fields: dict[str, Any] | None = None
    for kept in _ENDED_BY.get(method, ()):
        things = memory.things.get(kept)
        if things:
            path = kept.gone[method]
            fields = fields if fields is not None or not path else msgspec.json.decode(params)
            things.drop_tagged(path and _value(fields, path))
    for kept in _TOLD_BY.get(method, ()):
        if kept.domain in chrome.enabled:
            fields = fields if fields is not None or not kept.key else msgspec.json.decode(params)
            _keep(memory, kept, method, params, fields)


def _keep(memory: Memory, kept: Kept, method: str, params: Raw, fields: dict[str, Any] | None) -> None:
    memory.last += 1
    key = _value(fields, kept.key) if kept.key else memory.last
    tag = _value(fields, kept.tag) if kept.tag else None
    memory.things.setdefault(kept, _Store()).put(key, _Thing(method, bytes(params), tag), kept.most)


def _value(fields: object, path: Path) -> object:
    for name in path:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return None if isinstance(fields, dict | list) else fields


_DOMAINS: Final = frozenset(kept.domain for kept in KEPT)
_TOLD_BY: Final[dict[str, list[Kept]]] = {}
_ENDED_BY: Final[dict[str, list[Kept]]] = {}
for _kept in KEPT:
    for _method in _kept.events:
        _TOLD_BY.setdefault(_method, []).append(_kept)
    for _method in _kept.gone:
        _ENDED_BY.setdefault(_method, []).append(_kept)

SEEN_DIFFERENTLY: Final = frozenset({"Debugger.paused", "Debugger.resumed", "Debugger.scriptParsed"})
"""Kept here, and given by features of their own to each session as it sees them."""

_EVENTS: Final[dict[str, Hear]] = {
    method: partial(hear, method) for method in {**_TOLD_BY, **_ENDED_BY} if method not in SEEN_DIFFERENTLY
}

FEATURE: Final = Feature(
    "memory",
    "Whoever enables a domain that is on for others is told what is there already, right before the answer.",
    events=_EVENTS,
    left=_left,
    off=_off,
)
