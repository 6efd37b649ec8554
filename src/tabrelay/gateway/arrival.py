"""``/gateway`` until ``hello-ok``: drives the handshake machine, asks the authenticator, then hands the socket on."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

from tabrelay.gateway.addresses import is_loopback
from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.authenticator import GUESSES, Circumstances, Welcome
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.gateway.sockets import Socket
from tabrelay.gateway.version import software_version
from tabrelay.gateway.views import device_view
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import ErrorShape, error_shape
from tabrelay.protocol.handshake_server import ServerHandshake, ServerState
from tabrelay.protocol.ids import ConnId
from tabrelay.protocol.messages import Connect
from tabrelay.protocol.operator import DevicePaired
from tabrelay.protocol.outputs import Close, Decide, Output, Send
from tabrelay.store import StoreError

log = logging.getLogger("tabrelay.link")

Settle = Callable[["Arrival", Welcome, Connect], None]


class Arrival:
    """A stranger at the door. ``settle`` takes over the socket of one who is let in."""

    def __init__(self, house: House, socket: Socket, allowed: Allowed, settle: Settle) -> None:
        self.house = house
        self.socket = socket
        self.allowed = allowed
        self.conn = ConnId(str(uuid.uuid4()))
        self._settle = settle
        self._task: asyncio.Task[None] | None = None
        self._waiting = True
        self._machine = ServerHandshake(
            nonce=str(uuid.uuid4()),
            conn_id=self.conn,
            version=software_version(),
            key=house.key,
            authorities=house.addresses.authorities,
            limits=house.settings.limits,
        )
        house.hall.enter(allowed.source)
        silent_s = house.settings.limits.silent_client_ms / 1000
        self._timer = asyncio.get_running_loop().call_later(silent_s, self._timed_out)

    def begin(self) -> None:
        """Send the challenge, before anything is read."""
        self._perform(self._machine.start(wall_ms()))

    def text(self, data: bytes) -> None:
        """A frame from the stranger."""
        self._perform(self._machine.receive(data, wall_ms()))

    def gone(self, reason: str) -> None:
        """It left, or was sent away."""
        log.debug("= %s left before hello-ok: %s", self.conn, reason)
        self._leave()

    def _timed_out(self) -> None:
        # While the store writes a pairing nobody is silent but us.
        if self._machine.state is ServerState.CHALLENGED:
            self._perform(self._machine.timeout())

    def _perform(self, outputs: list[Output]) -> None:
        for output in outputs:
            if isinstance(output, Send):
                self.socket.send(output.data)
            elif isinstance(output, Close):
                self._note_refusal(output.reason.partition(":")[0])
                self.socket.end(output.code, output.reason)
            elif isinstance(output, Decide):
                self._decide(output.connect)

    def _decide(self, connect: Connect) -> None:
        circumstances = Circumstances(
            now_ms=wall_ms(),
            origin=self.allowed.origin,
            private=self.allowed.secure or is_loopback(self.allowed.source),
        )
        verdict = self.house.authenticator.decide(connect, circumstances, self._machine.pairing_is_valid)
        if isinstance(verdict, ErrorShape):
            self._perform(self._machine.refuse(verdict))
        elif verdict.offer is None:
            self._accept(verdict, connect)
        else:
            self._task = asyncio.create_task(self._pair(verdict, connect))

    async def _pair(self, welcome: Welcome, connect: Connect) -> None:
        """A device is told that it is paired only when that is on the disk."""
        assert welcome.device is not None
        assert welcome.offer is not None
        try:
            await self.house.store.devices.add(welcome.device)
        except StoreError as error:
            log.error("x %s", error)  # noqa: TRY400 - a sentence for the operator, no traceback
            self.house.pairings.give_back(welcome.offer)
            if self._machine.state is ServerState.DECIDING:
                self._perform(self._machine.refuse(error_shape(Cause.STORE_FAILED)))
            return
        device = welcome.device
        self.house.journal.write("pair", device.id, f"{device.role} {device.name} from {self.allowed.source}")
        if self._machine.state is ServerState.DECIDING and self._waiting:
            self._accept(welcome, connect)
        self.house.audience.tell("device.paired", DevicePaired(device_view(self.house, device), welcome.offer.id))

    def _accept(self, welcome: Welcome, connect: Connect) -> None:
        outputs = self._machine.accept(welcome.grant)
        self._leave()
        self.socket.trust()
        self._perform(outputs)
        self._settle(self, welcome, connect)

    def _note_refusal(self, cause: str) -> None:
        house, source = self.house, self.allowed.source
        house.metrics.count("refused", cause)
        if cause in GUESSES:
            house.failures.note(source, wall_ms())
        house.journal.refuse(cause, source, f"at /gateway, origin {self.allowed.origin or 'none'}")
        log.info("! %s from %s refused: %s", self.conn, source, cause)

    def _leave(self) -> None:
        if self._waiting:
            self._waiting = False
            self._timer.cancel()
            self.house.hall.leave(self.allowed.source)
