"""CDP clients: ``/cdp/<ticket>``, ``/devtools/browser/…``, ``/devtools/page/…``."""

from __future__ import annotations

import asyncio
import logging
import uuid

from aiohttp import web

from tabrelay.core.events import ClientConnected, ClientGone, ClientMessage
from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.driver import Driver
from tabrelay.gateway.house import House
from tabrelay.gateway.locality import Peer
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import Route
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.ids import ClientId, TargetId

log = logging.getLogger("tabrelay.client")


class ClientLink:
    """One CDP client: every frame is the hub's. One that asks faster than its browser takes is not read meanwhile."""

    def __init__(self, driver: Driver, socket: Socket, client: ClientId, browser: Socket | None) -> None:
        self._driver = driver
        self._socket = socket
        self._client = client
        self.browser = browser
        self._resting: asyncio.Task[None] | None = None

    def text(self, data: bytes) -> None:
        """A command."""
        self._driver.feed(ClientMessage(self._client, data))
        if self.browser is not None and self.browser.congested and self._resting is None:
            self._socket.pause()
            self._resting = asyncio.create_task(self._rest(self.browser))

    def gone(self, reason: str) -> None:
        """The client left, or was sent away."""
        log.info("= client %s left: %s", self._client[:8], reason)
        self._driver.clients.pop(self._client, None)
        self._driver.feed(ClientGone(self._client, reason))
        self._driver.client_since.pop(self._client, None)

    async def _rest(self, browser: Socket) -> None:
        await browser.drained()
        self._resting = None
        self._socket.resume()


async def serve_client(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """The routes ``CDP`` and ``PAGE``."""
    ticket, driver = allowed.ticket, house.driver
    assert ticket is not None
    target = TargetId(allowed.argument) if allowed.route is Route.PAGE else None
    discovery = driver.hub.discovery(ticket.device)
    if discovery is None:
        return Refused(503, Cause.BROWSER_AWAY).response()
    if target is not None and all(info.target_id != target for info in discovery.targets):
        return Refused(404, Cause.TARGET_UNKNOWN, target[:80]).response()
    socket = Socket(house.settings.limits, house.turn)
    await socket.open(request)
    socket.peer = Peer.of(request, shown=bool(allowed.secret))
    client = ClientId(uuid.uuid4().hex)
    socket.on_cut = lambda code: house.metrics.count("cut", code.name)
    link = ClientLink(driver, socket, client, driver.link_of.get(ticket.device))
    socket.listener = link
    house.sockets.add(socket)
    driver.clients[client] = socket
    driver.client_since[client] = wall_ms()
    log.info("> client %s on browser %s, ticket %s", client[:8], ticket.device[:8], ticket.id)
    try:
        driver.feed(ClientConnected(client, ticket.device, ticket.id, ticket.label, target, isolated=ticket.isolated))
        socket.listen()
        await socket.ended()
    finally:
        house.sockets.discard(socket)
    return socket
