"""Feeds the hub and performs its effects, in order, in one turn of the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from tabrelay.core.effects import (
    Answer,
    AskReach,
    Audit,
    CloseBrowser,
    CloseClient,
    Count,
    Effect,
    FindFiles,
    PlaceFile,
    ReadFile,
    Tell,
    ToBrowser,
    ToClient,
)
from tabrelay.core.events import ClockTicked, HubEvent
from tabrelay.core.hub import Discovery
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.files import FileDesk
from tabrelay.gateway.metrics import Metrics
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, sentence
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId
from tabrelay.protocol.operator import BrowserView, ClientView, TabView

log = logging.getLogger("tabrelay.driver")

CLOCK_S = 0.5
"""The hub hears of the time this often; its deadlines are seconds and more."""


class HubLike(Protocol):
    """The face of :class:`tabrelay.core.hub.Hub`."""

    def receive(self, event: HubEvent, now_ms: int) -> list[Effect]: ...  # noqa: D102
    def browsers(self) -> list[BrowserView]: ...  # noqa: D102
    def tabs(self, device: DeviceId | None = None) -> list[TabView]: ...  # noqa: D102
    def clients(self) -> list[ClientView]: ...  # noqa: D102
    def discovery(self, device: DeviceId) -> Discovery | None: ...  # noqa: D102


class Driver:
    """Everything between the sockets and the hub. ``audit`` and ``tell`` take what the hub has for them."""

    def __init__(
        self,
        hub: HubLike,
        metrics: Metrics,
        *,
        audit: Callable[[str, str, str], None],
        tell: Callable[[str, msgspec.Struct], None],
        files: Literal["local", "off"] = "off",
    ) -> None:
        self.hub = hub
        self.links: dict[ConnId, Socket] = {}
        """Linked extensions; changed by whoever owns the socket, and by :class:`CloseBrowser`."""
        self.link_of: dict[DeviceId, Socket] = {}
        """The newest link of each browser, to look at its congestion."""
        self.clients: dict[ClientId, Socket] = {}
        self.client_since: dict[ClientId, int] = {}
        """When each client came, epoch ms; the hub knows a monotonic clock only."""
        self._metrics = metrics
        self._audit = audit
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._events: deque[HubEvent] = deque()
        self._feeding = False
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        self._token = 0
        self.files = FileDesk(files, self.feed)
        self._perform: dict[type[Effect], Callable[..., None]] = {
            ToClient: self._to_client,
            ToBrowser: self._to_browser,
            CloseClient: self._close_client,
            CloseBrowser: self._close_browser,
            Tell: lambda effect: self._tell(effect.event, self.with_wall_times(effect.payload)),
            Audit: lambda effect: self._audit(effect.action, effect.subject, effect.detail),
            Count: lambda effect: self._metrics.count(effect.name, effect.label),
            Answer: self._answer,
            AskReach: self._ask_reach,
            FindFiles: self.files.perform,
            ReadFile: self.files.perform,
            PlaceFile: self.files.perform,
        }

    def feed(self, event: HubEvent) -> None:
        """Let ``event`` happen. What performing an effect causes happens after the other effects of the same event."""
        self._events.append(event)
        if self._feeding:
            return
        self._feeding = True
        try:
            while self._events:
                self._feed_one(self._events.popleft())
        finally:
            self._feeding = False

    def _feed_one(self, event: HubEvent) -> None:
        try:
            effects = self.hub.receive(event, int(self._loop.time() * 1000))
        except Exception:
            self._metrics.count("internal_error", type(event).__name__)
            log.exception("x the hub failed on %s", type(event).__name__)
            self._cut_the_cause(event)
            return
        perform = self._perform
        for effect in effects:
            perform[type(effect)](effect)

    def _cut_the_cause(self, event: HubEvent) -> None:
        """Whoever sent what the hub could not take is cut: its state there may be half changed."""
        client, conn = getattr(event, "client", None), getattr(event, "conn", None)
        socket = self.clients.get(client) if client is not None else self.links.get(conn) if conn is not None else None
        if socket is not None:
            socket.end(CloseCode.INTERNAL_ERROR, f"{Cause.INTERNAL_ERROR}: {sentence(Cause.INTERNAL_ERROR)}")

    def _to_client(self, effect: ToClient) -> None:
        socket = self.clients.get(effect.client)
        if socket is not None:
            socket.send(effect.data)

    def _to_browser(self, effect: ToBrowser) -> None:
        socket = self.links.get(effect.conn)
        if socket is not None:
            socket.send(effect.data)

    def _close_client(self, effect: CloseClient) -> None:
        socket = self.clients.get(effect.client)
        if socket is not None:
            socket.end(effect.code, effect.reason)

    def _close_browser(self, effect: CloseBrowser) -> None:
        socket = self.links.get(effect.conn)
        if socket is not None:
            socket.end(effect.code, effect.reason)

    def _answer(self, effect: Answer) -> None:
        future = self._answers.pop(effect.token, None)
        if future is not None and not future.done():
            future.set_result(effect)

    def _ask_reach(self, effect: AskReach) -> None:
        self.files.reach(effect, self.clients.get(effect.client), self.links.get(effect.conn))

    async def ask(self, make: Callable[[int], HubEvent]) -> Answer:
        """Feed the event that ``make`` builds around a token, and wait for its answer: the hub's deadlines end it."""
        self._token += 1
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._answers[self._token] = future
        self.feed(make(self._token))
        return await future

    async def tick(self) -> None:
        """Tell the hub the time, for ever."""
        while True:
            await asyncio.sleep(CLOCK_S)
            self.feed(ClockTicked())

    def with_wall_times(self, payload: msgspec.Struct) -> msgspec.Struct:
        """``payload`` with people's time in it instead of the hub's."""
        if isinstance(payload, ClientView):
            return msgspec.structs.replace(payload, connected_at=self.client_since.get(ClientId(payload.id), wall_ms()))
        if isinstance(payload, BrowserView):
            return msgspec.structs.replace(payload, last_seen_at=wall_ms())
        return payload
