"""The parts of one running gateway, for those of them that need each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.config import Settings
from tabrelay.gateway.addresses import Addresses
from tabrelay.gateway.audience import Audience
from tabrelay.gateway.authenticator import Authenticator
from tabrelay.gateway.driver import Driver
from tabrelay.gateway.heartbeat import Heartbeat
from tabrelay.gateway.journal import Journal
from tabrelay.gateway.listeners import TicketPorts
from tabrelay.gateway.metrics import Metrics
from tabrelay.gateway.outbox import Turn
from tabrelay.gateway.pairings import Pairings
from tabrelay.gateway.sockets import Socket
from tabrelay.gateway.strangers import Failures, Hall
from tabrelay.gateway.tickets import TicketDesk
from tabrelay.protocol.ids import DeviceId
from tabrelay.store import Store


@dataclass(slots=True, kw_only=True)
class House:
    """Made once by :class:`~tabrelay.gateway.app.Gateway`; every part lives as long as it."""

    settings: Settings
    addresses: Addresses
    key: Ed25519PrivateKey
    fingerprint: str
    started_at: int
    store: Store
    journal: Journal
    metrics: Metrics
    driver: Driver
    audience: Audience
    heartbeat: Heartbeat
    pairings: Pairings
    authenticator: Authenticator
    hall: Hall
    failures: Failures
    desk: TicketDesk
    ports: TicketPorts
    turn: Turn = field(default_factory=Turn)
    """What all sockets have in common: one event loop's thread."""

    sockets: set[Socket] = field(default_factory=set)
    """Every open WebSocket, whoever is at its other end."""

    devices: dict[DeviceId, set[Socket]] = field(default_factory=dict)
    """The links of each device after ``hello-ok``, of either role: what revoking it cuts."""

    stopping: bool = False
    """No new connection is let in any more."""

    def forget_link(self, device: DeviceId, socket: Socket) -> None:
        """A device has one link less."""
        sockets = self.devices.get(device)
        if sockets is not None:
            sockets.discard(socket)
            if not sockets:
                del self.devices[device]
