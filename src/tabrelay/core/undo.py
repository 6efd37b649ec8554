"""What a session set up in Chrome, undone when it leaves while others stay.

When it was the last one on its tab, detaching undoes everything and nothing here is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabrelay.protocol import cdp, control

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World


def undo(world: World, session: Session, chrome: ChromeSession) -> None:
    """``session`` has left ``chrome``: take back what only it had asked for."""
    tab = chrome.tab
    others = any(other.sessions for other in tab.chrome.values())
    orphaned = [domain for domain in list(session.enabled) if chrome.disable(domain, session)]
    if not others:
        return
    for script in session.scripts:
        params = cdp.encode_value({"identifier": script})
        world.chrome_command(tab, chrome.id, "Page.removeScriptToEvaluateOnNewDocument", params)
    for name in session.bindings:
        if not any(name in other.bindings for other in chrome.sessions):
            world.chrome_command(tab, chrome.id, "Runtime.removeBinding", cdp.encode_value({"name": name}))
    for domain in orphaned:
        world.chrome_command(tab, chrome.id, f"{domain}.disable")
    if session.auto_attach is not None:
        session.auto_attach = None
        world.chrome_command(tab, chrome.id, "Target.setAutoAttach", auto_attach_params(chrome))
    let_run(world, session, chrome)


def let_run(world: World, session: Session, chrome: ChromeSession) -> bool:
    """``session`` no longer holds the target back; ``True`` when that was the last hold and Chrome was told."""
    if session not in chrome.waiters:
        return False
    chrome.waiters.remove(session)
    if chrome.waiters:
        return False
    tab = chrome.tab
    if chrome.paused:
        chrome.paused = False
        world.chrome_command(tab, chrome.id, "Runtime.runIfWaitingForDebugger")
    elif chrome.parent is None:
        go_to_deferred_url(world, tab)
    return True


def go_to_deferred_url(world: World, tab: TabState) -> None:
    """A new tab was kept blank for clients that want to be first; they are ready, so it may load what was asked."""
    url, tab.deferred_url = tab.deferred_url, ""
    if url:
        world.call(tab.browser, control.TABS_UPDATE, control.TabsUpdate(tab_id=tab.id, url=url), lambda _: None)


def auto_attach_params(chrome: ChromeSession) -> bytes:
    """What Chrome must do so that every session on ``chrome`` gets the children it asked for."""
    wanted = chrome.wants_auto_attach()
    params: dict[str, object] = {
        "autoAttach": wanted,
        "waitForDebuggerOnStart": wanted and chrome.wants_pause(),
        "flatten": True,
    }
    return cdp.encode_value(params)
