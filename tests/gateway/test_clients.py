"""CDP clients over real sockets: tickets, pages, endings, and peers that do not keep up."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from tests.gateway.harness import (
    Wire,
    browser,
    get,
    operator,
    quick,
    refused_upgrade,
    running,
    tab,
    ticket,
)

VERSION = {"id": 1, "method": "Browser.getVersion"}


def ws(gateway_url: str, path: str) -> str:
    return "ws" + gateway_url.removeprefix("http") + path


async def test_a_client_with_a_ticket_talks_to_its_browser(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), Wire((await ticket(gateway))["ws"]) as client:
        await client.send(VERSION)
        answer = await client.answer(1)
        assert answer["result"]["product"] == "Chrome/156.0.8078.79"


async def test_a_bearer_ticket_opens_the_same_without_a_path(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        secret = (await ticket(gateway))["ws"].rpartition("/")[2]
        for path in ("/cdp", "/devtools/browser", "/devtools/browser/whatever"):
            async with Wire(ws(gateway.url, path), {"Authorization": f"Bearer {secret}"}) as client:
                await client.send(VERSION)
                assert "result" in await client.answer(1)


async def test_a_page_address_is_a_page(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab(7)) as extension:
        extension.replies["debugger.sendCommand"] = {"data": "from the page"}
        url = (await ticket(gateway))["ws"]
        async with Wire(f"{url}/devtools/page/{7:032X}") as client:
            await client.send({"id": 5, "method": "Page.getLayoutMetrics"})
            assert (await client.answer(5))["result"] == {"data": "from the page"}


async def test_a_page_that_is_not_shared_is_refused_before_the_upgrade(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        url = (await ticket(gateway))["ws"]
        assert await refused_upgrade(f"{url}/devtools/page/{99:032X}") == (404, "TARGET_UNKNOWN")


@pytest.mark.parametrize("path", ["/cdp", "/cdp/wrong", "/devtools/browser", "/devtools/page/x", "/cdp/wrong/json"])
async def test_without_a_ticket_there_is_a_sentence_that_names_the_command(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as gateway:
        status, body, headers = await get(gateway.url + path, Upgrade="websocket", Connection="Upgrade")
        assert status == 401
        assert "`tabrelay ticket create`" in body["error"]["message"]
        assert headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_web_page_may_not_open_cdp_even_with_a_ticket(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        url = (await ticket(gateway))["ws"]
        for origin in ("https://evil.example", gateway.url, "null"):
            assert await refused_upgrade(url, Origin=origin) == (403, "ORIGIN_NOT_ALLOWED")


async def test_a_browser_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        async with browser(gateway, tab()):
            url = (await ticket(gateway))["ws"]
        assert await refused_upgrade(url) == (503, "BROWSER_AWAY")


async def test_a_revoked_ticket_cuts_its_clients_and_opens_nothing_more(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), operator(gateway) as console:
        made = await console.ask("tickets.create")
        async with Wire(made["ws"]) as client, Wire((await ticket(gateway))["ws"]) as other:
            await client.send(VERSION)
            await client.answer(1)
            await console.ask("tickets.revoke", ticket=made["id"])
            code, reason = await client.closing()
            assert code == 4007
            assert "revoked" in reason
            await other.send(VERSION)
            assert await other.answer(1), "the other ticket's client goes on"
        assert await refused_upgrade(made["ws"]) == (401, "TICKET_REVOKED")


async def test_an_expired_ticket_cuts_its_clients_and_opens_nothing_more(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        made = await ticket(gateway, ttlMs=400)
        async with Wire(made["ws"]) as client:
            code, reason = await client.closing()
            assert code == 4007
            assert "expired" in reason
        assert await refused_upgrade(made["ws"]) == (401, "TICKET_EXPIRED")


async def test_a_revoked_device_loses_its_link_its_clients_and_its_tickets(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as gateway,
        browser(gateway, tab(), name="Gone soon") as extension,
        operator(gateway) as console,
    ):
        await extension.stop_serving()
        made = await console.ask("tickets.create")
        async with Wire(made["ws"]) as client:
            await console.ask("devices.revoke", device="Gone soon")
            assert (await client.closing())[0] == 4008
            code, reason = await extension.closing()
            assert code == 4005
            assert "`tabrelay pair`" in reason
        assert await refused_upgrade(made["ws"]) == (401, "TICKET_REVOKED")
        assert (await console.ask("devices.list"))["devices"] == []


async def test_bad_commands_are_answered_as_chrome_answers_them(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), Wire((await ticket(gateway))["ws"]) as client:
        await client.send("{nonsense")
        assert (await client.receive())["error"]["code"] == -32700
        await client.send({"id": 2, "method": "Nope.nothing"})
        assert (await client.answer(2))["error"]["code"]
        await client.send({"id": 3, "method": "Page.enable", "sessionId": "AB"})
        assert (await client.answer(3))["error"]["code"] == -32001


async def test_a_binary_frame_and_text_that_is_not_utf_8_end_only_their_sender(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        url = (await ticket(gateway))["ws"]
        async with Wire(url) as good:
            async with Wire(url) as bad:
                await bad.send(b'{"id":1,"method":"Browser.getVersion"}')
                assert (await bad.closing())[0] == 4002
            async with Wire(url) as bad:
                await bad.ws.send_frame(b'{"id":1,"method":"\xff"}', aiohttp.WSMsgType.TEXT)
                code, reason = await bad.closing()
                assert code == 4002
                assert "UTF-8" in reason
            await good.send(VERSION)
            assert await good.answer(1)


async def test_a_frame_above_the_limit_ends_only_its_sender(tmp_path: Path) -> None:
    async with running(tmp_path, limits=quick(frame_bytes=200_000)) as gateway, browser(gateway, tab()):
        url = (await ticket(gateway))["ws"]
        async with Wire(url) as good, Wire(url) as bad:
            await bad.send("x" * 200_001)
            code, reason = await bad.closing()
            assert (code, reason.partition(":")[0]) == (1009, "FRAME_TOO_LARGE")
            await good.send(VERSION)
            assert await good.answer(1)


async def test_a_client_that_does_not_read_is_cut_and_delays_nobody(tmp_path: Path) -> None:
    limits = quick(outbox_bytes=2_000_000)
    async with running(tmp_path, limits=limits) as gateway, browser(gateway, tab(7)) as extension:
        extension.replies["debugger.sendCommand"] = {"data": "x" * 600_000}
        url = (await ticket(gateway))["ws"]
        async with Wire(f"{url}/devtools/page/{7:032X}") as quickly, operator(gateway) as console:
            async with Wire(f"{url}/devtools/page/{7:032X}") as slow:
                await slow.send({"id": 0, "method": "Page.captureScreenshot"})
                await slow.answer(0)
                slow.ws._response.connection.transport.pause_reading()  # noqa: SLF001 - a client that hangs
                for number in range(1, 40):
                    await slow.send({"id": number, "method": "Page.captureScreenshot"})
                gone = await console.event("client.disconnected")
                assert "too slow" in gone["reason"]
                slow.ws._response.connection.transport.abort()  # noqa: SLF001
            await quickly.send({"id": 1, "method": "Page.captureScreenshot"})
            assert len((await quickly.answer(1))["result"]["data"]) == 600_000
        assert gateway.house.metrics.counters["cut", "SLOW_CONSUMER"] == 1


async def test_a_client_that_asks_faster_than_its_browser_takes_is_slowed_not_cut(tmp_path: Path) -> None:
    async with (
        running(tmp_path, limits=quick(outbox_bytes=40_000_000)) as gateway,
        browser(gateway, tab(7)) as extension,
    ):
        extension.replies["debugger.sendCommand"] = {}
        url = (await ticket(gateway))["ws"]
        async with Wire(f"{url}/devtools/page/{7:032X}") as client:
            big = "x" * 1_000_000
            sending = asyncio.create_task(_flood(client, big, 60))
            for number in range(60):
                await client.answer(number)
            await sending
        assert gateway.house.metrics.counters["cut", "SLOW_CONSUMER"] == 0


async def _flood(client: Wire, payload: str, count: int) -> None:
    for number in range(count):
        await client.send({"id": number, "method": "Runtime.evaluate", "params": {"expression": payload}})


async def test_operators_hear_of_clients_that_come_and_go_with_peoples_time(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), operator(gateway) as console:
        made = await console.ask("tickets.create", label="night run")
        async with Wire(made["ws"]):
            came = await console.event("client.connected")
            assert came["label"] == "night run"
            assert came["connectedAt"] > 1_600_000_000_000
            status = await console.ask("status")
            assert status["clients"][0]["connectedAt"] == came["connectedAt"]
        assert (await console.event("client.disconnected"))["id"] == came["id"]


async def test_a_ticket_is_never_written_anywhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        made = await ticket(gateway)
        secret = made["ws"].rpartition("/")[2]
        async with Wire(made["ws"]) as client:
            await client.send(VERSION)
            await client.answer(1)
        await get(f"{gateway.url}/cdp/{secret}/json/version")
        await get(f"{gateway.url}/cdp/{secret}/nope")
        rows = await gateway.house.store.audit.tail()
        metrics = (await get(f"{gateway.url}/metrics"))[1]
    everything = caplog.text + metrics + json.dumps([[row.subject, row.detail] for row in rows])
    assert secret not in everything
    for file in (tmp_path / "state").iterdir():
        assert secret.encode() not in file.read_bytes()
