"""Tabs that appear, change and go, told to clients and operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tabrelay.core import attachments
from tabrelay.core.attaching import Latch, announce_change, auto_attach_tab, end_client, end_session
from tabrelay.core.calls import Forward
from tabrelay.core.sessions import Kind
from tabrelay.core.tabs import TabState
from tabrelay.core.undo import go_to_deferred_url
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
    if state is not None:
        update_tab(world, state, tab)
    else:
        state = TabState(browser=browser, tab=tab, deferred_url=deferred_url)
        browser.tabs[tab.tab_id] = state
        world.tell("tab.shared", tab_view(state))
        for session in _browser_sessions(browser):
            announce_tab(world, session, state)
    for session in _browser_sessions(browser):
        auto_attach_tab(world, session, state, latch)
    if state.deferred_url and not any(s.auto_attach and s.auto_attach.wait for s in _browser_sessions(browser)):
        go_to_deferred_url(world, state)
    latch.release()


def update_tab(world: World, state: TabState, tab: Tab) -> None:
    """The extension says something new of a tab. Another target id means another target in the same tab."""
    if tab.target_id != state.target_id:
        browser = state.browser
        drop_tab(world, state, "replaced")
        share_tab(world, browser, tab)
        return
    visible = (state.tab.url, state.tab.title) != (tab.url, tab.title)
    changed = state.tab != tab
    state.tab = tab
    if visible:
        announce_change(world, state)
    if changed:
        world.tell("tab.updated", tab_view(state))


def drop_tab(world: World, state: TabState, reason: str) -> None:
    """A tab is no longer shared: its sessions end, its targets are destroyed."""
    browser = state.browser
    browser.tabs.pop(state.id, None)
    for call in browser.calls.take_of_tab(state.id):
        if isinstance(call, Forward):
            if call.session.client.alive:
                world.fail(call.session, call.command_id, NAVIGATED_OR_CLOSED)
        else:
            call.settle(NAVIGATED_OR_CLOSED)
    end_sessions_on(world, state)
    attachments.lose(state, NAVIGATED_OR_CLOSED)
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
    for session in [session for chrome in state.chrome.values() for session in chrome.sessions]:
        if session.parent is None:
            world.event(session, "Inspector.detached", b'{"reason":"target_closed"}')
            end_client(world, session.client)
            world.close_client(session.client, CloseCode.NORMAL, "target closed")
        else:
            end_session(world, session, announce=True, cleanup=False)


def _all_sessions(browser: Browser) -> list[Session]:
    return [session for client in browser.clients.values() for session in client.sessions.values()]


def _browser_sessions(browser: Browser) -> list[Session]:
    """The sessions that hear of new tabs."""
    return [s for s in _all_sessions(browser) if s.kind is Kind.BROWSER or s.discover is not None]
