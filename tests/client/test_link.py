"""One link, without a connection around it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tabrelay.client.connect import client_info
from tabrelay.client.dial import Caller, dial
from tabrelay.client.link import Link
from tabrelay.client.locate import Login
from tabrelay.client.timeouts import Timeout
from tabrelay.protocol.errors import CallRefused, Cause, LinkLost
from tabrelay.protocol.frames import Event
from tests.client.fake_gateway import TOKEN, FakeGateway


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def linked(
    session: aiohttp.ClientSession, gateway: FakeGateway, heard: list[Event], *, pinned: bool = True
) -> Link:
    login = Login(url=gateway.address, token=TOKEN, fingerprint=gateway.fingerprint if pinned else None)
    caller = Caller(client=client_info(), role="operator", scopes=())
    return await dial(session, login, caller, limits=Timeout(), on_event=heard.append)


async def test_requests_and_their_answers_may_cross(session: aiohttp.ClientSession, gateway: FakeGateway) -> None:
    gateway.answers["b"] = lambda _: {"b": 1}
    link = await linked(session, gateway, [])
    assert bytes((await link.ask("b")).payload) == b'{"b":1}'
    gateway.answers["c"] = lambda _: Cause.METHOD_UNKNOWN
    with pytest.raises(CallRefused) as caught:
        await link.ask("c")
    assert caught.value.cause == "METHOD_UNKNOWN"
    await link.close()


async def test_after_its_end_every_question_gets_the_reason(
    session: aiohttp.ClientSession, gateway: FakeGateway
) -> None:
    link = await linked(session, gateway, [])
    await gateway.cut(1001, "bye")
    assert "1001: bye" in str(await link.ended())
    with pytest.raises(LinkLost, match=r"1001: bye.*`status`"):
        await link.ask("status")
    await link.close()


async def test_heartbeats_reach_nobody_but_the_link(session: aiohttp.ClientSession, gateway: FakeGateway) -> None:
    heard: list[Event] = []
    link = await linked(session, gateway, heard)
    await gateway.tell("tick", {"ts": 1})
    await gateway.tell("news", {})
    gateway.answers["status"] = lambda _: {}
    await link.ask("status")
    assert [event.event for event in heard] == ["news"]
    await link.close()


async def test_binary_frames_mean_nothing_on_a_ready_link(session: aiohttp.ClientSession, gateway: FakeGateway) -> None:
    link = await linked(session, gateway, [])
    await gateway.links[0].send_bytes(b"\x00")
    gateway.answers["status"] = lambda _: {}
    await link.ask("status")
    await link.close()


async def test_a_gateway_of_this_product_gets_heartbeats_even_if_its_key_is_not_pinned(
    session: aiohttp.ClientSession, gateway: FakeGateway
) -> None:
    gateway.tick_interval_ms = 10
    link = await linked(session, gateway, [], pinned=False)
    await gateway.ticks.get()
    await link.close()
