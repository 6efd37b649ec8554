"""Tabs that appear, change and go, told to clients and operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tabrelay.core import attachments, children, contexts, discovering
from tabrelay.core.attaching import Latch, announce_change, auto_attach_tab, end_client, end_session
from tabrelay.core.calls import settle
from tabrelay.core.sessions import Kind
from tabrelay.core.tabs import TabState
from tabrelay.core.undo import go_when_free
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.operator import TabGoneView, TabView

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.control import Tab


def tab_view(tab: TabState) -> TabView:
    """A tab as operators see it."""
    return TabView(
        browser=tab.browser.device,
        browser_name=tab.browser.name,
        target_id=tab.target_id,
        url=tab.tab.url,
        title=tab.tab.title,
        active=tab.tab.active,
        attached=tab.is_attached_to(),
        sessions=sum(1 for _ in tab.sessions()),
    )


def announce_tab(world: World, session: Session, tab: TabState) -> None:
    """``Target.targetCreated`` for both targets of a tab, as the session's filter accepts."""
    for info in (tab.tab_info(), tab.page_info()):
        if session.discover is not None and session.discover.accepts(info.type):
            world.event_value(session, "Target.targetCreated", {"targetInfo": info})


def share_tab(
    world: World, browser: Browser, tab: Tab, attached: Callable[[], None] | None = None, *, deferred_url: str = ""
) -> None:
    """A tab is shared: tell everybody and auto-attach it; ``attached`` is called when those who want it have it."""
    state = browser.tabs.get(tab.tab_id)
    latch = Latch(attached or (lambda: None))
    if state is not None and state.target_id != tab.target_id:
        drop_tab(world, state, "replaced")
        state = None
    if state is not None:
        update_tab(world, state, tab)
    else:
        # The extension may share a tab before it answers the call that made it.
        held = bool(deferred_url) or browser.deferring > 0
        state = TabState(browser=browser, tab=tab, context=contexts.of(browser, tab), held=held)
        browser.tabs[tab.tab_id] = state
        world.tell("tab.shared", tab_view(state))
        for session in _browser_sessions(browser):
            announce_tab(world, session, state)
    for session in _browser_sessions(browser):
        auto_attach_tab(world, session, state, latch)
    state.deferred_url = deferred_url or state.deferred_url
    go_when_free(world, state)
    latch.release()


def update_tab(world: World, state: TabState, tab: Tab) -> None:
    """The extension says something new of a tab whose target is still the same.

    Chrome says of a *page* target only that its address or title has changed, never of the *tab* target.
    """
    visible = (state.tab.url, state.tab.title) != (tab.url, tab.title)
    changed = state.tab != tab
    state.tab = tab
    if visible:
        announce_change(world, state, state.page_info())
    if changed:
        world.tell("tab.updated", tab_view(state))


def drop_tab(world: World, state: TabState, reason: str) -> None:
    """A tab is no longer shared: its sessions end, its targets are destroyed."""
    browser = state.browser
    browser.tabs.pop(state.id, None)
    end_sessions_on(world, state)
    for call in browser.calls.take_of_tab(state.id):
        settle(world, call, NAVIGATED_OR_CLOSED)
    for session in _all_sessions(browser):
        for info in (state.page_info(), state.tab_info()):
            if session.discover is not None and session.discover.accepts(info.type):
                world.event_value(session, "Target.targetDestroyed", {"targetId": info.target_id})
    world.tell("tab.gone", TabGoneView(browser=browser.device, target_id=state.target_id, reason=reason))


def end_sessions_on(world: World, state: TabState) -> None:
    """The tab is gone: every session on it ends, and is told so."""
    end_sessions_on_page(world, state)
    for session in list(state.tab_sessions):
        end_session(world, session, announce=True, cleanup=False)


def end_sessions_on_page(world: World, state: TabState) -> None:
    """Chrome is no longer attached: every session on the page and below it ends, and is told so.

    A client whose connection is itself such a session is closed, as Chrome closes ``/devtools/page/…``.
    """
    sessions = [session for chrome in state.chrome.values() for session in chrome.sessions]
    was_attached = state.page_is_attached
    below = [chrome for chrome in state.chrome.values() if chrome.info is not None]
    attachments.lose(state, NAVIGATED_OR_CLOSED)  # first: there is nothing to undo where Chrome is not attached
    for session in sessions:
        if not session.alive:
            continue
        if session.parent is None:
            world.event(session, "Inspector.detached", b'{"reason":"target_closed"}')
            end_client(world, session.client, "target closed")
            world.close_client(session.client, CloseCode.NORMAL, "target closed")
        else:
            end_session(world, session, announce=True, cleanup=False)
    for child in below:
        discovering.child_destroyed(world, child)
    children.reattach(world, state.browser)
    if was_attached and state.browser.tabs.get(state.id) is state:
        announce_change(world, state, state.page_info())


def _all_sessions(browser: Browser) -> list[Session]:
    return [session for client in browser.clients.values() for session in client.sessions.values()]


def _browser_sessions(browser: Browser) -> list[Session]:
    """The sessions that hear of new tabs."""
    return [s for s in _all_sessions(browser) if s.kind is Kind.BROWSER or s.discover is not None]
