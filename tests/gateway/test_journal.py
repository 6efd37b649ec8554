from __future__ import annotations

from pathlib import Path

import pytest

from tabrelay.gateway import journal as module
from tabrelay.gateway.journal import REFUSALS_PER_MINUTE, Journal
from tabrelay.store import Store


async def test_a_flood_of_refusals_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [60_000 * 1000]
    monkeypatch.setattr(module, "wall_ms", lambda: clock[0])
    async with Store.open(tmp_path / "x.db", 0) as store:
        journal = Journal(store)
        for _ in range(3 * REFUSALS_PER_MINUTE):
            journal.refuse("TICKET_UNKNOWN", "192.0.2.1", "over HTTP")
        journal.write("pair", "device")
        clock[0] += 60_000
        journal.refuse("TICKET_UNKNOWN", "192.0.2.1", "over HTTP")
        rows = await store.audit.tail(10_000)
    assert len(rows) == REFUSALS_PER_MINUTE + 3
    assert rows[REFUSALS_PER_MINUTE].subject == "*"
    assert (rows[-2].action, rows[-1].detail) == ("pair", "TICKET_UNKNOWN over HTTP")
    assert rows[-1].at == clock[0]
