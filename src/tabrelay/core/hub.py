"""The hub: the one value that holds everything the relay knows, driven by ``receive(event, now)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import Raw

from tabrelay.core import announcing, attaching, commands, downloads, extension, files, target_domain
from tabrelay.core.browser_domain import PROTOCOL_VERSION
from tabrelay.core.browsers import Browser
from tabrelay.core.calls import read_answer, settle
from tabrelay.core.clients import Client
from tabrelay.core.closing import close_tab
from tabrelay.core.effects import Answer, CloseBrowser, Effect
from tabrelay.core.events import (
    ActivateTab,
    BrowserForgotten,
    BrowserLinked,
    BrowserMessage,
    BrowserUnlinked,
    ClientConnected,
    ClientGone,
    ClientMessage,
    ClockTicked,
    CloseTab,
    FileAnswered,
    HubEvent,
    OpenTab,
    TicketEnded,
)
from tabrelay.core.lifecycle import Attachment, Link
from tabrelay.core.sessions import Kind, Session
from tabrelay.core.targets import TargetInfo
from tabrelay.core.world import World
from tabrelay.protocol import control
from tabrelay.protocol.cdp import SERVER_ERROR, CdpError
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, FrameError, sentence
from tabrelay.protocol.limits import DEFAULT_LIMITS, Limits
from tabrelay.protocol.operator import BrowserGone, BrowserView, ClientView, TabView

if TYPE_CHECKING:
    from tabrelay.core.ids import IdSource
    from tabrelay.core.tabs import TabState
    from tabrelay.protocol.ids import DeviceId

LINK_LOST = CdpError(SERVER_ERROR, "The browser's link was lost before it answered. Try again.")


@dataclass(frozen=True, slots=True)
class Discovery:
    """What ``/json/version`` and ``/json/list`` are made from. ``targets`` are the shared pages."""

    product: str
    user_agent: str
    protocol_version: str
    targets: tuple[TargetInfo, ...]


class Hub:
    """Browsers, tabs, sessions and clients of one gateway.

    ``ids`` supplies session ids (32 upper-case hex digits, unguessable); the hub itself draws no randomness.
    """

    def __init__(self, *, ids: IdSource, limits: Limits = DEFAULT_LIMITS) -> None:
        self._world = World(ids, limits)
        self._handlers: dict[type, Callable[[Any], None]] = {
            ActivateTab: self._with_tab,
            BrowserForgotten: self._browser_forgotten,
            BrowserLinked: self._browser_linked,
            BrowserMessage: self._browser_message,
            BrowserUnlinked: self._browser_unlinked,
            ClientConnected: self._client_connected,
            ClientGone: self._client_gone,
            ClientMessage: self._client_message,
            ClockTicked: self._clock_ticked,
            CloseTab: self._with_tab,
            FileAnswered: lambda event: files.handle(self._world, event),
            OpenTab: self._open_tab,
            TicketEnded: self._ticket_ended,
        }

    def receive(self, event: HubEvent, now_ms: int) -> list[Effect]:
        """What follows from ``event`` at ``now_ms`` (a monotonic clock's ms). Never raises for what a peer said."""
        world = self._world
        world.now_ms = now_ms
        self._handlers[type(event)](event)
        effects, world.effects = world.effects, []
        return effects

    @property
    def world(self) -> World:
        """All that the hub knows, for :mod:`tabrelay.core.invariants`; only :meth:`receive` changes it."""
        return self._world

    def browsers(self) -> list[BrowserView]:
        """The browsers that are linked or within their grace (``state`` ``linked`` or ``away``)."""
        return [_browser_view(browser) for browser in self._world.browsers.values()]

    def tabs(self, device: DeviceId | None = None) -> list[TabView]:
        """The shared tabs, of one browser or of all."""
        return [
            announcing.tab_view(tab)
            for browser in self._world.browsers.values()
            if device is None or browser.device == device
            for tab in browser.tabs.values()
        ]

    def clients(self) -> list[ClientView]:
        """The connected CDP clients (``connectedAt`` is the hub's clock; the shell replaces it)."""
        return [_client_view(client) for client in self._world.clients.values()]

    def discovery(self, device: DeviceId) -> Discovery | None:
        """What discovery answers; ``None`` while the browser is unknown, away, or has not said what it shares."""
        browser = self._world.browsers.get(device)
        if browser is None or browser.conn is None or not browser.known:
            return None
        infos = target_domain.all_targets(browser)
        return Discovery(
            product=browser.info.product,
            user_agent=browser.info.user_agent,
            protocol_version=PROTOCOL_VERSION,
            targets=tuple(info for info in infos if info.type == "page"),
        )

    # Clients ----------------------------------------------------------------------------------------------------

    def _client_connected(self, event: ClientConnected) -> None:
        world = self._world
        browser = world.browsers.get(event.device)
        tab = browser.tab_of(event.target) if browser is not None and event.target is not None else None
        client = Client(
            id=event.client,
            browser=browser or Browser(device=event.device, name="", conn=None),
            ticket=event.ticket,
            label=event.label,
            isolated=event.isolated,
            connected_at_ms=world.now_ms,
        )
        if browser is None or (event.target is not None and tab is None):
            cause = Cause.BROWSER_AWAY if browser is None else Cause.TARGET_UNKNOWN
            world.count("refused", cause)
            world.close_client(client, CloseCode.BROWSER_GONE, f"{cause}: {sentence(cause)}")
            return
        root = Session(id=commands.ROOT, client=client, kind=Kind.BROWSER, target_id=browser.target_id)
        client.sessions[root.id] = root
        world.clients[client.id] = client
        browser.clients[client.id] = client
        world.tell("client.connected", _client_view(client))
        world.audit("client.connected", client.id, f"ticket {client.ticket} {client.label}".strip())
        if tab is not None:
            self._become_page(client, root, tab)

    def _become_page(self, client: Client, root: Session, tab: TabState) -> None:
        """``/devtools/page/…``: commands wait in the client's backlog until Chrome is attached."""
        root.kind = Kind.CHROME
        root.tab = tab
        root.target_id = tab.target_id
        client.backlog = []

        def opened(session: Session | None, error: CdpError | None) -> None:
            backlog, client.backlog = client.backlog or [], None
            if error is not None or session is None:
                reason = error.message if error else "target closed"
                attaching.end_client(self._world, client, reason)
                self._world.close_client(client, CloseCode.BROWSER_GONE, reason)
                return
            for data in backlog:
                if client.alive:
                    commands.handle(self._world, client, data)

        attaching.open_root_page(self._world, root, tab, opened)

    def _client_message(self, event: ClientMessage) -> None:
        client = self._world.clients.get(event.client)
        if client is None:
            return
        if client.backlog is not None:
            client.backlog.append(event.data)
            client.backlog_bytes += len(event.data)
            if client.backlog_bytes > self._world.limits.frame_bytes:
                self._cut(client, CloseCode.TOO_LARGE, "too much was sent before the page was attached")
        else:
            commands.handle(self._world, client, event.data)

    def _client_gone(self, event: ClientGone) -> None:
        client = self._world.clients.get(event.client)
        if client is not None:
            attaching.end_client(self._world, client, event.reason)

    def _ticket_ended(self, event: TicketEnded) -> None:
        for client in [client for client in self._world.clients.values() if client.ticket == event.ticket]:
            self._cut(client, CloseCode.TICKET_ENDED, event.reason)

    def _cut(self, client: Client, code: CloseCode, reason: str) -> None:
        attaching.end_client(self._world, client, reason)
        self._world.close_client(client, code, reason)
        self._world.count("client_cut", code.name)

    # Browsers ---------------------------------------------------------------------------------------------------

    def _browser_linked(self, event: BrowserLinked) -> None:
        world = self._world
        device, conn, name = event.device, event.conn, event.name
        browser = world.browsers.get(device)
        if browser is None:
            browser = Browser(device=device, name=name, conn=conn)
            world.browsers[device] = browser
        elif browser.conn is not None:
            old = browser.conn
            browser.link.move("superseded")
            self._drop_link(browser)
            world.effects.append(CloseBrowser(old, CloseCode.SUPERSEDED, "a newer link of the same device took over"))
            world.count("link_superseded")
        else:
            browser.link.move("linked")
        browser.conn = conn
        browser.name = name
        world.links[conn] = browser
        world.audit("browser.linked", device, name)

    def _browser_unlinked(self, event: BrowserUnlinked) -> None:
        browser = self._world.links.get(event.conn)
        if browser is not None:
            self._lose_link(browser, event.reason)

    def _lose_link(self, browser: Browser, reason: str) -> None:
        browser.link.move("dropped")
        self._drop_link(browser)
        browser.away_since_ms = self._world.now_ms
        self._world.tell("browser.unlinked", BrowserGone(id=browser.device, reason=reason))
        self._world.audit("browser.unlinked", browser.device, reason)

    def _drop_link(self, browser: Browser) -> None:
        """Nothing that was asked over a dead link will be answered; what was attached may still be."""
        assert browser.conn is not None
        self._world.links.pop(browser.conn, None)
        browser.conn = None
        browser.known = False
        downloads.lose(self._world, browser)
        for call in browser.calls.take_all():
            settle(self._world, call, LINK_LOST)
        for tab in browser.tabs.values():
            if tab.attachment.state in (Attachment.ATTACHING, Attachment.DETACHING):
                tab.attachment.move("lost")

    def _browser_message(self, event: BrowserMessage) -> None:
        browser = self._world.links.get(event.conn)
        if browser is None:
            return
        was_known = browser.known
        try:
            extension.handle(self._world, browser, event.data)
        except FrameError as error:
            self._world.count("refused", error.cause)
            self._lose_link(browser, str(error))
            self._world.effects.append(CloseBrowser(event.conn, CloseCode.PROTOCOL_ERROR, f"{error.cause}: {error}"))
        if browser.known and not was_known:
            self._world.tell("browser.linked", _browser_view(browser))

    def _browser_forgotten(self, event: BrowserForgotten) -> None:
        self._forget_browser(event.device, CloseCode.REVOKED, sentence(Cause.DEVICE_REVOKED))

    def _forget_browser(self, device: DeviceId, code: CloseCode, reason: str) -> None:
        world = self._world
        browser = world.browsers.pop(device, None)
        if browser is None:
            return
        conn = browser.conn
        browser.link.move("forgotten" if code is CloseCode.REVOKED else "expired")
        for client in list(browser.clients.values()):
            self._cut(client, CloseCode.BROWSER_GONE, reason)
        for tab in list(browser.tabs.values()):
            announcing.drop_tab(world, tab, "closed")
        if conn is not None:
            self._drop_link(browser)
            world.effects.append(CloseBrowser(conn, code, reason))
        world.audit("browser.forgotten", device, reason)

    # Time -------------------------------------------------------------------------------------------------------

    def _clock_ticked(self, _: ClockTicked) -> None:
        world = self._world
        for browser in list(world.browsers.values()):
            for call in browser.calls.take_overdue(world.now_ms):
                world.count("deadline_passed", call.label)
                settle(world, call, extension.overdue(call, world.now_ms))
            gone_at = browser.away_since_ms + world.limits.link_grace_ms
            if browser.link.state is Link.AWAY and gone_at <= world.now_ms:
                self._forget_browser(browser.device, CloseCode.BROWSER_GONE, sentence(Cause.BROWSER_AWAY))

    # Discovery's commands -----------------------------------------------------------------------------------------

    def _open_tab(self, event: OpenTab) -> None:
        world = self._world
        token, device, url = event.token, event.device, event.url
        browser = world.browsers.get(device)
        if browser is None:
            world.effects.append(Answer(token, error=sentence(Cause.BROWSER_AWAY)))
            return

        def created(answer: Raw | CdpError) -> None:
            tab = read_answer(answer, control.Tab)
            if isinstance(tab, CdpError):
                world.effects.append(Answer(token, error=tab.message))
                return
            shared = Answer(token, target=tab.target_id)
            announcing.share_tab(world, browser, tab, lambda: world.effects.append(shared))

        create = control.TabsCreate(url=url or "about:blank", active=browser.mode == "all")
        world.call(browser, control.TABS_CREATE, create, created, label="/json/new")

    def _with_tab(self, event: ActivateTab | CloseTab) -> None:
        world = self._world
        browser = world.browsers.get(event.device)
        tab = None if browser is None else browser.tab_of(event.target)
        if tab is None:
            world.effects.append(Answer(event.token, error=f"No such target id: {event.target}"))
            return
        token, target = event.token, tab.target_id

        def answered(answer: Raw | CdpError) -> None:
            error = answer.message if isinstance(answer, CdpError) else ""
            world.effects.append(Answer(token, target=target, error=error))

        if isinstance(event, CloseTab):
            close_tab(world, tab, answered)
        else:
            world.call(tab.browser, control.TABS_ACTIVATE, control.TabRef(tab_id=tab.id), answered, tab_id=tab.id)


def _browser_view(browser: Browser) -> BrowserView:
    return BrowserView(
        id=browser.device,
        name=browser.name,
        state="away" if browser.conn is None else "linked",
        product=browser.info.product,
        mode=browser.mode,
        tabs=len(browser.tabs),
        clients=len(browser.clients),
    )


def _client_view(client: Client) -> ClientView:
    return ClientView(
        id=client.id,
        browser=client.browser.device,
        ticket=client.ticket,
        label=client.label,
        connected_at=client.connected_at_ms,
        sessions=len(client.sessions),
    )
