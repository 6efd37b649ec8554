"""What is true of the world between any two events, as a function that says what is not.

The tests ask after every event; a sentence here is a promise that the rest of the core may rely on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tabrelay.core.calls import Forward
from tabrelay.core.lifecycle import Attachment, Link
from tabrelay.core.sessions import Kind, Session

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.clients import Client
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World


def broken(world: World) -> Iterator[str]:
    """A sentence for everything that does not hold; none unless the core has a bug."""
    if world.effects:
        yield "effects are left over"
    for conn, browser in world.links.items():
        if browser.conn != conn or world.browsers.get(browser.device) is not browser:
            yield f"link {conn} leads to a browser that does not know it"
    for browser in world.browsers.values():
        yield from _browser(world, browser)
        for tab in browser.tabs.values():
            yield from _tab(browser, tab)
    for client in world.clients.values():
        yield from _client(world, client)


def leftovers(world: World) -> Iterator[str]:
    """What is still held; nothing once every client has left and every browser has answered or is gone."""
    for token in world.errands.open:
        yield f"errand {token}"
    for client in world.clients.values():
        yield f"client {client.id}"
    for browser in world.browsers.values():
        for call in browser.calls:
            yield f"call {call.label}"
        for tab in browser.tabs.values():
            if tab.attachment.state is not Attachment.DETACHED:
                yield f"debugger {tab.attachment.state.value} on tab {tab.id}"
            for session in tab.sessions():
                yield f"session {session.id} on tab {tab.id}"
            if tab.waiting or tab.leases:
                yield f"{len(tab.waiting)} waiting for tab {tab.id}, {tab.leases} leases"


def _browser(world: World, browser: Browser) -> Iterator[str]:
    name = f"browser {browser.device[:8]}"
    if (browser.conn is None) != (browser.link.state is Link.AWAY):
        yield f"{name}: its link is {browser.link.state.value}, its connection {browser.conn}"
    if browser.conn is not None and world.links.get(browser.conn) is not browser:
        yield f"{name}: its connection leads elsewhere"
    for client in browser.clients.values():
        if world.clients.get(client.id) is not client:
            yield f"{name}: holds client {client.id}, who is gone"
    for call in browser.calls:
        if browser.conn is None:
            yield f"{name}: waits for {call.label} over a link that is gone"
        elif isinstance(call, Forward) and not call.session.alive and call.before is None:
            yield f"{name}: waits for {call.label} for a session that ended"


def _tab(browser: Browser, tab: TabState) -> Iterator[str]:
    name = f"tab {tab.id}"
    state = tab.attachment.state
    attached = state is Attachment.ATTACHED
    if tab.browser is not browser:
        yield f"{name}: belongs to another browser"
    if attached != bool(tab.chrome):
        yield f"{name}: the debugger is {state.value}, with {len(tab.chrome)} sessions of Chrome's"
    if attached and not tab.leases and not any(chrome.sessions for chrome in tab.chrome.values()):
        yield f"{name}: the debugger is attached for nobody"
    if state in (Attachment.ATTACHING, Attachment.DETACHING) and all(call.tab_id != tab.id for call in browser.calls):
        yield f"{name}: {state.value} for ever"
    if tab.waiting and state not in (Attachment.ATTACHING, Attachment.DETACHING):
        yield f"{name}: {len(tab.waiting)} wait for a debugger that is {state.value}"
    if tab.leases < 0:
        yield f"{name}: {tab.leases} leases"
    yield from _tab_sessions(tab)


def _tab_sessions(tab: TabState) -> Iterator[str]:
    name = f"tab {tab.id}"
    for session in tab.tab_sessions:
        if not session.alive or session.tab is not tab:
            yield f"{name}: holds session {session.id}, which ended"
    if any(waiter not in tab.tab_sessions for waiter in tab.tab_waiters):
        yield f"{name}: waits for a session that ended"
    for id_, chrome in tab.chrome.items():
        if chrome.id != id_ or chrome.tab is not tab:
            yield f"{name}: Chrome's session {chrome.id!r} is filed as {id_!r}"
        yield from _chrome(tab, chrome)


def _chrome(tab: TabState, chrome: ChromeSession) -> Iterator[str]:
    name = f"tab {tab.id}, Chrome's session {chrome.id!r}"
    for session in chrome.sessions:
        if not session.alive or session.chrome is not chrome:
            yield f"{name}: holds session {session.id}, which ended"
    for domain, holders in chrome.enabled.items():
        if not holders or any(holder not in chrome.sessions or domain not in holder.enabled for holder in holders):
            yield f"{name}: {domain} is on for sessions that do not want it"
    if any(waiter not in chrome.sessions for waiter in chrome.waiters):
        yield f"{name}: waits for a session that ended"
    if chrome.paused and not chrome.waiters:
        yield f"{name}: paused for nobody"
    for id_, child in chrome.children.items():
        if tab.chrome.get(id_) is not child or child.parent is not chrome:
            yield f"{name}: its child {id_!r} is not its child"
    if chrome.parent is not None and chrome.parent.children.get(chrome.id) is not chrome:
        yield f"{name}: its parent does not know it"


def _client(world: World, client: Client) -> Iterator[str]:
    name = f"client {client.id}"
    browser = client.browser
    if not client.alive:
        yield f"{name}: is gone"
    if world.browsers.get(browser.device) is not browser or browser.clients.get(client.id) is not client:
        yield f"{name}: its browser does not know it"
    for id_, session in client.sessions.items():
        if session.id != id_ or session.client is not client:
            yield f"{name}: session {session.id!r} is filed as {id_!r}"
        yield from _session(client, session)


def _session(client: Client, session: Session) -> Iterator[str]:
    name = f"client {client.id}, session {session.id!r}"
    parent = session.parent
    tab = session.tab
    if not session.alive:
        yield f"{name}: ended"
    if (parent is None) != (session.id == ""):
        yield f"{name}: its parent is {parent and parent.id!r}"
    if parent is not None and (client.sessions.get(parent.id) is not parent or session not in parent.children):
        yield f"{name}: its parent does not know it"
    if any(client.sessions.get(child.id) is not child for child in session.children):
        yield f"{name}: has children that ended"
    if (tab is None) != (session.kind is Kind.BROWSER):
        yield f"{name}: is on a {session.kind.value}, with tab {tab and tab.id}"
    if tab is not None:
        yield from _session_on_tab(client, session, tab)


def _session_on_tab(client: Client, session: Session, tab: TabState) -> Iterator[str]:
    name = f"client {client.id}, session {session.id!r}"
    if client.browser.tabs.get(tab.id) is not tab:
        yield f"{name}: its tab {tab.id} is gone"
    if session.kind is Kind.TAB and session not in tab.tab_sessions:
        yield f"{name}: its tab does not know it"
    if session.kind is Kind.CHROME:
        chrome = session.chrome
        if chrome is None and (session.id or client.backlog is None):
            yield f"{name}: is on nothing"
        elif chrome is not None and (tab.chrome.get(chrome.id) is not chrome or session not in chrome.sessions):
            yield f"{name}: Chrome's session does not know it"
