"""The one thread that writes: SQLite has one writer anyway, and the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from tabrelay.store.errors import StoreError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]

BATCH = 256
"""Most jobs that share one transaction, hence one fsync."""

log = logging.getLogger("tabrelay.store")


class Writer:
    """Runs jobs on a connection, in order, off the event loop. ``describe`` makes a person's sentence of an error."""

    def __init__(self, connection: sqlite3.Connection, describe: Callable[[sqlite3.Error], StoreError]) -> None:
        self._connection = connection
        self._describe = describe
        self._jobs: queue.SimpleQueue[tuple[Work, asyncio.Future[Any] | None] | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="tabrelay-store")
        self._closing: asyncio.Future[None] | None = None
        self._thread.start()

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of ``work``, once it is on the disk. Raises :class:`StoreError`."""
        if self._closing is not None:
            raise StoreError("The store is closed.")
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((work, future))
        return await asyncio.shield(future)

    def post(self, work: Work) -> None:
        """Have ``work`` done in its turn; a failure is logged, because nobody waits."""
        if self._closing is None:
            self._jobs.put((work, None))

    async def close(self) -> None:
        """Finish what is queued, then end the thread and the connection."""
        if self._closing is None:
            self._closing = self._loop.create_future()
            self._jobs.put(None)
        await self._closing

    def _run(self) -> None:
        last = False
        while not last:
            batch = [self._jobs.get()]
            while len(batch) < BATCH and batch[-1] is not None and not self._jobs.empty():
                batch.append(self._jobs.get())
            last = batch[-1] is None
            self._commit([job for job in batch if job is not None])
        self._connection.close()
        self._loop.call_soon_threadsafe(self._closed)

    def _closed(self) -> None:
        self._thread.join()
        assert self._closing is not None
        self._closing.set_result(None)

    def _commit(self, jobs: list[tuple[Work, asyncio.Future[Any] | None]]) -> None:
        """One transaction for all; each job in a savepoint of its own, so that a bad one spoils no other."""
        if not jobs:
            return
        done: list[tuple[asyncio.Future[Any] | None, Any, StoreError | None]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for work, future in jobs:
                done.append((future, *self._attempt(work)))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            failure = self._describe(error)
            done = [(future, None, failure) for _, future in jobs]
        self._loop.call_soon_threadsafe(_settle, done)

    def _attempt(self, work: Work) -> tuple[Any, StoreError | None]:
        self._connection.execute("SAVEPOINT job")
        try:
            answer = work(self._connection)
        except Exception as error:  # noqa: BLE001 - one bad job must not end the thread that all others need
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
            if isinstance(error, sqlite3.Error):
                return None, self._describe(error)
            return None, StoreError(f"The store refused a value: {error}.")
        self._connection.execute("RELEASE job")
        return answer, None


def _settle(done: list[tuple[asyncio.Future[Any] | None, Any, StoreError | None]]) -> None:
    for future, answer, failure in done:
        if future is None:
            if failure is not None:
                log.error("x %s", failure)
        elif future.done():
            continue
        elif failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(answer)
