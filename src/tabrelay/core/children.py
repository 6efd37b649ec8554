"""Targets below pages (frames of other sites, workers, service workers), as Chrome tells of them on a page's session.

They are known while some session on the page auto-attaches. A service worker belongs to all pages in its scope: Chrome
announces it on each of them, and to the browser's own auto-attach, which an extension does not have. So a session on
the browser that auto-attaches gets the first of them, and another one when that page goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core import attachments, discovering
from tabrelay.core.attaching import end_session, open_child_session
from tabrelay.core.sessions import Kind

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.targets import TargetInfo
    from tabrelay.core.world import World

SERVICE_WORKER: Final = "service_worker"
"""The only kind below a page that auto-attach on the browser makes sessions for."""


def arrived(world: World, child: ChromeSession) -> None:
    """Chrome has a session for one: known from now on, with a session of its own for everyone who auto-attaches."""
    parent, info = child.parent, child.info
    assert parent is not None
    assert info is not None
    parent.children[child.id] = child
    child.tab.chrome[child.id] = child
    discovering.child_created(world, child)
    reattach(world, child.tab.browser)
    for session in list(parent.sessions):
        if session.wants(info.target_id, info.type):
            open_child_session(world, session, child, auto=True)
    if child.paused and not child.waiters:
        child.paused = False
        world.chrome_command(child.tab, child.id, "Runtime.runIfWaitingForDebugger")


def changed(world: World, parent: ChromeSession, told: TargetInfo) -> None:
    """Chrome says something new of one; of others it says so, too, and the extension knows better."""
    for child in parent.children.values():
        if child.info is None or child.info.target_id != told.target_id:
            continue
        child.info = msgspec.structs.replace(told, browser_context_id=child.info.browser_context_id)
        info = child.target_info()
        for session in parent.sessions:
            if any(below.chrome is child for below in session.children):
                world.event_value(session, "Target.targetInfoChanged", {"targetInfo": info})
        discovering.changed(world, child.tab.browser, info)


def gone(world: World, child: ChromeSession) -> None:
    """Chrome's session is gone, and all below it."""
    tab = child.tab
    _forget(world, child)
    reattach(world, tab.browser)
    attachments.release_if_unused(world, tab)


def reattach(world: World, browser: Browser) -> None:
    """Whoever auto-attaches on the browser gets the service workers that it does not have (any more)."""
    for session in _browser_sessions(browser):
        attach_service_workers(world, session)


def attach_service_workers(world: World, session: Session) -> None:
    """Give a session on the browser those service workers that its auto-attach asks for and it does not have."""
    for child in list(_service_workers(session.client.browser)):
        assert child.info is not None
        if session.wants(child.info.target_id, SERVICE_WORKER):
            open_child_session(world, session, child, auto=True)


def _forget(world: World, chrome: ChromeSession) -> None:
    for child in list(chrome.children.values()):
        _forget(world, child)
    chrome.tab.chrome.pop(chrome.id, None)
    for session in list(chrome.sessions):
        end_session(world, session, announce=True, cleanup=False)
    discovering.child_destroyed(world, chrome)


def _service_workers(browser: Browser) -> Iterator[ChromeSession]:
    for tab in browser.tabs.values():
        for chrome in tab.chrome.values():
            if chrome.info is not None and chrome.info.type == SERVICE_WORKER:
                yield chrome


def _browser_sessions(browser: Browser) -> list[Session]:
    sessions = [session for client in browser.clients.values() for session in client.sessions.values()]
    return [session for session in sessions if session.kind is Kind.BROWSER and session.auto_attach is not None]
