"""``Runtime.addBinding``: a call goes to every session that added the name, and to no other."""

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
    from tabrelay.protocol.cdp import Command


class _Named(msgspec.Struct):
    name: str = ""


@dataclass(slots=True)
class Bindings:
    """Who added which name."""

    holders: dict[str, list[Session]] = field(default_factory=dict)

    def add(self, name: str, session: Session) -> None:
        """``session`` is to hear of calls of ``name``."""
        holders = self.holders.setdefault(name, [])
        if session not in holders:
            holders.append(session)

    def remove(self, name: str, session: Session) -> bool:
        """``session`` is not to hear of ``name`` any more; ``True`` when nobody is."""
        holders = self.holders.get(name, [])
        if session in holders:
            holders.remove(session)
        if not holders:
            self.holders.pop(name, None)
        return not holders


def _add(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    chrome.of(Bindings).add(lenient(command.params, _Named).name, session)
    world.forward(session, command)


def _remove(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """One that another session added under the same name stays in Chrome."""
    if chrome.of(Bindings).remove(lenient(command.params, _Named).name, session):
        world.forward(session, command)
    else:
        world.confirm(session, command)


def _called(world: World, chrome: ChromeSession, params: Raw) -> None:
    """Whether or not a session enabled ``Runtime``."""
    for session in chrome.of(Bindings).holders.get(lenient(params, _Named).name, ()):
        world.event(session, "Runtime.bindingCalled", params)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    bindings = chrome.of(Bindings)
    for name in [name for name, holders in bindings.holders.items() if session in holders]:
        if bindings.remove(name, session):
            world.chrome_command(chrome.tab, chrome.id, "Runtime.removeBinding", cdp.encode_value({"name": name}))


FEATURE: Final = Feature(
    "bindings",
    "A call goes to every session that added the name; the last one to remove it removes it.",
    commands={"Runtime.addBinding": _add, "Runtime.removeBinding": _remove},
    events={"Runtime.bindingCalled": _called},
    left=_left,
)
