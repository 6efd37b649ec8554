"""Making tickets, and ending them in time."""

from __future__ import annotations

import heapq
import logging
import secrets
from collections.abc import Awaitable, Callable

from tabrelay.core.events import TicketEnded
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.driver import Driver
from tabrelay.gateway.journal import Journal
from tabrelay.protocol.errors import Cause, sentence
from tabrelay.protocol.identity import secret_hash
from tabrelay.protocol.ids import DeviceId, TicketId
from tabrelay.store import Store, Ticket

SECRET_BYTES = 24

log = logging.getLogger("tabrelay.tickets")


class TicketDesk:
    """The tickets of one gateway. ``close_port`` takes away the port that a ticket has."""

    def __init__(
        self, store: Store, driver: Driver, journal: Journal, close_port: Callable[[TicketId], Awaitable[None]]
    ) -> None:
        self._store = store
        self._driver = driver
        self._journal = journal
        self._close_port = close_port
        self._ends = [(row.expires_at, row.id) for row in store.tickets.rows.values() if row.revoked_at is None]
        heapq.heapify(self._ends)

    async def create(
        self, device: DeviceId, *, ttl_ms: int, label: str, port: int = 0, isolated: bool = False
    ) -> tuple[Ticket, str]:
        """A ticket and its secret, which nobody can find out again. Raises :class:`~tabrelay.store.StoreError`."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        now_ms = wall_ms()
        ticket = Ticket(
            id=TicketId(secrets.token_hex(4)),
            hash=secret_hash(secret),
            device=device,
            label=label,
            port=port,
            created_at=now_ms,
            expires_at=now_ms + ttl_ms,
            isolated=isolated,
        )
        await self._store.tickets.add(ticket)
        heapq.heappush(self._ends, (ticket.expires_at, ticket.id))
        self._journal.write("ticket.create", ticket.id, f"browser {device} {label}".strip())
        return ticket, secret

    async def revoke(self, ticket: Ticket, why: str) -> None:
        """End a ticket now. Raises :class:`~tabrelay.store.StoreError`."""
        await self._store.tickets.revoke(ticket.id, wall_ms())
        self._journal.write("ticket.revoke", ticket.id, why)
        self._driver.feed(TicketEnded(ticket.id, sentence(Cause.TICKET_REVOKED)))
        await self._close_port(ticket.id)

    async def revoke_all(self, device: DeviceId, why: str) -> None:
        """End every live ticket for a browser."""
        now_ms = wall_ms()
        for ticket in list(self._store.tickets.rows.values()):
            if ticket.device == device and ticket.state(now_ms) == "live":
                await self.revoke(ticket, why)

    async def expire(self) -> None:
        """End what is over by now. Comes often; costs nothing when nothing ended."""
        now_ms = wall_ms()
        while self._ends and self._ends[0][0] <= now_ms:
            _, id_ = heapq.heappop(self._ends)
            if self._store.tickets.rows[id_].revoked_at is not None:
                continue
            self._journal.write("ticket.expire", id_)
            self._driver.feed(TicketEnded(id_, sentence(Cause.TICKET_EXPIRED)))
            await self._close_port(id_)
