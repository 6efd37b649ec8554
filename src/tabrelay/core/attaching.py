"""Opening and ending clients' sessions, by command and by auto-attach."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tabrelay.core import attachments, contexts, discovering, downloads
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.sessions import Kind, Session
from tabrelay.core.undo import go_when_free, undo
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.operator import ClientGone

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.clients import Client
    from tabrelay.core.tabs import TabState
    from tabrelay.core.targets import TargetInfo
    from tabrelay.core.world import World

Opened = Callable[["Session | None", "CdpError | None"], None]


class Latch:
    """Runs ``then`` once everything that was counted in has been counted out.

    What fails is reported where it fails; the latch only waits.
    """

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then
        self._open = 1

    def hold(self) -> None:
        """One more thing to wait for."""
        self._open += 1

    def release(self) -> None:
        """One thing fewer."""
        self._open -= 1
        if self._open == 0:
            self._then()


def open_browser_session(world: World, parent: Session, *, nested: bool = False) -> Session:
    """A session on the browser itself."""
    browser = parent.client.browser
    session = Session(
        id=world.new_session_id(),
        client=parent.client,
        kind=Kind.BROWSER,
        target_id=browser.target_id,
        parent=parent,
        nested=nested,
    )
    _register(world, session, browser.browser_info(), waiting=False)
    return session


def open_tab_session(
    world: World, parent: Session, tab: TabState, *, auto: bool, nested: bool | None = None
) -> Session:
    """A session on a *tab* target. It needs no debugger: the gateway answers for it."""
    session = Session(
        id=world.new_session_id(),
        client=parent.client,
        kind=Kind.TAB,
        target_id=tab.tab_target_id,
        parent=parent,
        tab=tab,
        auto=auto,
        nested=_nests(parent, nested=nested),
    )
    was_attached = bool(tab.tab_sessions)
    tab.tab_sessions.append(session)
    waiting = tab.held and _waits(parent, auto=auto)
    if waiting:
        tab.tab_waiters.append(session)
    if not was_attached:
        announce_change(world, tab, tab.tab_info())
    _register(world, session, tab.tab_info(), waiting=waiting)
    return session


def open_page_session(
    world: World, parent: Session, tab: TabState, *, auto: bool, opened: Opened, nested: bool | None = None
) -> None:
    """A session on a page target, once Chrome's debugger is attached."""

    def attached(error: CdpError | None) -> None:
        if error is not None:
            opened(None, error)
            return
        if not parent.alive or (auto and not parent.wants(tab.target_id, "page")):
            opened(None, None)
            return
        session = Session(
            id=world.new_session_id(),
            client=parent.client,
            kind=Kind.CHROME,
            target_id=tab.target_id,
            parent=parent,
            tab=tab,
            chrome=tab.chrome[attachments.ROOT],
            auto=auto,
            nested=_nests(parent, nested=nested),
        )
        waiting = tab.held and _waits(parent, auto=auto)
        if waiting:
            tab.chrome[attachments.ROOT].waiters.append(session)
        _join_page(world, session, tab)
        _register(world, session, tab.page_info(), waiting=waiting)
        opened(session, None)

    attachments.acquire(world, tab, attached)


def open_child_session(
    world: World, parent: Session, chrome: ChromeSession, *, auto: bool, nested: bool | None = None
) -> Session:
    """A session on a frame or worker for which Chrome has a session already."""
    assert chrome.info is not None
    session = Session(
        id=world.new_session_id(),
        client=parent.client,
        kind=Kind.CHROME,
        target_id=chrome.info.target_id,
        parent=parent,
        tab=chrome.tab,
        chrome=chrome,
        auto=auto,
        nested=_nests(parent, nested=nested),
    )
    chrome.sessions.append(session)
    if len(chrome.sessions) == 1:
        discovering.changed(world, chrome.tab.browser, chrome.target_info())
    waiting = chrome.paused and _waits(parent, auto=auto)
    if waiting:
        chrome.waiters.append(session)
    _register(world, session, chrome.target_info(), waiting=waiting)
    return session


def open_root_page(world: World, root: Session, tab: TabState, opened: Opened) -> None:
    """Make a client's connection itself a page session (``/devtools/page/…``)."""

    def attached(error: CdpError | None) -> None:
        if not root.alive:
            return
        if error is None:
            root.chrome = tab.chrome[attachments.ROOT]
            _join_page(world, root, tab)
        opened(root if error is None else None, error)

    attachments.acquire(world, tab, attached)


def auto_attach_tab(world: World, session: Session, tab: TabState, latch: Latch) -> None:
    """Attach ``session``'s client to ``tab`` as its auto-attach asks; ``latch`` waits for it."""
    if session.kind is Kind.BROWSER and session.wants(tab.tab_target_id, "tab"):
        open_tab_session(world, session, tab, auto=True)
    if session.wants(tab.target_id, "page"):
        latch.hold()
        open_page_session(world, session, tab, auto=True, opened=lambda _s, _e: latch.release())


def end_session(world: World, session: Session, *, announce: bool, cleanup: bool) -> None:
    """End a session and all below it.

    ``announce``: say ``Target.detachedFromTarget`` on its parent. ``cleanup``: Chrome's side is still there, so undo
    what this session set up, and detach when it was the last.
    """
    if not session.alive:
        return
    for child in list(session.children):
        end_session(world, child, announce=announce, cleanup=cleanup)
    session.alive = False
    client = session.client
    client.sessions.pop(session.id, None)
    for call in client.browser.calls.take_of_session(session):
        world.fail(session, call.command_id, NAVIGATED_OR_CLOSED)
    tab = session.tab
    before = None if tab is None else (bool(tab.tab_sessions), tab.page_is_attached)
    _unlink(world, session, cleanup=cleanup)
    contexts.session_left(world, session)
    parent = session.parent
    if parent is not None:
        if session in parent.children:
            parent.children.remove(session)
        if announce and parent.alive:
            params = {"sessionId": session.id, "targetId": session.target_id}
            world.event_value(parent, "Target.detachedFromTarget", params)
    if tab is not None and before is not None and tab.browser.tabs.get(tab.id) is tab:
        _announce_unattached(world, session, tab, before)


def _announce_unattached(world: World, session: Session, tab: TabState, before: tuple[bool, bool]) -> None:
    """``session`` has left: say of which targets it was the last. ``before``: the tab, the page were attached."""
    chrome = session.chrome
    if before[0] and not tab.tab_sessions:
        announce_change(world, tab, tab.tab_info())
    if before[1] and not tab.page_is_attached:
        announce_change(world, tab, tab.page_info())
    if chrome is not None and chrome.info is not None and not chrome.sessions and chrome.id in tab.chrome:
        discovering.changed(world, tab.browser, chrome.target_info())


def announce_change(world: World, tab: TabState, *infos: TargetInfo) -> None:
    """``Target.targetInfoChanged`` to everyone who discovers targets."""
    for info in infos:
        discovering.changed(world, tab.browser, info)


def end_client(world: World, client: Client, reason: str) -> None:
    """All sessions of a client end, everything they set up is undone; operators hear of it."""
    client.alive = False
    client.browser.clients.pop(client.id, None)
    world.clients.pop(client.id, None)
    for session in list(client.sessions.values()):
        end_session(world, session, announce=False, cleanup=True)
    world.tell("client.disconnected", ClientGone(id=client.id, reason=reason))
    world.audit("client.disconnected", client.id, reason)


def _waits(parent: Session, *, auto: bool) -> bool:
    """Whether what auto-attach makes from ``parent`` may not run before the client says so."""
    return auto and parent.auto_attach is not None and parent.auto_attach.wait


def _nests(parent: Session, *, nested: bool | None) -> bool:
    """Whether what is made from ``parent`` is not flat; ``None``: as its auto-attach asks."""
    return nested if nested is not None else parent.auto_attach is not None and parent.auto_attach.nested


def _join_page(world: World, session: Session, tab: TabState) -> None:
    was_attached = tab.page_is_attached
    tab.chrome[attachments.ROOT].sessions.append(session)
    if not was_attached:
        announce_change(world, tab, tab.page_info())
    downloads.watch(world, session)


def _register(world: World, session: Session, info: TargetInfo, *, waiting: bool) -> None:
    session.client.sessions[session.id] = session
    parent = session.parent
    assert parent is not None
    parent.children.append(session)
    params = {"sessionId": session.id, "targetInfo": info, "waitingForDebugger": waiting}
    world.event_value(parent, "Target.attachedToTarget", params)


def _unlink(world: World, session: Session, *, cleanup: bool) -> None:
    tab = session.tab
    chrome = session.chrome
    if tab is not None and session in tab.tab_sessions:
        tab.tab_sessions.remove(session)
        stop_waiting_on_tab(world, session, tab)
    if tab is None or chrome is None:
        return
    if session in chrome.sessions:
        chrome.sessions.remove(session)
    if cleanup and tab.attachment.state is Attachment.ATTACHED:
        undo(world, session, chrome)
        attachments.release_if_unused(world, tab)


def stop_waiting_on_tab(world: World, session: Session, tab: TabState) -> None:
    """``session`` on a *tab* target lets the page load, as far as it is concerned."""
    if session in tab.tab_waiters:
        tab.tab_waiters.remove(session)
        go_when_free(world, tab)
