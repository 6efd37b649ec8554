from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tabrelay.store import migrations
from tabrelay.store.migrations import STEPS, SchemaTooNew, migrate


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {row[0] for row in rows}


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_empty_file_gets_every_table(connection: sqlite3.Connection) -> None:
    migrate(connection)
    assert tables(connection) == {"devices", "tickets", "audit"}
    assert version(connection) == len(STEPS)


def test_tickets_of_the_first_version_demand_nothing(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", STEPS[:1])
    migrate(connection)
    connection.execute("INSERT INTO tickets VALUES ('t', 'h', 'd', '', 0, 1, 2, NULL)")
    monkeypatch.setattr(migrations, "STEPS", STEPS)
    migrate(connection)
    assert connection.execute("SELECT id, isolated FROM tickets").fetchall() == [("t", 0)]


def test_migrating_twice_changes_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("INSERT INTO audit (at, action, subject, detail) VALUES (1, 'a', 'b', 'c')")
    migrate(connection)
    assert connection.execute("SELECT count(*) FROM audit").fetchone() == (1,)


def test_a_step_that_fails_leaves_the_schema_as_it_was(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(connection)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, "CREATE TABLE extra (x); CREATE TABLE devices (y)"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    assert version(connection) == len(STEPS)
    assert "extra" not in tables(connection)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, "CREATE TABLE extra (x)"))
    migrate(connection)
    assert version(connection) == len(STEPS) + 1


def test_a_newer_schema_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(SchemaTooNew):
        migrate(connection)
