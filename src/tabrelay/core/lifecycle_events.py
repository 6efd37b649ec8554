"""``Page.lifecycleEvent``: for those who turned them on; who does is told how far each frame has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import CdpError, Command

SET: Final = "Page.setLifecycleEventsEnabled"


class _Enabled(msgspec.Struct):
    enabled: bool = False


class _Event(msgspec.Struct, rename="camel"):
    frame_id: str = ""
    loader_id: str = ""
    name: str = ""


@dataclass(slots=True)
class Listeners:
    """Who hears of them.

    ``joining`` are those whose command is not answered yet. Meanwhile Chrome tells again what it told before
    (``told``: per frame its document and the events of it), and that is for them alone.
    """

    listening: list[Session] = field(default_factory=list)
    joining: list[Session] = field(default_factory=list)
    told: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def is_news(self, event: _Event) -> bool:
        """Whether this was not told before; from now on it was.

        A document that is written anew (``document.open``) has all of its events again.
        """
        loader, names = self.told.get(event.frame_id, ("", set()))
        if loader != event.loader_id:
            names = set()
            self.told[event.frame_id] = (event.loader_id, names)
        news = event.name not in names
        names.add(event.name)
        return news

    def drop(self, session: Session) -> bool:
        """``session`` hears no more of them; ``True`` when it did and nobody else does."""
        if session in self.joining:
            self.joining.remove(session)
        if session not in self.listening:
            return False
        self.listening.remove(session)
        if not self.listening:
            self.told.clear()
        return not self.listening


def _set(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    listeners = chrome.of(Listeners)
    wanted = lenient(command.params, _Enabled).enabled
    others = any(other is not session for other in listeners.listening)
    if wanted:
        if session not in listeners.listening:
            listeners.listening.append(session)
            listeners.joining.append(session)

        def told(_: Raw | CdpError) -> None:
            if session in listeners.joining:
                listeners.joining.remove(session)

        world.forward(session, command, before=told)
        return

    def off(_: Raw | CdpError) -> None:
        if listeners.drop(session) and others:
            _turn_off(world, chrome)

    if others:
        world.confirm(session, command, before=off)
    else:
        world.forward(session, command, before=off)


def _happened(world: World, chrome: ChromeSession, params: Raw) -> None:
    listeners = chrome.of(Listeners)
    is_news = listeners.is_news(lenient(params, _Event)) or not listeners.joining
    for session in listeners.listening:
        if is_news or session in listeners.joining:
            world.event(session, "Page.lifecycleEvent", params)


def _turn_off(world: World, chrome: ChromeSession) -> None:
    world.chrome_command(chrome.tab, chrome.id, SET, cdp.encode_value({"enabled": False}))


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    if chrome.of(Listeners).drop(session):
        _turn_off(world, chrome)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """``Page.disable`` turns them off, too."""
    if domain == "Page" and chrome.of(Listeners).drop(session) and domain in chrome.enabled:
        _turn_off(world, chrome)


FEATURE: Final = Feature(
    "lifecycle events",
    "Each session turns them on for itself and is told how far each frame has come.",
    commands={SET: _set},
    events={"Page.lifecycleEvent": _happened},
    left=_left,
    off=_off,
)
