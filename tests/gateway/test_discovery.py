"""Discovery over real sockets, in all three forms: ticket in the path, bearer, and a ticket's own port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tabrelay.gateway import Gateway
from tests.gateway.harness import (
    USER_AGENT,
    Browser,
    Wire,
    browser,
    get,
    operator,
    refused_upgrade,
    running,
    tab,
    ticket,
)

FORMS = ["path", "bearer", "port"]

TARGET = f"{1:032X}"


class Reached:
    """One form of address for the same browser."""

    def __init__(self, gateway: Gateway, extension: Browser, base: str, headers: dict[str, str]) -> None:
        self.gateway = gateway
        self.extension = extension
        self.base = base
        self._headers = headers

    async def get(self, path: str, method: str = "GET") -> tuple[int, Any, dict[str, str]]:
        return await get(self.base + path, method, **self._headers)


@asynccontextmanager
async def reached(tmp_path: Path, form: str) -> AsyncIterator[Reached]:
    async with running(tmp_path) as gateway, browser(gateway, tab(1), tab(2)) as extension:
        made = await ticket(gateway, **({"port": 0} if form == "port" else {}))
        secret = made["ws"].rpartition("/")[2]
        base, headers = made["http"], {}
        if form == "bearer":
            base, headers = gateway.url, {"Authorization": f"Bearer {secret}"}
        yield Reached(gateway, extension, base, headers)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/json/version", "/json/version/"])
async def test_version_says_what_the_browser_says(tmp_path: Path, form: str, path: str) -> None:
    async with reached(tmp_path, form) as there:
        status, body, headers = await there.get(path)
        assert status == 200
        assert headers["Content-Type"].startswith("application/json")
        assert headers["Cache-Control"] == "no-store"
        url = body.pop("webSocketDebuggerUrl")
        assert body == {
            "Browser": "Chrome/156.0.8078.79",
            "Protocol-Version": "1.3",
            "User-Agent": USER_AGENT,
            "V8-Version": "",
            "WebKit-Version": "537.36 (@)",
        }
        async with Wire(url) as client:
            await client.send({"id": 1, "method": "Browser.getVersion"})
            assert (await client.answer(1))["result"]["product"] == "Chrome/156.0.8078.79"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/json", "/json/", "/json/list", "/json/list/"])
async def test_the_list_has_the_shared_pages_and_their_urls_open(tmp_path: Path, form: str, path: str) -> None:
    async with reached(tmp_path, form) as there:
        status, body, _ = await there.get(path)
        assert status == 200
        assert [entry["id"] for entry in body] == [f"{1:032X}", f"{2:032X}"]
        assert set(body[0]) == {"description", "id", "title", "type", "url", "webSocketDebuggerUrl"}
        assert (body[0]["type"], body[0]["url"], body[0]["title"]) == ("page", "https://example.com/1", "Tab 1")
        there.extension.replies["debugger.sendCommand"] = {"page": True}
        async with Wire(body[1]["webSocketDebuggerUrl"]) as client:
            await client.send({"id": 1, "method": "DOM.getDocument"})
            assert (await client.answer(1))["result"] == {"page": True}


async def test_urls_name_the_host_as_it_was_dialled(tmp_path: Path) -> None:
    async with running(tmp_path, public_urls=("https://relay.example",)) as gateway, browser(gateway, tab()):
        made = await ticket(gateway)
        secret = made["ws"].rpartition("/")[2]
        for host, wanted in {
            f"localhost:{gateway.port}": f"ws://localhost:{gateway.port}/cdp/{secret}",
            "relay.example": f"wss://relay.example/cdp/{secret}",
            "relay.example:443": f"wss://relay.example:443/cdp/{secret}",
        }.items():
            body = (await get(f"{gateway.url}/cdp/{secret}/json/version", Host=host))[1]
            assert body["webSocketDebuggerUrl"] == wanted


@pytest.mark.parametrize(("trusted", "scheme"), [(("127.0.0.1",), "wss"), ((), "ws"), (("10.0.0.0/8",), "ws")])
async def test_a_trusted_proxys_word_counts_for_public_names_only(
    tmp_path: Path, trusted: tuple[str, ...], scheme: str
) -> None:
    settings = {"public_urls": ("ws://relay.example:8000",), "trusted_proxies": trusted}
    async with running(tmp_path, **settings) as gateway, browser(gateway, tab()):
        secret = (await ticket(gateway))["ws"].rpartition("/")[2]
        url = f"{gateway.url}/cdp/{secret}/json/version"
        forwarded = {"X-Forwarded-Proto": "https"}
        there = (await get(url, Host="relay.example:8000", **forwarded))[1]["webSocketDebuggerUrl"]
        here = (await get(url, **forwarded))[1]["webSocketDebuggerUrl"]
        assert there.startswith(f"{scheme}://relay.example:8000/")
        assert here.startswith("ws://127.0.0.1")


@pytest.mark.parametrize("form", FORMS)
async def test_the_protocol_is_not_invented(tmp_path: Path, form: str) -> None:
    async with reached(tmp_path, form) as there:
        status, body, _ = await there.get("/json/protocol")
        assert status == 501
        assert body["error"]["details"]["code"] == "PROTOCOL_NOT_REVEALED"


@pytest.mark.parametrize("form", FORMS)
async def test_the_conformance_map_says_what_a_client_gets(tmp_path: Path, form: str) -> None:
    async with reached(tmp_path, form) as there:
        status, body, _ = await there.get("/json/conformance")
        assert status == 200
        assert body["counts"]["methods"]["undecided"] == 0
        assert body["methods"]["Page.navigate"]["status"] == "native"
        assert body["methods"]["Target.getTargets"]["status"] == "emulated"


async def test_a_new_tab_is_opened_by_put_and_refused_by_get(tmp_path: Path) -> None:
    async with reached(tmp_path, "port") as there:
        opened = tab(9, url="https://example.com/?a=1&b=2")
        there.extension.replies["tabs.create"] = opened
        status, body, _ = await there.get("/json/new?https://example.com/?a=1&b=2", "PUT")
        call = await there.extension.calls.get()
        assert call["params"]["url"] == "https://example.com/?a=1&b=2"
        assert status == 200
        assert body["id"] == opened["targetId"]
        assert body["webSocketDebuggerUrl"].endswith(f"/devtools/page/{opened['targetId']}")
        status, body, headers = await there.get("/json/new?https://example.com")
        assert (status, headers["Allow"]) == (405, "PUT")
        assert body["error"]["details"]["code"] == "METHOD_NOT_ALLOWED"


async def test_activate_and_close_answer_in_chromes_words(tmp_path: Path) -> None:
    async with reached(tmp_path, "path") as there:
        assert (await there.get(f"/json/activate/{TARGET}"))[:2] == (200, "Target activated")
        assert (await there.extension.calls.get())["method"] == "tabs.activate"
        assert (await there.get(f"/json/close/{TARGET}"))[:2] == (200, "Target is closing")
        assert (await there.extension.calls.get())["method"] == "tabs.remove"
        assert (await there.get("/json/close/NOPE"))[:2] == (404, "No such target id: NOPE")
        assert (await there.get("/json/activate/NOPE"))[:2] == (404, "No such target id: NOPE")


async def test_a_browser_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        async with browser(gateway, tab()):
            made = await ticket(gateway)
        status, body, _ = await get(f"{made['http']}/json/version")
        assert (status, body["error"]["details"]["code"], body["error"]["retryable"]) == (503, "BROWSER_AWAY", True)


async def test_a_tickets_port_has_what_a_debugging_port_has_and_nothing_else(tmp_path: Path) -> None:
    async with reached(tmp_path, "port") as there:
        for path in ("/", "/gateway", "/pair", "/metrics", "/healthz", "/cdp/other/json/version", "/nope"):
            assert (await there.get(path))[0] == 404, path
        socket = "ws" + there.base.removeprefix("http")
        for path in ("/devtools/browser", "/devtools/browser/any", f"/devtools/page/{TARGET}"):
            async with Wire(socket + path) as client:
                await client.send({"id": 1, "method": "Target.getTargetInfo"})
                assert await client.answer(1)
        assert await refused_upgrade(f"{socket}/devtools/browser", Origin="https://evil.example") == (
            403,
            "ORIGIN_NOT_ALLOWED",
        )
        assert (await get(f"{there.base}/json/list", Host=f"evil.example:{there.base.rpartition(':')[2]}"))[0] == 403
        assert (await get(f"{there.base}/json/list", Sec_Fetch_Site="cross-site"))[0] == 403


async def test_a_tickets_port_is_closed_with_the_ticket(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), operator(gateway) as console:
        made = await console.ask("tickets.create", port=0)
        host, port = made["debuggerAddress"].split(":")
        await console.ask("tickets.revoke", ticket=made["id"])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, int(port))


async def test_a_tickets_port_comes_back_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        made = await ticket(gateway, port=0)
    async with running(tmp_path):
        status, body, _ = await get(f"{made['http']}/json/version")
        assert (status, body["error"]["details"]["code"]) == (503, "BROWSER_AWAY")


async def test_a_taken_port_is_refused_and_makes_no_ticket(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), operator(gateway) as console:
        port = int((await console.ask("tickets.create", port=0))["debuggerAddress"].split(":")[1])
        answer = await console.call("tickets.create", port=port)
        assert answer["error"]["details"]["code"] == "PARAMS_INVALID"
        assert str(port) in answer["error"]["message"]
        assert (await console.call("tickets.create", port=gateway.port))["error"]
        assert (await console.call("tickets.create", port=70_000))["error"]
        assert (await console.call("tickets.create", port=-1))["error"]
        assert len((await console.ask("tickets.list"))["tickets"]) == 1


async def test_every_answer_has_its_one_shape(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        for path in ("/json", "/nope", "/gateway", "/json/version", "/cdp/x", "/pair/none.js"):
            status, body, headers = await get(gateway.url + path)
            assert status >= 400
            assert headers["Content-Type"].startswith("application/json")
            assert set(body) == {"error"}
            assert {"code", "message", "details"} <= set(body["error"])
            assert body["error"]["message"].endswith((".", ")")), json.dumps(body)
