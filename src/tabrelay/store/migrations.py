"""The schema, step by step. A step that was released is never edited; what changes comes as a further step."""

from __future__ import annotations

import sqlite3
from typing import Final

STEPS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE devices (
        id TEXT PRIMARY KEY,
        public_key TEXT NOT NULL,
        role TEXT NOT NULL,
        name TEXT NOT NULL,
        platform TEXT NOT NULL,
        origin TEXT NOT NULL,
        paired_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT;
    CREATE TABLE tickets (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        device TEXT NOT NULL,
        label TEXT NOT NULL,
        port INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT;
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE tickets ADD COLUMN isolated INTEGER NOT NULL DEFAULT 0
    """,
)
"""Step ``n`` leads from ``PRAGMA user_version`` ``n`` to ``n + 1``."""


class SchemaTooNew(Exception):  # noqa: N818 - reads as the state it names
    """The file was written by a newer version than this one."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step whole or not at all. Raises :class:`SchemaTooNew`, ``sqlite3.Error``."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise SchemaTooNew
    for number, step in enumerate(STEPS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in step.split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
