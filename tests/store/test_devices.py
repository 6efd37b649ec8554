from __future__ import annotations

from pathlib import Path

import pytest

from tabrelay.store import Store
from tests.store.rows import NOW, device


async def test_a_revoked_device_is_known_but_not_paired(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.devices.add(device("a"))
        await store.devices.add(device("b"))
        await store.devices.revoke(device("a").id, NOW + 1)
        assert [row.id for row in store.devices.paired()] == ["b"]
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert store.devices.rows[device("a").id].revoked_at == NOW + 1
        assert [row.id for row in store.devices.paired()] == ["b"]


async def test_pairing_a_device_again_lets_it_in_again(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.devices.add(device("a"))
        await store.devices.revoke(device("a").id, NOW)
        await store.devices.add(device("a", name="New name"))
        assert [(row.name, row.revoked_at) for row in store.devices.paired()] == [("New name", None)]


async def test_seeing_a_device_is_remembered(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.devices.add(device("a"))
        store.devices.touch(device("a").id, NOW + 5)
        store.devices.touch(device("nobody").id, NOW + 5)
        assert store.devices.rows[device("a").id].last_seen_at == NOW + 5
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert store.devices.rows[device("a").id].last_seen_at == NOW + 5


async def test_a_device_that_is_unknown_cannot_be_revoked(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        with pytest.raises(KeyError):
            await store.devices.revoke(device("nobody").id, NOW)
        assert store.devices.get(device("nobody").id) is None
