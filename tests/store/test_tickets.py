from __future__ import annotations

from pathlib import Path

import pytest

from tabrelay.store import Store, StoreError
from tabrelay.store.tickets import KEPT_MS
from tests.store.rows import HOUR_MS, NOW, ticket


async def test_a_ticket_is_found_by_its_hash(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.tickets.add(ticket("t"))
        assert store.tickets.by_hash["hash of t"] == ticket("t")
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert store.tickets.by_hash["hash of t"] == ticket("t")


async def test_what_a_ticket_demands_is_kept(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.tickets.add(ticket("t", isolated=True))
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert store.tickets.by_hash["hash of t"].isolated is True


def test_the_life_of_a_ticket() -> None:
    assert ticket().state(NOW) == "live"
    assert ticket().state(NOW + HOUR_MS - 1) == "live"
    assert ticket().state(NOW + HOUR_MS) == "expired"
    assert ticket(revoked_at=NOW).state(NOW) == "revoked"


async def test_a_revoked_ticket_stays_revoked(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.tickets.add(ticket("t"))
        await store.tickets.revoke(ticket("t").id, NOW + 1)
        assert store.tickets.by_hash["hash of t"].revoked_at == NOW + 1
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert store.tickets.rows[ticket("t").id].state(NOW) == "revoked"


async def test_tickets_that_ended_long_ago_are_forgotten_and_recent_ones_are_not(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.tickets.add(ticket("expired", expires_at=NOW))
        await store.tickets.add(ticket("revoked", expires_at=NOW + 10 * KEPT_MS))
        await store.tickets.revoke(ticket("revoked").id, NOW)
        await store.tickets.add(ticket("live", expires_at=NOW + 10 * KEPT_MS))
    async with Store.open(tmp_path / "x.db", NOW + KEPT_MS) as store:
        assert set(store.tickets.rows) == {"expired", "revoked", "live"}
    async with Store.open(tmp_path / "x.db", NOW + KEPT_MS + 1) as store:
        assert set(store.tickets.rows) == {"live"}


async def test_two_tickets_cannot_share_a_secret(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        await store.tickets.add(ticket("a", hash="same"))
        with pytest.raises(StoreError):
            await store.tickets.add(ticket("b", hash="same"))
        assert set(store.tickets.rows) == {"a"}
