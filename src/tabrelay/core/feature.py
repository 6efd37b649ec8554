"""What several sessions on one of Chrome's share, cut into features: each knows its commands, its events and its undo.

Chrome gives an extension one session for a target, so everything a client sets up there meets what others set up. A
feature says for one such thing what each of them sees, and keeps its state with the session of Chrome's
(:meth:`~tabrelay.core.chrome_sessions.ChromeSession.of`). No two features handle the same command or event; what none
handles is passed on as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Raw

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

Obey = Callable[["World", "Session", "ChromeSession", "Command"], None]
"""Handles a client's command: it ends in exactly one answer, now or later. May raise ``BadParams``."""

Hear = Callable[["World", "ChromeSession", Raw], None]
"""Handles an event of Chrome's (its ``params``): gives it to the sessions that are to have it."""

On = Callable[["World", "Session", "ChromeSession", str], None]
"""A session has asked for ``<domain>.enable``, which is sent to Chrome next."""

Left = Callable[["World", "Session", "ChromeSession"], None]
"""A session ended while Chrome's stays attached: undoes what only that session had asked for."""

Off = Callable[["World", "Session", "ChromeSession", str], None]
"""A session's ``<domain>.disable`` was answered: undoes what Chrome ties to the domain being enabled.

Where the domain is not in ``chrome.enabled`` any more, Chrome has undone it itself, or is told to disable it next.
"""


def _nothing_left(world: World, session: Session, chrome: ChromeSession) -> None:
    del world, session, chrome


def _nothing_on(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    del world, session, chrome, domain


def _nothing_off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    del world, session, chrome, domain


@dataclass(frozen=True, slots=True)
class Feature:
    """One shared thing. ``commands`` and ``events`` are keyed by full name (``Fetch.enable``).

    ``how`` is one sentence for the conformance map: what several sessions see.
    """

    name: str
    how: str
    commands: Mapping[str, Obey] = field(default_factory=dict)
    events: Mapping[str, Hear] = field(default_factory=dict)
    on: On = _nothing_on
    left: Left = _nothing_left
    off: Off = _nothing_off
