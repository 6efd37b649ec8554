"""``Overlay.highlight…``: what a session has drawn over the page goes with it, unless another has drawn since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tabrelay.core.feature import Feature
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

DRAW: Final = (
    "Overlay.highlightFrame",
    "Overlay.highlightNode",
    "Overlay.highlightQuad",
    "Overlay.highlightRect",
    "Overlay.highlightSourceOrder",
)
HIDE: Final = "Overlay.hideHighlight"


@dataclass(slots=True)
class Highlight:
    """Who drew last, if it is still to be seen."""

    owner: Session | None = None


def _draw(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    highlight = chrome.of(Highlight)

    def drawn(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            highlight.owner = session
            if not session.alive:
                _left(world, session, chrome)

    world.forward(session, command, before=drawn)


def _hide(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """As with an overlay of its own, a session hides what it has drawn itself."""
    highlight = chrome.of(Highlight)
    if highlight.owner not in (None, session):
        world.confirm(session, command)
        return
    highlight.owner = None
    world.forward(session, command)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    highlight = chrome.of(Highlight)
    if highlight.owner is session:
        highlight.owner = None
        if "Overlay" in chrome.enabled:
            world.chrome_command(chrome.tab, chrome.id, HIDE)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "Overlay":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "highlights",
    "The last to draw is seen; a session hides only its own, and what it has drawn goes with it.",
    commands={**dict.fromkeys(DRAW, _draw), HIDE: _hide},
    left=_left,
    off=_off,
)
