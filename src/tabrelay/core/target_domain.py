"""``Target.*``: what exists, who is attached to what, and what is made or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import attaching, attachments
from tabrelay.core.announcing import announce_tab, share_tab
from tabrelay.core.calls import read_answer
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.params import read, refuse
from tabrelay.core.sessions import AutoAttach, Kind
from tabrelay.core.targets import FilterEntry, TargetFilter, TargetInfo, derived_id
from tabrelay.core.undo import auto_attach_params
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError, Command

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.calls import Settle
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World

NO_TARGET = "No target with given id found"
FLAT_ONLY = "Only flat sessions are supported: pass flatten: true"


class _Discover(msgspec.Struct):
    discover: bool
    filter: list[FilterEntry] | UnsetType = UNSET


class _AutoAttach(msgspec.Struct, rename="camel"):
    auto_attach: bool
    wait_for_debugger_on_start: bool = False
    flatten: bool = False
    filter: list[FilterEntry] | UnsetType = UNSET


class _Filter(msgspec.Struct):
    filter: list[FilterEntry] | UnsetType = UNSET


class _MaybeTarget(msgspec.Struct, rename="camel"):
    target_id: str | UnsetType = UNSET


class _TargetRef(msgspec.Struct, rename="camel"):
    target_id: str


class _Attach(msgspec.Struct, rename="camel"):
    target_id: str
    flatten: bool = False


class _Detach(msgspec.Struct, rename="camel"):
    session_id: str | UnsetType = UNSET
    target_id: str | UnsetType = UNSET


class _Create(msgspec.Struct, rename="camel"):
    url: str
    left: int | UnsetType = UNSET
    top: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    browser_context_id: str | UnsetType = UNSET
    new_window: bool = False
    background: bool | UnsetType = UNSET
    for_tab: bool = False


def get_browser_contexts(world: World, session: Session, command: Command) -> None:
    """The contexts beside the default one: there are none."""
    context = session.client.browser.context_id
    world.reply_value(session, command.id, {"browserContextIds": [], "defaultBrowserContextId": context})


def get_targets(world: World, session: Session, command: Command) -> None:
    """``Target.getTargets``: shared pages and their tabs, frames and workers, as the filter accepts."""
    accepted = TargetFilter(read(command, _Filter).filter)
    infos = [info for info in all_targets(session.client.browser) if accepted.accepts(info.type)]
    world.reply_value(session, command.id, {"targetInfos": infos})


def get_target_info(world: World, session: Session, command: Command) -> None:
    """``Target.getTargetInfo``: of the named target, or of the session's own."""
    wanted = read(command, _MaybeTarget).target_id
    info = own_info(session) if isinstance(wanted, UnsetType) else find_info(session.client.browser, wanted)
    if info is None:
        raise refuse(cdp.INVALID_PARAMS, NO_TARGET)
    world.reply_value(session, command.id, {"targetInfo": info})


def set_discover_targets(world: World, session: Session, command: Command) -> None:
    """``Target.setDiscoverTargets``: what exists is told at once, what changes from then on."""
    params = read(command, _Discover)
    if not params.discover:
        if params.filter is not UNSET:
            raise refuse(cdp.INVALID_PARAMS, "Filter should not be present with `discover` is off")
        session.discover = None
        world.reply(session, command.id)
        return
    session.discover = TargetFilter(params.filter)
    for tab in session.client.browser.tabs.values():
        announce_tab(world, session, tab)
    world.reply(session, command.id)


def set_auto_attach(world: World, session: Session, command: Command) -> None:
    """``Target.setAutoAttach`` on the browser, a tab, or anything Chrome has a session for.

    What exists is attached before the answer, as Chrome does.
    """
    params = read(command, _AutoAttach)
    if not params.flatten and (params.auto_attach or session.kind is Kind.BROWSER):
        raise refuse(cdp.INVALID_PARAMS, "Only flatten protocol is supported with browser level auto-attach")
    wanted = AutoAttach(params.wait_for_debugger_on_start, TargetFilter(params.filter)) if params.auto_attach else None
    session.auto_attach = wanted
    session.declined.clear()
    if wanted is None:
        for child in [child for child in session.children if child.auto]:
            attaching.end_session(world, child, announce=True, cleanup=True)
    if session.chrome is not None:
        chrome = session.chrome
        world.forward(
            session,
            command,
            params=auto_attach_params(chrome),
            before=lambda _: _attach_known_children(world, session, chrome),
        )
        return
    latch = attaching.Latch(lambda: _reply(world, session, command))
    tabs = [session.tab] if session.tab is not None else list(session.client.browser.tabs.values())
    for tab in tabs:
        attaching.auto_attach_tab(world, session, tab, latch)
    latch.release()


def attach_to_target(world: World, session: Session, command: Command) -> None:
    """``Target.attachToTarget``: always a new session, also twice for one client and one target."""
    params = read(command, _Attach)
    browser = session.client.browser
    if params.target_id == browser.target_id:
        opened = attaching.open_browser_session(world, session)
        world.reply_value(session, command.id, {"sessionId": opened.id})
        return
    if not params.flatten:
        raise refuse(cdp.INVALID_PARAMS, FLAT_ONLY)
    tab = browser.tab_of(params.target_id)
    if tab is None:
        chrome = _child_of(browser, params.target_id)
        if chrome is None:
            raise refuse(cdp.INVALID_PARAMS, NO_TARGET)
        child = attaching.open_child_session(world, session, chrome, auto=False)
        world.reply_value(session, command.id, {"sessionId": child.id})
    elif params.target_id == tab.tab_target_id:
        opened = attaching.open_tab_session(world, session, tab, auto=False)
        world.reply_value(session, command.id, {"sessionId": opened.id})
    else:
        attaching.open_page_session(world, session, tab, auto=False, opened=_reply_session(world, session, command))


def attach_to_browser_target(world: World, session: Session, command: Command) -> None:
    """``Target.attachToBrowserTarget``: another session on the browser itself."""
    opened = attaching.open_browser_session(world, session)
    world.reply_value(session, command.id, {"sessionId": opened.id})


def detach_from_target(world: World, session: Session, command: Command) -> None:
    """``Target.detachFromTarget`` of a session below this one, by session id or (deprecated) by target id."""
    params = read(command, _Detach)
    for child in session.children:
        if params.session_id == child.id or params.target_id == child.target_id:
            if child.auto:
                session.declined.add(child.target_id)
            attaching.end_session(world, child, announce=True, cleanup=True)
            world.reply(session, command.id)
            return
    raise refuse(cdp.INVALID_PARAMS, _no_session(params))


def create_target(world: World, session: Session, command: Command) -> None:
    """``Target.createTarget``: a new shared tab. Answered when the clients that auto-attach have it, as Chrome does.

    In a profile that a person works in, a new tab stays in the background unless ``background: false`` asks
    otherwise; in a profile for programs it comes to the front, as on Chrome's own port.
    """
    params = read(command, _Create)
    browser = session.client.browser
    context = params.browser_context_id
    if isinstance(context, str) and context != browser.context_id:
        raise refuse(cdp.SERVER_ERROR, f"Failed to find browser context with id {context}")
    background = browser.mode == "shared" if isinstance(params.background, UnsetType) else params.background
    deferred = params.url if _somebody_waits(browser) and params.url not in ("", "about:blank") else ""
    create = control.TabsCreate(
        url="about:blank" if deferred else params.url or "about:blank",
        active=not background,
        new_window=params.new_window,
        left=params.left,
        top=params.top,
        width=params.width,
        height=params.height,
    )

    def created(answer: Raw | CdpError) -> None:
        tab = read_answer(answer, control.Tab)
        if isinstance(tab, CdpError):
            world.fail(session, command.id, tab)
        else:
            target = derived_id("tab", tab.target_id) if params.for_tab else tab.target_id
            result = {"targetId": target}
            share_tab(
                world, browser, tab, lambda: world.reply_value(session, command.id, result), deferred_url=deferred
            )
        if deferred:
            _no_longer_deferring(browser)

    browser.deferring += bool(deferred)
    world.call(browser, control.TABS_CREATE, create, created, label="Target.createTarget")


def close_target(world: World, session: Session, command: Command) -> None:
    """``Target.closeTarget``: closes a shared tab. Chrome itself closes it while attached, without ``beforeunload``."""
    tab = _tab_or_refuse(session.client.browser, read(command, _TargetRef).target_id)

    def closed(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply_value(session, command.id, {"success": True})

    close_tab(world, tab, closed)


def close_tab(world: World, tab: TabState, closed: Settle) -> None:
    """Close a tab by the way that does not ask the page; ``closed`` gets an error only if it is still there."""

    def answered(answer: Raw | CdpError) -> None:
        # The debugger may be off the tab, or the tab gone, before the answer is there.
        is_there = tab.browser.tabs.get(tab.id) is tab and answer is not NAVIGATED_OR_CLOSED
        closed(answer if is_there else Raw(b"{}"))

    if tab.attachment.state is Attachment.ATTACHED:
        world.chrome_command(
            tab, attachments.ROOT, "Target.closeTarget", cdp.encode_value({"targetId": tab.target_id}), answered
        )
    else:
        world.call(tab.browser, control.TABS_REMOVE, control.TabRef(tab_id=tab.id), answered)


def activate_target(world: World, session: Session, command: Command) -> None:
    """``Target.activateTarget``: brings a shared tab to the front, and its window too."""
    tab = _tab_or_refuse(session.client.browser, read(command, _TargetRef).target_id)

    def activated(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id)

    world.call(tab.browser, control.TABS_ACTIVATE, control.TabRef(tab_id=tab.id), activated, tab_id=tab.id)


def all_targets(browser: Browser) -> list[TargetInfo]:
    """Every target of the browser that is shared, pages before what is below them."""
    infos = []
    for tab in browser.tabs.values():
        infos += [tab.tab_info(), tab.page_info()]
        infos += [chrome.info for chrome in tab.chrome.values() if chrome.info is not None]
    return infos


def find_info(browser: Browser, target_id: str) -> TargetInfo | None:
    """The target of this id, the browser's own included."""
    if target_id == browser.target_id:
        return browser.browser_info()
    return next((info for info in all_targets(browser) if info.target_id == target_id), None)


def own_info(session: Session) -> TargetInfo | None:
    """The target that ``session`` is attached to."""
    if session.kind is Kind.BROWSER or session.tab is None:
        return session.client.browser.browser_info()
    if session.kind is Kind.TAB:
        return session.tab.tab_info()
    return session.chrome.info if session.chrome and session.chrome.info else session.tab.page_info()


def _attach_known_children(world: World, session: Session, chrome: ChromeSession) -> None:
    """The children that Chrome announced to earlier sessions, for one that auto-attaches later."""
    if not session.alive:
        return
    for child in chrome.children.values():
        if child.info is not None and session.wants(child.info.target_id, child.info.type):
            attaching.open_child_session(world, session, child, auto=True)


def _reply_session(world: World, session: Session, command: Command) -> attaching.Opened:
    def opened(new: Session | None, error: CdpError | None) -> None:
        if new is not None:
            world.reply_value(session, command.id, {"sessionId": new.id})
        else:
            world.fail(session, command.id, error or NAVIGATED_OR_CLOSED)

    return opened


def _reply(world: World, session: Session, command: Command) -> None:
    """Answer a command that took a while; its session may have ended."""
    if session.alive:
        world.reply(session, command.id)
    else:
        world.fail(session, command.id, NAVIGATED_OR_CLOSED)


def _no_session(params: _Detach) -> str:
    if params.session_id is not UNSET:
        return "No session with given id"
    return "Session id must be specified" if params.target_id is UNSET else "No session for given target id"


def _no_longer_deferring(browser: Browser) -> None:
    browser.deferring -= 1
    if not browser.deferring:
        for tab in browser.tabs.values():
            tab.held = bool(tab.deferred_url)


def _child_of(browser: Browser, target_id: str) -> ChromeSession | None:
    for tab in browser.tabs.values():
        for chrome in tab.chrome.values():
            if chrome.info is not None and chrome.info.target_id == target_id:
                return chrome
    return None


def _tab_or_refuse(browser: Browser, target_id: str) -> TabState:
    tab = browser.tab_of(target_id)
    if tab is None:
        raise refuse(cdp.INVALID_PARAMS, NO_TARGET)
    return tab


def _somebody_waits(browser: Browser) -> bool:
    return any(
        session.auto_attach is not None and session.auto_attach.wait
        for client in browser.clients.values()
        for session in client.sessions.values()
        if session.kind is Kind.BROWSER
    )
