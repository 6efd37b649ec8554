"""``Target.*``: what exists, who is attached to what, and what is made or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import attaching, children
from tabrelay.core.announcing import share_tab
from tabrelay.core.calls import read_answer
from tabrelay.core.closing import close_tab
from tabrelay.core.params import read, refuse
from tabrelay.core.sessions import AutoAttach, Kind
from tabrelay.core.targets import FilterEntry, TargetFilter, TargetInfo, derived_id
from tabrelay.core.undo import auto_attach_params
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError, Command

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.contexts import Context
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World
    from tabrelay.protocol.ids import TargetId

NO_TARGET = "No target with given id found"
ROUTED_BY_ID = "When using flat protocol, messages are routed to the target via the sessionId attribute."


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


class _Message(_Detach, kw_only=True):
    message: str


class _Create(msgspec.Struct, rename="camel"):
    url: str
    left: int | UnsetType = UNSET
    top: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    browser_context_id: str | UnsetType = UNSET
    window_state: str | UnsetType = UNSET
    new_window: bool = False
    background: bool | UnsetType = UNSET
    focus: bool = False
    for_tab: bool = False
    hidden: bool = False
    enable_begin_frame_control: bool = False


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
        if params.filter:  # Chrome takes an empty one for none
            raise refuse(cdp.INVALID_PARAMS, "Filter should not be present with `discover` is off")
        session.discover = None
        world.reply(session, command.id)
        return
    browser = session.client.browser
    session.discover = TargetFilter(params.filter)
    # Chrome tells of itself here, last, and not in getTargets.
    for info in (*all_targets(browser), browser.browser_info()):
        if session.discover.accepts(info.type):
            world.event_value(session, "Target.targetCreated", {"targetInfo": info})
    world.reply(session, command.id)


def set_auto_attach(world: World, session: Session, command: Command) -> None:
    """``Target.setAutoAttach`` on the browser, a tab, or anything Chrome has a session for.

    What exists is attached before the answer, as Chrome does.
    """
    params = read(command, _AutoAttach)
    if not params.flatten and session.kind is Kind.BROWSER:
        raise refuse(cdp.INVALID_PARAMS, "Only flatten protocol is supported with browser level auto-attach")
    wanted = None
    if params.auto_attach:
        wanted = AutoAttach(params.wait_for_debugger_on_start, TargetFilter(params.filter), not params.flatten)
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
    if session.kind is Kind.BROWSER:
        children.attach_service_workers(world, session)
    latch.release()


def attach_to_target(world: World, session: Session, command: Command) -> None:
    """``Target.attachToTarget``: always a new session, also twice for one client and one target."""
    params = read(command, _Attach)
    browser = session.client.browser
    nested = not params.flatten
    if params.target_id == browser.target_id:
        opened = attaching.open_browser_session(world, session, nested=nested)
        world.reply_value(session, command.id, {"sessionId": opened.id})
        return
    tab = browser.tab_of(params.target_id)
    if tab is None:
        chrome = _child_of(browser, params.target_id)
        if chrome is None:
            raise refuse(cdp.INVALID_PARAMS, NO_TARGET)
        child = attaching.open_child_session(world, session, chrome, auto=False, nested=nested)
        world.reply_value(session, command.id, {"sessionId": child.id})
    elif params.target_id == tab.tab_target_id:
        opened = attaching.open_tab_session(world, session, tab, auto=False, nested=nested)
        world.reply_value(session, command.id, {"sessionId": opened.id})
    else:
        opened_page = _reply_session(world, session, command)
        attaching.open_page_session(world, session, tab, auto=False, opened=opened_page, nested=nested)


def attach_to_browser_target(world: World, session: Session, command: Command) -> None:
    """``Target.attachToBrowserTarget``: another session on the browser itself."""
    opened = attaching.open_browser_session(world, session)
    world.reply_value(session, command.id, {"sessionId": opened.id})


def detach_from_target(world: World, session: Session, command: Command) -> None:
    """``Target.detachFromTarget`` of a session below this one, by session id or (deprecated) by target id."""
    child = _child(session, read(command, _Detach))
    if child.auto:
        session.declined.add(child.target_id)
    attaching.end_session(world, child, announce=True, cleanup=True)
    world.reply(session, command.id)


def addressee(session: Session, command: Command) -> tuple[str, Session]:
    """What ``Target.sendMessageToTarget`` says, and to which session below this one; raises ``BadParams``."""
    params = read(command, _Message)
    child = _child(session, params)
    if not child.nested:
        raise refuse(cdp.SERVER_ERROR, ROUTED_BY_ID)
    return params.message, child


def create_target(world: World, session: Session, command: Command) -> None:
    """``Target.createTarget``: a new shared tab. Answered when the clients that auto-attach have it, as Chrome does.

    In a profile that a person works in, a new tab stays in the background unless ``background: false`` asks
    otherwise; in a profile for programs it comes to the front, as on Chrome's own port.
    """
    params = read(command, _Create)
    browser = session.client.browser
    _check_create(params)
    context = _context(browser, params.browser_context_id)
    background = params.background
    if isinstance(background, UnsetType):
        background = browser.mode == "shared" and not params.focus
    deferred = params.url if _somebody_waits(browser) and params.url not in ("", "about:blank") else ""
    create = control.TabsCreate(
        url="about:blank" if deferred else params.url or "about:blank",
        active=not background,
        new_window=params.new_window,
        left=params.left,
        top=params.top,
        width=params.width,
        height=params.height,
        state=params.window_state,
        context=UNSET if context is None else context.id,
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
        infos += [chrome.target_info() for chrome in tab.chrome.values() if chrome.info is not None]
    known: dict[TargetId, TargetInfo] = {}
    for info in infos:  # a service worker is known from every page in its scope
        if info.attached or info.target_id not in known:
            known[info.target_id] = info
    return list(known.values())


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
    return session.chrome.target_info() if session.chrome and session.chrome.info else session.tab.page_info()


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


def _child(session: Session, params: _Detach) -> Session:
    """The session below this one that is named by its id or, where only one is on it, by its target's."""
    if params.session_id is not UNSET:
        named = [child for child in session.children if child.id == params.session_id]
        missing = "No session with given id"
    elif params.target_id is not UNSET:
        named = [child for child in session.children if child.target_id == params.target_id]
        missing = "No session for given target id"
    else:
        raise refuse(cdp.INVALID_PARAMS, "Session id must be specified")
    if not named:
        raise refuse(cdp.INVALID_PARAMS, missing)
    if len(named) > 1:
        raise refuse(cdp.SERVER_ERROR, "Multiple sessions attached, specify id.")
    return named[0]


def _no_longer_deferring(browser: Browser) -> None:
    browser.deferring -= 1
    if not browser.deferring:
        for tab in browser.tabs.values():
            tab.held = bool(tab.deferred_url)


def _check_create(params: _Create) -> None:
    """Chrome's own complaints, and the two things that only its own port can make."""
    if params.hidden or params.enable_begin_frame_control:
        what = "hidden" if params.hidden else "enableBeginFrameControl"
        raise refuse(cdp.SERVER_ERROR, f"No target can be made with '{what}': chrome.tabs opens tabs that are seen")
    if params.focus and params.background is True:
        raise refuse(cdp.INVALID_PARAMS, "Can't focus a target in the background. Use background=false instead.")
    if params.new_window:
        return
    if params.left is not UNSET or params.top is not UNSET:
        raise refuse(cdp.INVALID_PARAMS, "Target position can only be set for new windows")
    if params.window_state is not UNSET:
        raise refuse(cdp.INVALID_PARAMS, "Target window state can only be set for new windows")


def _context(browser: Browser, wanted: str | UnsetType) -> Context | None:
    """The context of this id, ``None`` for the default one; raises ``BadParams``."""
    if isinstance(wanted, UnsetType) or wanted == browser.context_id:
        return None
    context = browser.contexts.get(wanted)
    if context is None or context.doomed:
        raise refuse(cdp.SERVER_ERROR, f"Failed to find browser context with id {wanted}")
    return context


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
