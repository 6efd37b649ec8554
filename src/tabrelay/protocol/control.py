"""Gateway ⇄ extension after ``hello-ok``: the calls the gateway makes and the events the extension sends.

The extension executes exactly the methods of :data:`COMMANDS` and forwards events; it gives none of them a meaning.
All fields are camelCase on the wire.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.protocol.ids import ChromeSessionId, TabId, TargetId

Mode = Literal["shared", "all"]
"""``shared``: only tabs the person shares. ``all``: every tab of a profile that is there for programs."""

GoneReason = Literal["unshared", "closed", "replaced", "discarded"]


class TabRef(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``debugger.attach``, ``debugger.detach``, ``tabs.remove``, ``tabs.activate``, ``windows.get``."""

    tab_id: TabId


class SendCommand(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``debugger.sendCommand``: one CDP command; the payload of the answer is CDP's result, untouched."""

    tab_id: TabId
    method: str
    params: Raw | UnsetType = UNSET
    session_id: ChromeSessionId | UnsetType = UNSET


class TabsCreate(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``tabs.create``; answered with :class:`Tab`. ``newWindow`` opens a window for the tab.

    Bounds are DIPs. The new tab is shared in every mode: who may create a tab may drive it. ``context`` is the browser
    context that it is made in: for one that ``contexts.open`` opened, in its incognito window.
    """

    url: str
    active: bool = False
    new_window: bool = False
    window_id: int | UnsetType = UNSET
    opener_tab_id: TabId | UnsetType = UNSET
    left: int | UnsetType = UNSET
    top: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    context: str | UnsetType = UNSET


class ContextsOpen(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``contexts.open``; answered with :class:`ContextOpened`.

    Opens an incognito window for a browser context, with a tab that keeps it (:attr:`Tab.keeper`), unless the person
    allows none or one is open that is not ours; one that is another context's counts only without ``beside``.
    """

    context: str
    beside: bool


class ContextOpened(msgspec.Struct, frozen=True, rename="camel"):
    """Answer of ``contexts.open``: the tab that keeps the window, or why there is none."""

    keeper: Tab | UnsetType = UNSET
    obstacle: Literal["", "notAllowed", "inUse"] = ""


class ContextRef(msgspec.Struct, frozen=True):
    """Parameters of ``contexts.close``: all tabs of the context are closed, and its window with them."""

    context: str


class TabsUpdate(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``tabs.update``: navigate the tab; answered with :class:`Tab`."""

    tab_id: TabId
    url: str


class Window(msgspec.Struct, frozen=True, rename="camel"):
    """Answer of ``windows.get`` and ``windows.update``. Bounds are DIPs.

    ``contentWidth`` and ``contentHeight`` are those of the tab that was asked about, where it is the one in front.
    """

    window_id: int
    left: int
    top: int
    width: int
    height: int
    state: str
    content_width: int | UnsetType = UNSET
    content_height: int | UnsetType = UNSET


class WindowsUpdate(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``windows.update``: only what is given changes."""

    window_id: int
    left: int | UnsetType = UNSET
    top: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    state: str | UnsetType = UNSET


class Tab(msgspec.Struct, frozen=True, rename="camel"):
    """A tab the extension shares. ``attached`` means this extension's debugger is attached to it right now.

    ``context`` is the browser context in which a program, or a page of that context, made it. A ``keeper`` only keeps
    the context's window open.
    """

    tab_id: TabId
    target_id: TargetId
    url: str
    title: str
    window_id: int
    active: bool = False
    attached: bool = False
    opener_tab_id: TabId | UnsetType = UNSET
    incognito: bool = False
    context: str | UnsetType = UNSET
    keeper: bool = False


class BrowserInfo(msgspec.Struct, frozen=True, rename="camel"):
    """What the browser says of itself. ``product`` is ``Chrome/<full version>``, as ``Browser.getVersion`` has it."""

    product: str
    user_agent: str
    platform: str = ""


class Snapshot(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``browser.snapshot``, the extension's first frame after ``hello-ok``: all that is shared."""

    browser: BrowserInfo
    mode: Mode
    tabs: tuple[Tab, ...]


class TabGone(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``tab.gone``: no longer shared, and why."""

    tab_id: TabId
    reason: GoneReason


class DebuggerEvent(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``debugger.event``: one CDP event; ``params`` untouched, ``sessionId`` as Chrome named it."""

    tab_id: TabId
    method: str
    params: Raw = Raw(b"")
    session_id: ChromeSessionId = ChromeSessionId("")


class DebuggerDetached(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``debugger.detached``: Chrome detached the debugger; ``reason`` is ``chrome.debugger``'s word."""

    tab_id: TabId
    reason: str


class DownloadRef(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``downloads.discard``: the file of a taken download has been fetched, nobody needs it any more.

    ``guid`` is the one in CDP's ``Page.downloadWillBegin``.
    """

    guid: str


class DownloadDecide(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``downloads.decide``: what becomes of a download that a shared tab began.

    ``take``: it is a program's; Chrome saves it out of the person's way, until ``downloads.discard``. ``leave``: it
    goes where the person's downloads go. ``cancel``: it ends, and its file goes.
    """

    guid: str
    action: Literal["take", "leave", "cancel"]


class DownloadEnded(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``download.ended``: Chrome has the whole file, at ``filename`` on the browser's machine, or gave up.

    ``filename`` is ``""`` where there is none, or where Chrome did not say which download this is.
    """

    guid: str
    complete: bool
    filename: str = ""
    received_bytes: int = 0
    total_bytes: int = 0


ATTACH = "debugger.attach"
DETACH = "debugger.detach"
SEND_COMMAND = "debugger.sendCommand"
TABS_CREATE = "tabs.create"
TABS_UPDATE = "tabs.update"
TABS_REMOVE = "tabs.remove"
TABS_ACTIVATE = "tabs.activate"
CONTEXTS_OPEN = "contexts.open"
CONTEXTS_CLOSE = "contexts.close"
WINDOWS_GET = "windows.get"
WINDOWS_UPDATE = "windows.update"
DOWNLOADS_DECIDE = "downloads.decide"
DOWNLOADS_DISCARD = "downloads.discard"

COMMANDS: dict[str, type[msgspec.Struct]] = {
    ATTACH: TabRef,
    DETACH: TabRef,
    SEND_COMMAND: SendCommand,
    TABS_CREATE: TabsCreate,
    TABS_UPDATE: TabsUpdate,
    TABS_REMOVE: TabRef,
    TABS_ACTIVATE: TabRef,
    CONTEXTS_OPEN: ContextsOpen,
    CONTEXTS_CLOSE: ContextRef,
    WINDOWS_GET: TabRef,
    WINDOWS_UPDATE: WindowsUpdate,
    DOWNLOADS_DECIDE: DownloadDecide,
    DOWNLOADS_DISCARD: DownloadRef,
}
"""What the gateway may ask for, with the shape of the parameters; declared by the extension in ``connect``."""

SNAPSHOT = "browser.snapshot"
TAB_SHARED = "tab.shared"
TAB_UPDATED = "tab.updated"
TAB_GONE = "tab.gone"
DEBUGGER_EVENT = "debugger.event"
DEBUGGER_DETACHED = "debugger.detached"
DOWNLOAD_ENDED = "download.ended"

EVENTS: dict[str, type[msgspec.Struct]] = {
    SNAPSHOT: Snapshot,
    TAB_SHARED: Tab,
    TAB_UPDATED: Tab,
    TAB_GONE: TabGone,
    DEBUGGER_EVENT: DebuggerEvent,
    DEBUGGER_DETACHED: DebuggerDetached,
    DOWNLOAD_ENDED: DownloadEnded,
}
"""What the extension reports, with the shape of the payload."""
