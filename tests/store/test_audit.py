from __future__ import annotations

from pathlib import Path

from tabrelay.store import AuditRow, Store
from tabrelay.store.audit import DETAIL_CHARS
from tests.store.rows import NOW


async def test_rows_come_back_in_order_with_rising_numbers(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        for number in range(10):
            store.audit.append(NOW + number, "pair", f"device {number}", "why")
        rows = await store.audit.tail(3)
    assert rows == [AuditRow(seq, NOW + seq - 1, "pair", f"device {seq - 1}", "why") for seq in (8, 9, 10)]


async def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with Store.open(tmp_path / "x.db", NOW) as store:
            store.audit.append(NOW, "start", "gateway")
    async with Store.open(tmp_path / "x.db", NOW) as store:
        assert [row.seq for row in await store.audit.tail()] == [1, 2]


async def test_what_a_peer_sent_does_not_fill_the_disk(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "x.db", NOW) as store:
        store.audit.append(NOW, "refuse", "s" * 5000, "d" * 5000)
        (row,) = await store.audit.tail()
    assert (len(row.subject), len(row.detail)) == (DETAIL_CHARS, DETAIL_CHARS)
