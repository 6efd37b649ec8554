"""``DOM.performSearch``: what a session searched for is forgotten when it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.owned import Owned
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

SEARCH: Final = "DOM.performSearch"
DISCARD: Final = "DOM.discardSearchResults"


class _Search(msgspec.Struct, rename="camel"):
    search_id: str = ""


class Searches(Owned):
    """Whose search it is."""


def _search(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    def searched(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            chrome.of(Searches).owners[lenient(answer, _Search).search_id] = session
            if not session.alive:
                _left(world, session, chrome)

    world.forward(session, command, before=searched)


def _discard(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """As in Chrome, what is not there, or another session's, is discarded without a word."""
    searches = chrome.of(Searches)
    search = lenient(command.params, _Search).search_id
    if searches.is_of_another(search, session):
        world.confirm(session, command)
    else:
        searches.owners.pop(search, None)
        world.forward(session, command)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    for search in chrome.of(Searches).take_all_of(session):
        if "DOM" in chrome.enabled:
            world.chrome_command(chrome.tab, chrome.id, DISCARD, cdp.encode_value({"searchId": search}))


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "DOM":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "searches",
    "A search of the document belongs to the session that made it, and leaves with it.",
    commands={SEARCH: _search, DISCARD: _discard},
    left=_left,
    off=_off,
)
