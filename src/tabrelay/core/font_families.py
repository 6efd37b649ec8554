"""``Page.setFontFamilies``, which each of Chrome's sessions may call once: Playwright does so on every headless page.

Clients that ask for the same fonts all have them. Chrome would obey the last of several sessions; with the one that it
has here it refuses, so whoever asks for others than those that are set is told who has set them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.wishes import holder
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

ONCE: Final = "Font families can only be set once"


@dataclass(slots=True)
class Fonts:
    """What Chrome was given, ``None`` for nothing, and the sessions that asked for it: the first is who gave it."""

    params: dict[str, Any] | None = None
    sessions: list[Session] = field(default_factory=list)


def _set(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    fonts = chrome.of(Fonts)
    try:
        params = msgspec.json.decode(command.params or b"{}", type=dict[str, Any])
    except UNREADABLE:
        world.forward(session, command)
        return
    if fonts.params is None:
        fonts.params = params
        fonts.sessions.append(session)

        def take_back(answer: Raw | CdpError) -> None:
            if isinstance(answer, CdpError) and fonts.params is params:
                fonts.params = None
                fonts.sessions.clear()

        world.forward(session, command, before=take_back)
    elif session not in fonts.sessions and params == fonts.params:
        fonts.sessions.append(session)
        world.confirm(session, command)
    else:
        is_anothers = fonts.sessions and session not in fonts.sessions
        refusal = f"{ONCE} ({holder(fonts.sessions[0])})" if is_anothers else ONCE
        world.deny(session, command, CdpError(cdp.SERVER_ERROR, refusal))


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    del world
    fonts = chrome.of(Fonts)
    if session in fonts.sessions:
        fonts.sessions.remove(session)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """Chrome lets a session that disables ``Page`` set them anew; the fonts stay as they are."""
    if domain != "Page":
        return
    _left(world, session, chrome)
    if domain not in chrome.enabled:
        chrome.of(Fonts).params = None


FEATURE: Final = Feature(
    "font families",
    "All that ask for the same fonts have them; whoever asks for others is told who has set them.",
    commands={"Page.setFontFamilies": _set},
    left=_left,
    off=_off,
)
