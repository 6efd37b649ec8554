"""``Browser.*`` and what else Chrome answers for the browser as a whole: the truth, or an error that says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import attachments
from tabrelay.core.attaching import end_client
from tabrelay.core.calls import read_answer
from tabrelay.core.cookies import some_tab
from tabrelay.core.params import read, refuse
from tabrelay.core.storage import check_storage
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError, Command
from tabrelay.protocol.close_codes import CloseCode

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World

PROTOCOL_VERSION: Final = "1.3"


WINDOW_STATES: Final = ("normal", "minimized", "maximized", "fullscreen")
STATE_WITH_EDGES: Final = (
    "The 'minimized', 'maximized' and 'fullscreen' states cannot be combined with 'left', 'top', 'width' or 'height'"
)


class _WindowForTarget(msgspec.Struct, rename="camel"):
    target_id: str | UnsetType = UNSET


class _WindowId(msgspec.Struct, rename="camel"):
    window_id: int


class _Bounds(msgspec.Struct, rename="camel"):
    left: int | UnsetType = UNSET
    top: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    window_state: str | UnsetType = UNSET


class _SetBounds(msgspec.Struct, rename="camel"):
    window_id: int
    bounds: _Bounds


class _ContentsSize(msgspec.Struct, rename="camel"):
    window_id: int
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET


def get_version(world: World, session: Session, command: Command) -> None:
    """``Browser.getVersion``. What ``chrome.debugger`` does not reveal (revision, V8's version) is an empty string."""
    info = session.client.browser.info
    world.reply_value(
        session,
        command.id,
        {
            "protocolVersion": PROTOCOL_VERSION,
            "product": info.product,
            "revision": "",
            "userAgent": info.user_agent,
            "jsVersion": "",
        },
    )


def close(world: World, session: Session, command: Command) -> None:
    """``Browser.close`` ends the client, never the person's browser."""
    world.reply(session, command.id)
    client = session.client
    end_client(world, client, "Browser.close")
    world.close_client(client, CloseCode.NORMAL, "Browser.close")


def get_window_for_target(world: World, session: Session, command: Command) -> None:
    """``Browser.getWindowForTarget``, from ``chrome.windows``."""
    wanted = read(command, _WindowForTarget).target_id
    tab = session.tab if isinstance(wanted, UnsetType) else session.client.browser.tab_of(wanted)
    if tab is None:
        missing = "No web contents in the target" if isinstance(wanted, UnsetType) else "No target with given id"
        raise refuse(cdp.SERVER_ERROR, missing)

    def answered(answer: Raw | CdpError) -> None:
        window = read_answer(answer, control.Window)
        if isinstance(window, CdpError):
            world.fail(session, command.id, window)
        else:
            world.reply_value(session, command.id, {"windowId": window.window_id, "bounds": _bounds(window)})

    world.call(tab.browser, control.WINDOWS_GET, control.TabRef(tab_id=tab.id), answered, tab_id=tab.id)


def get_window_bounds(world: World, session: Session, command: Command) -> None:
    """``Browser.getWindowBounds`` of a window that holds a shared tab."""
    tab = _tab_in_window(session, read(command, _WindowId).window_id)

    def answered(answer: Raw | CdpError) -> None:
        window = read_answer(answer, control.Window)
        if isinstance(window, CdpError):
            world.fail(session, command.id, window)
        else:
            world.reply_value(session, command.id, {"bounds": _bounds(window)})

    world.call(tab.browser, control.WINDOWS_GET, control.TabRef(tab_id=tab.id), answered, tab_id=tab.id)


def set_window_bounds(world: World, session: Session, command: Command) -> None:
    """``Browser.setWindowBounds`` of a window that holds a shared tab."""
    params = read(command, _SetBounds)
    tab = _tab_in_window(session, params.window_id)
    bounds = params.bounds
    _check_bounds(bounds)
    update = control.WindowsUpdate(
        window_id=params.window_id,
        left=bounds.left,
        top=bounds.top,
        width=bounds.width,
        height=bounds.height,
        state=bounds.window_state,
    )

    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id)

    world.call(tab.browser, control.WINDOWS_UPDATE, update, answered)


def set_contents_size(world: World, session: Session, command: Command) -> None:
    """``Browser.setContentsSize``: what of the window is not page keeps its size."""
    params = read(command, _ContentsSize)
    if params.width is UNSET and params.height is UNSET:
        raise refuse(cdp.INVALID_PARAMS, "At least one of 'width' or 'height' must be specified")
    tab = _front_tab_in_window(session, params.window_id)

    def resized(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id)

    def answered(answer: Raw | CdpError) -> None:
        window = read_answer(answer, control.Window)
        if isinstance(window, CdpError):
            world.fail(session, command.id, window)
            return
        update = control.WindowsUpdate(
            window_id=params.window_id,
            width=_outer(params.width, window.width, window.content_width),
            height=_outer(params.height, window.height, window.content_height),
        )
        world.call(tab.browser, control.WINDOWS_UPDATE, update, resized)

    world.call(tab.browser, control.WINDOWS_GET, control.TabRef(tab_id=tab.id), answered, tab_id=tab.id)


def through_some_tab(world: World, session: Session, command: Command) -> None:
    """A browser-wide command that Chrome also takes on a page session (``Storage.*``): sent through a tab.

    Prefers a tab the client is attached to, so that nothing becomes visible that was not.
    """
    check_storage(session.client.browser, None, command)
    tab = some_tab(session, None)
    if tab is None:
        raise refuse(cdp.SERVER_ERROR, f"'{command.method}' needs a shared tab, and none is shared")
    params = _without_context(command)

    def leased(error: CdpError | None) -> None:
        if error is not None:
            world.fail(session, command.id, error)
            return
        world.chrome_command(tab, attachments.ROOT, command.method, params, answered)

    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id, answer)
        attachments.give_back(world, tab)

    attachments.lease(world, tab, leased)


def _tab_in_window(session: Session, window_id: int) -> TabState:
    for tab in session.client.browser.tabs.values():
        if tab.tab.window_id == window_id:
            return tab
    raise refuse(cdp.SERVER_ERROR, "Browser window not found")


def _front_tab_in_window(session: Session, window_id: int) -> TabState:
    _tab_in_window(session, window_id)
    for tab in session.client.browser.tabs.values():
        if tab.tab.window_id == window_id and tab.tab.active:
            return tab
    raise refuse(cdp.SERVER_ERROR, "The contents of the window are those of a tab that is not shared")


def _outer(wanted: int | UnsetType, outer: int, content: int | UnsetType) -> int | UnsetType:
    return wanted if isinstance(wanted, UnsetType) or isinstance(content, UnsetType) else wanted + outer - content


def _check_bounds(bounds: _Bounds) -> None:
    """Chrome's own complaints; to an unknown state Chrome answers by crashing."""
    state = bounds.window_state
    if isinstance(state, UnsetType):
        return
    if state not in WINDOW_STATES:
        raise refuse(cdp.INVALID_PARAMS, f"Invalid window state: {state}")
    if state != "normal" and any(edge is not UNSET for edge in (bounds.left, bounds.top, bounds.width, bounds.height)):
        raise refuse(cdp.INVALID_PARAMS, STATE_WITH_EDGES)


def _bounds(window: control.Window) -> dict[str, object]:
    return {
        "left": window.left,
        "top": window.top,
        "width": window.width,
        "height": window.height,
        "windowState": window.state,
    }


def _without_context(command: Command) -> bytes:
    """Page sessions know no browser contexts: theirs is the only one."""
    params = read(command, dict[str, Raw])
    params.pop("browserContextId", None)
    return cdp.encode_value(params)
