"""What those hear who called ``Target.setDiscoverTargets``: targets come, change and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.targets import TargetInfo
    from tabrelay.core.world import World


def changed(world: World, browser: Browser, info: TargetInfo) -> None:
    """``Target.targetInfoChanged``."""
    for session in _discoverers(browser, info.type):
        world.event_value(session, "Target.targetInfoChanged", {"targetInfo": info})


def child_created(world: World, child: ChromeSession) -> None:
    """``Target.targetCreated`` of a target below a page, unless it is known from another page already."""
    info = child.target_info()
    if _is_known_elsewhere(child):
        return
    for session in _discoverers(child.tab.browser, info.type):
        world.event_value(session, "Target.targetCreated", {"targetInfo": info})


def child_destroyed(world: World, child: ChromeSession) -> None:
    """``Target.targetDestroyed`` of a target below a page, unless another page still has it."""
    if _is_known_elsewhere(child):
        return
    info = child.target_info()
    for session in _discoverers(child.tab.browser, info.type):
        world.event_value(session, "Target.targetDestroyed", {"targetId": info.target_id})


def children_destroyed(world: World, tab: TabState) -> None:
    """Nobody is attached to the tab any more: what is below its page is not known from here on."""
    for chrome in tab.chrome.values():
        if chrome.info is not None:
            child_destroyed(world, chrome)


def _discoverers(browser: Browser, kind: str) -> Iterator[Session]:
    for client in browser.clients.values():
        for session in client.sessions.values():
            if session.discover is not None and session.discover.accepts(kind):
                yield session


def _is_known_elsewhere(child: ChromeSession) -> bool:
    assert child.info is not None
    others = (
        chrome
        for tab in child.tab.browser.tabs.values()
        if tab is not child.tab
        for chrome in tab.chrome.values()
        if chrome.info is not None
    )
    return any(other.info is not None and other.info.target_id == child.info.target_id for other in others)
