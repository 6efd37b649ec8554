"""The store: opening the file, and the three tables in it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from tabrelay.store.audit import Audit
from tabrelay.store.devices import Devices
from tabrelay.store.errors import StoreError
from tabrelay.store.migrations import SchemaTooNew, migrate
from tabrelay.store.tickets import Tickets
from tabrelay.store.writer import Writer

FILE_MODE = 0o600
BUSY_MS = 2_000


class Store:
    """One open database. Make it with :meth:`open`; leaving ``async with`` writes what is queued and closes it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, now_ms: int) -> None:
        self.path = path
        devices, tickets = Devices.load(connection), Tickets.load(connection, now_ms)
        self._writer = Writer(connection, lambda error: _sentence(path, error))
        self.devices = Devices(self._writer, devices)
        self.tickets = Tickets(self._writer, tickets)
        self.audit = Audit(self._writer)

    @classmethod
    def open(cls, path: Path, now_ms: int) -> Store:
        """The store in ``path``, made where there is none. Needs a running event loop. Raises :class:`StoreError`."""
        connection: sqlite3.Connection | None = None
        try:
            # SQLite gives its journal files the mode of the database, so this one decides for all.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            _configure(connection)
            _check(connection)
            migrate(connection)
            return cls(path, connection, now_ms)
        except SchemaTooNew:
            failure = StoreError(
                f"{path} was written by a newer Tabrelay. Update this one, or choose another --state-dir."
            )
        except sqlite3.Error as error:
            failure = _sentence(path, error)
        except OSError as error:
            failure = StoreError(f"{path} cannot be opened: {error.strerror or error}. Check who owns it and its mode.")
        if connection is not None:
            connection.close()
        raise failure

    async def close(self) -> None:
        """Write what is queued, then close the file."""
        await self._writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _configure(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    # A revocation that was confirmed must not come back after a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _check(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))


def _sentence(path: Path, error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreError(f"{path} could not be written: {error}. Make room on the disk, then try again.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"{path} is locked by another program. Close it, then try again.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreError(f"{path} cannot be written: {error}. Check who owns it and its mode.")
    return StoreError(
        f"{path} is damaged or no Tabrelay database ({error}). Nothing was deleted. Move the file away to start anew; "
        "every browser has to be paired again then."
    )
