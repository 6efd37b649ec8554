from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from tabrelay.store import Store, StoreError
from tests.store.rows import NOW, device, ticket


async def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with Store.open(path, NOW) as store:
        await store.devices.add(device("a"))
        await store.tickets.add(ticket("t"))
        store.audit.append(NOW, "pair", "a")
    async with Store.open(path, NOW) as store:
        assert store.devices.get(device("a").id) == device("a")
        assert store.tickets.rows[ticket("t").id] == ticket("t")
        assert [row.action for row in await store.audit.tail()] == ["pair"]


async def test_the_file_and_its_journals_are_private(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.devices.add(device())
        assert set(modes(tmp_path).values()) == {0o600}, modes(tmp_path)


def modes(directory: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()}


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
async def test_a_damaged_file_is_named_with_a_cure_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(StoreError) as error:
        Store.open(path, NOW)
    assert str(path) in str(error.value)
    assert "Nothing was deleted" in str(error.value)
    assert path.read_bytes() == content


async def test_a_truncated_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with Store.open(path, NOW) as store:
        for number in range(200):
            await store.devices.add(device(str(number), name="x" * 500))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match="damaged"):
        Store.open(path, NOW)


async def test_a_directory_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StoreError, match=r"x\.db cannot be opened"):
        Store.open(tmp_path / "x.db", NOW)


async def test_a_file_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer Tabrelay"):
        Store.open(path, NOW)


async def test_another_program_that_holds_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tabrelay.store.store.BUSY_MS", 1)
    path = tmp_path / "x.db"
    async with Store.open(path, NOW):
        pass
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            Store.open(path, NOW)
    finally:
        other.close()
