"""``/gateway`` after ``hello-ok``: an extension's link, or an operator's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from aiohttp import web

from tabrelay.core.events import BrowserLinked, BrowserMessage, BrowserUnlinked
from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.arrival import Arrival
from tabrelay.gateway.authenticator import Welcome
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.gateway.locality import Peer
from tabrelay.gateway.operator_link import OperatorLink
from tabrelay.gateway.outbox import LINE
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.ids import ConnId
from tabrelay.protocol.messages import CAP_BATCH, CAP_BINARY, ROLE_NODE, Connect
from tabrelay.store import Device

log = logging.getLogger("tabrelay.link")


class NodeLink:
    """A linked extension: every frame is the hub's."""

    def __init__(self, house: House, socket: Socket, conn: ConnId, device: Device, caps: Collection[str]) -> None:
        self._house = house
        self._driver = house.driver
        self._loop = asyncio.get_running_loop()
        self._conn = conn
        self._device = device
        self.socket = socket
        self.heard_at = self._loop.time()
        self._batches = CAP_BATCH in caps
        socket.agree(batches=self._batches, binary=CAP_BINARY in caps)

    def start(self) -> None:
        """The link is up."""
        self._driver.links[self._conn] = self.socket
        self._driver.link_of[self._device.id] = self.socket
        self._house.heartbeat.links.add(self)
        self._house.devices.setdefault(self._device.id, set()).add(self.socket)
        self._house.store.devices.touch(self._device.id, wall_ms())
        log.info("> browser %s (%s) linked", self._device.name, self._device.id[:8])
        self._driver.feed(BrowserLinked(self._device.id, self._conn, self._device.name))

    def text(self, data: bytes) -> None:
        """A message from the extension: a frame, or a batch of them."""
        self.heard_at = self._loop.time()
        if self._batches and data.startswith(LINE):
            for frame in data[1:].split(LINE):
                self._driver.feed(BrowserMessage(self._conn, frame))
        else:
            self._driver.feed(BrowserMessage(self._conn, data))

    def gone(self, reason: str) -> None:
        """The link is down."""
        log.info("= browser %s (%s) unlinked: %s", self._device.name, self._device.id[:8], reason)
        self._house.heartbeat.links.discard(self)
        self._house.forget_link(self._device.id, self.socket)
        self._driver.links.pop(self._conn, None)
        if self._driver.link_of.get(self._device.id) is self.socket:
            del self._driver.link_of[self._device.id]
        self._house.store.devices.touch(self._device.id, wall_ms())
        self._driver.feed(BrowserUnlinked(self._conn, reason))


async def serve_gateway(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """The route ``/gateway``."""
    limits = house.settings.limits
    socket = Socket(limits, house.turn, first_bytes=limits.handshake_bytes)
    await socket.open(request)
    socket.peer = Peer.of(request, shown=True)  # nobody is let in without a proof
    socket.on_cut = lambda code: house.metrics.count("cut", code.name)
    house.sockets.add(socket)
    try:
        _greet(house, socket, allowed)
        socket.listen()
        await socket.ended()
    finally:
        house.sockets.discard(socket)
    return socket


def _greet(house: House, socket: Socket, allowed: Allowed) -> None:
    """In a function of its own, so that nothing of the handshake lives as long as the link."""
    arrival = Arrival(house, socket, allowed, settle)
    socket.listener = arrival
    arrival.begin()


def settle(arrival: Arrival, welcome: Welcome, connect: Connect) -> None:
    """Give the socket of somebody who was let in to whom its role says."""
    house, socket = arrival.house, arrival.socket
    link: NodeLink | OperatorLink
    if welcome.grant.role == ROLE_NODE:
        assert welcome.device is not None
        link = NodeLink(house, socket, arrival.conn, welcome.device, welcome.grant.features.caps)
    else:
        link = OperatorLink(house, socket, welcome, connect, arrival.allowed)
    socket.listener = link
    link.start()
