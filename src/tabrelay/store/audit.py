"""The audit journal: what was allowed, refused and ended, in order."""

from __future__ import annotations

import sqlite3

import msgspec

from tabrelay.store.writer import Writer

DETAIL_CHARS = 1000
"""What a peer sent may end up in a detail; it does not get to fill the disk."""


class AuditRow(msgspec.Struct, frozen=True):
    """One row. ``at`` is epoch ms, ``subject`` who or what it happened to."""

    seq: int
    at: int
    action: str
    subject: str
    detail: str


class Audit:
    """The table. Appending does not wait; the writer keeps the order."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def append(self, at_ms: int, action: str, subject: str, detail: str = "") -> None:
        """Add a row in its turn."""
        row = (at_ms, action, subject[:DETAIL_CHARS], detail[:DETAIL_CHARS])
        self._writer.post(
            lambda db: db.execute("INSERT INTO audit (at, action, subject, detail) VALUES (?, ?, ?, ?)", row)
        )

    async def tail(self, count: int = 100) -> list[AuditRow]:
        """The newest rows, oldest of them first; everything appended before is there."""
        return await self._writer.run(lambda db: _tail(db, count))


def _tail(connection: sqlite3.Connection, count: int) -> list[AuditRow]:
    rows = connection.execute("SELECT seq, at, action, subject, detail FROM audit ORDER BY seq DESC LIMIT ?", (count,))
    return [AuditRow(*row) for row in rows][::-1]
