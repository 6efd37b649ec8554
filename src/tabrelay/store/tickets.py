"""Tickets: capabilities for CDP clients, by hash only."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from tabrelay.protocol.ids import DeviceId, TicketId
from tabrelay.store.writer import Writer

COLUMNS = "id, hash, device, label, port, created_at, expires_at, revoked_at, isolated"

KEPT_MS = 7 * 24 * 3_600_000
"""How long an ended ticket is remembered, so that whoever still uses it is told that it ended."""


class Ticket(msgspec.Struct, frozen=True):
    """One ticket without its secret; ``hash`` is the hex SHA-256 of it. ``port`` 0 means none. Times are epoch ms.

    ``isolated``: it demands that browser contexts are.
    """

    id: TicketId
    hash: str
    device: DeviceId
    label: str
    port: int
    created_at: int
    expires_at: int
    revoked_at: int | None = None
    isolated: bool = False

    def state(self, now_ms: int) -> Literal["live", "expired", "revoked"]:
        """Whether it opens anything at ``now_ms``."""
        if self.revoked_at is not None:
            return "revoked"
        return "live" if now_ms < self.expires_at else "expired"


class Tickets:
    """The table, with a mirror in memory: admission must not wait for a disk."""

    def __init__(self, writer: Writer, rows: dict[TicketId, Ticket]) -> None:
        self._writer = writer
        self._rows = rows
        self._by_hash = {row.hash: row for row in rows.values()}

    @staticmethod
    def load(connection: sqlite3.Connection, now_ms: int) -> dict[TicketId, Ticket]:
        """The rows, without those that ended long ago, which are deleted."""
        connection.execute(
            "DELETE FROM tickets WHERE min(expires_at, coalesce(revoked_at, expires_at)) < ?", (now_ms - KEPT_MS,)
        )
        rows = connection.execute(f"SELECT {COLUMNS} FROM tickets ORDER BY created_at, id")  # noqa: S608 - a constant
        return {row[0]: Ticket(*(*row[:-1], bool(row[-1]))) for row in rows}

    @property
    def rows(self) -> Mapping[TicketId, Ticket]:
        """By id, oldest first, ended ones included."""
        return MappingProxyType(self._rows)

    @property
    def by_hash(self) -> Mapping[str, Ticket]:
        """By the hash of the secret."""
        return MappingProxyType(self._by_hash)

    async def add(self, ticket: Ticket) -> None:
        """Remember a ticket. Raises :class:`~tabrelay.store.errors.StoreError`."""
        await self._writer.run(
            lambda db: db.execute(
                f"INSERT INTO tickets ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                msgspec.structs.astuple(ticket),
            )
        )
        self._mirror(ticket)

    async def revoke(self, ticket: TicketId, now_ms: int) -> None:
        """End a ticket. Raises :class:`~tabrelay.store.errors.StoreError`, ``KeyError``."""
        row = msgspec.structs.replace(self._rows[ticket], revoked_at=now_ms)
        await self._writer.run(
            lambda db: db.execute("UPDATE tickets SET revoked_at = ? WHERE id = ?", (now_ms, ticket))
        )
        self._mirror(row)

    def _mirror(self, row: Ticket) -> None:
        self._rows[row.id] = row
        self._by_hash[row.hash] = row
