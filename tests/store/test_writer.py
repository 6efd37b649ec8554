from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from tabrelay.store import StoreError
from tabrelay.store.writer import Writer


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT")
    return connection


def make(tmp_path: Path) -> Writer:
    return Writer(opened(tmp_path / "x.db"), lambda error: StoreError(f"described: {error}"))


def insert(number: object) -> object:
    return lambda db: db.execute("INSERT INTO numbers VALUES (?)", (number,))


def numbers(db: sqlite3.Connection) -> list[int]:
    return [row[0] for row in db.execute("SELECT n FROM numbers ORDER BY rowid")]


async def test_jobs_run_in_order_off_the_event_loop(tmp_path: Path) -> None:
    writer = make(tmp_path)
    threads = await asyncio.gather(*(writer.run(lambda _: threading.get_ident()) for _ in range(5)))
    assert set(threads) != {threading.get_ident()}
    for number in range(300):
        writer.post(insert(number))
    assert await writer.run(numbers) == list(range(300))
    await writer.close()


async def test_a_job_that_fails_spoils_no_other(tmp_path: Path) -> None:
    writer = make(tmp_path)
    first, bad, worse, last = await asyncio.gather(
        *(writer.run(insert(number)) for number in (1, 1, 2**70, 2)), return_exceptions=True
    )
    assert not isinstance(first, Exception)
    assert str(bad).startswith("described: UNIQUE")
    assert isinstance(worse, StoreError), "an error that is not SQLite's does not end the thread"
    assert not isinstance(last, Exception)
    assert await writer.run(numbers) == [1, 2]
    await writer.close()


async def test_a_failure_that_nobody_waits_for_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    writer = make(tmp_path)
    writer.post(insert("no number"))
    await writer.run(numbers)
    await writer.close()
    assert "x described: datatype mismatch" in caplog.text


async def test_a_transaction_that_cannot_begin_fails_all_its_jobs(tmp_path: Path) -> None:
    writer = make(tmp_path)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    await writer.run(lambda db: db.execute("PRAGMA busy_timeout = 1") and None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        await writer.run(insert(1))
    other.execute("ROLLBACK")
    other.close()
    await writer.run(insert(1))
    assert await writer.run(numbers) == [1]
    await writer.close()


async def test_closing_writes_what_is_queued_and_takes_nothing_more(tmp_path: Path) -> None:
    writer = make(tmp_path)
    for number in range(1000):
        writer.post(insert(number))
    await asyncio.gather(writer.close(), writer.close())
    writer.post(insert(5000))
    with pytest.raises(StoreError, match="closed"):
        await writer.run(numbers)
    connection = sqlite3.connect(tmp_path / "x.db")
    assert numbers(connection) == list(range(1000))
    connection.close()
