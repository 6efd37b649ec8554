from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.cdp import Cdp, CdpFailed, connect


@pytest.fixture
async def cdp() -> AsyncIterator[Cdp]:
    async def browser(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        async for frame in ws:
            command = msgspec.json.decode(frame.data)
            if command["method"] == "Browser.crash":
                break
            if command["method"] == "Target.attachToTarget":
                await ws.send_json({"id": command["id"], "result": {"sessionId": "S"}})
            elif command["method"] == "No.such":
                await ws.send_json({"id": command["id"], "error": {"code": -32601, "message": "not found"}})
            else:
                await ws.send_json({"method": "Seen.event", "params": {}, "sessionId": command.get("sessionId", "")})
                await ws.send_json({"id": command["id"], "result": command})
        return ws

    app = web.Application()
    app.router.add_get("/", browser)
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession() as http,
        connect(http, str(server.make_url("/"))) as cdp,
    ):
        yield cdp


async def test_a_command_has_its_result(cdp: Cdp) -> None:
    assert await cdp.call("Some.method", {"a": 1}) == {"id": 1, "method": "Some.method", "params": {"a": 1}}


async def test_after_attaching_commands_go_to_the_session(cdp: Cdp) -> None:
    await cdp.attach("T")
    assert (await cdp.call("Some.method"))["sessionId"] == "S"


async def test_everything_is_watched_in_the_order_of_arrival(cdp: Cdp) -> None:
    seen: list[str] = []
    cdp.watch = lambda message: seen.append(message.method or str(message.id))
    for answer in [await cdp.post("Some.method"), await cdp.post("Some.method")]:
        await answer
    assert seen == ["Seen.event", "1", "Seen.event", "2"]


async def test_a_refusal_is_raised_with_chromes_words(cdp: Cdp) -> None:
    with pytest.raises(CdpFailed, match="not found"):
        await cdp.call("No.such")


async def test_who_waits_is_told_when_the_connection_ends(cdp: Cdp) -> None:
    with pytest.raises(CdpFailed, match="closed"):
        await cdp.call("Browser.crash")
    with pytest.raises(CdpFailed, match="has ended"):
        await cdp.call("Some.method")
