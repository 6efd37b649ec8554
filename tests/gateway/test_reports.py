from __future__ import annotations

import os
from pathlib import Path

from tests.gateway.harness import Wire, browser, get, operator, running, tab, ticket


async def test_health_has_no_secrets(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        status, body, _ = await get(f"{gateway.url}/healthz")
        assert status == 200
        assert body == {"ok": True, "version": body["version"], "pid": os.getpid()}


async def test_metrics_show_what_is_linked_and_what_was_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab(1), tab(2)), operator(gateway):
        url = (await ticket(gateway))["ws"]
        async with Wire(url):
            await get(f"{gateway.url}/json")
            status, body, headers = await get(f"{gateway.url}/metrics")
            assert status == 200
            assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
            for line in ("tabrelay_browsers 1", "tabrelay_tabs 2", "tabrelay_clients 1", "tabrelay_operators 1"):
                assert line in body.splitlines()
            assert 'tabrelay_refused_total{kind="TICKET_MISSING"} 1' in body.splitlines()
            assert "tabrelay_resident_memory_bytes " in body
            assert "tabrelay_outbox_bytes " in body
