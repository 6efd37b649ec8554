"""What a session set up in Chrome, undone when it leaves while others stay.

When it was the last one on its tab, detaching undoes everything and nothing here is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabrelay.core import features, memory
from tabrelay.protocol import cdp, control

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World


def undo(world: World, session: Session, chrome: ChromeSession) -> None:
    """``session`` has left ``chrome``: take back what only it had asked for."""
    tab = chrome.tab
    stays_attached = tab.leases or any(other.sessions for other in tab.chrome.values())
    orphaned = [domain for domain in list(session.enabled) if chrome.disable(domain, session)]
    if not stays_attached:
        _stop_waiting(session, chrome)
        go_when_free(world, tab)
        return
    features.left(world, session, chrome)
    for domain in orphaned:
        turn_off(world, chrome, domain)
    if session.auto_attach is not None:
        session.auto_attach = None
        world.chrome_command(tab, chrome.id, "Target.setAutoAttach", auto_attach_params(chrome))
    let_run(world, session, chrome)


def turn_off(world: World, chrome: ChromeSession, domain: str) -> None:
    """Nobody has ``domain`` enabled any more: Chrome is to disable it."""
    world.chrome_command(chrome.tab, chrome.id, f"{domain}.disable")
    memory.forget(chrome, domain)


def let_run(world: World, session: Session, chrome: ChromeSession) -> bool:
    """``session`` no longer holds the target back; ``True`` when that was the last hold and Chrome was told."""
    if not _stop_waiting(session, chrome) or chrome.waiters:
        return False
    tab = chrome.tab
    if chrome.paused:
        chrome.paused = False
        world.chrome_command(tab, chrome.id, "Runtime.runIfWaitingForDebugger")
    go_when_free(world, tab)
    return True


def go_when_free(world: World, tab: TabState) -> None:
    """A new tab was kept blank for clients that want to be first: when all are ready, it loads what was asked."""
    is_page_held = any(chrome.waiters for chrome in tab.chrome.values() if chrome.parent is None)
    if not tab.deferred_url or tab.waiting or tab.tab_waiters or is_page_held:
        return
    url, tab.deferred_url = tab.deferred_url, ""
    tab.held = False
    world.call(tab.browser, control.TABS_UPDATE, control.TabsUpdate(tab_id=tab.id, url=url), lambda _: None)


def _stop_waiting(session: Session, chrome: ChromeSession) -> bool:
    if session not in chrome.waiters:
        return False
    chrome.waiters.remove(session)
    return True


def auto_attach_params(chrome: ChromeSession) -> bytes:
    """What Chrome must do so that every session on ``chrome`` gets the children it asked for."""
    wanted = chrome.wants_auto_attach()
    params: dict[str, object] = {
        "autoAttach": wanted,
        "waitForDebuggerOnStart": wanted and chrome.wants_pause(),
        "flatten": True,
    }
    return cdp.encode_value(params)
