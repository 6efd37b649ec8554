"""JavaScript dialogs: all with ``Page`` enabled hear of one, and the first to answer it wins.

An open dialog stops the page. In Chrome it stays when the last session that could answer it leaves. Here it is
dismissed then: a client that leaves must not leave the page standing for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tabrelay.core.feature import Feature

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World

OPENING: Final = "Page.javascriptDialogOpening"
CLOSED: Final = "Page.javascriptDialogClosed"
HANDLE: Final = "Page.handleJavaScriptDialog"
DISMISS: Final = b'{"accept":false}'


@dataclass(slots=True)
class Dialog:
    """Whether one is open."""

    is_open: bool = False


def _opening(world: World, chrome: ChromeSession, params: Raw) -> None:
    chrome.of(Dialog).is_open = True
    _tell(world, chrome, OPENING, params)


def _closed(world: World, chrome: ChromeSession, params: Raw) -> None:
    chrome.of(Dialog).is_open = False
    _tell(world, chrome, CLOSED, params)


def _tell(world: World, chrome: ChromeSession, method: str, params: Raw) -> None:
    for session in chrome.enabled.get("Page", ()):
        world.event(session, method, params)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    del session
    dialog = chrome.of(Dialog)
    if dialog.is_open and "Page" not in chrome.enabled:
        dialog.is_open = False
        world.chrome_command(chrome.tab, chrome.id, HANDLE, DISMISS)


FEATURE: Final = Feature(
    "dialogs",
    "All with Page enabled hear of one and the first to answer wins; it is dismissed when the last of them leaves.",
    events={OPENING: _opening, CLOSED: _closed},
    left=_left,
)
