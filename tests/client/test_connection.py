"""A connection that lives: calls, events, and a link that comes back."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

import tabrelay
from tabrelay.client.backoff import Backoff
from tabrelay.client.connect import client_info
from tabrelay.client.connection import GatewayConnection, may_try_again
from tabrelay.client.dial import Caller
from tabrelay.client.events import LinkDown, LinkUp
from tabrelay.client.locate import Wanted
from tabrelay.protocol.errors import (
    CallRefused,
    CallTimeout,
    Cause,
    GatewayUntrusted,
    HandshakeRefused,
    HandshakeTimeout,
    LinkLost,
)
from tabrelay.protocol.operator import BrowserGone, BrowserView, Empty, Tabs
from tests.client.fake_gateway import FakeGateway

CALLER = Caller(client=client_info(), role="operator", scopes=())


class NoPause(Backoff):
    """Reconnects at once; says how often it was asked and reset."""

    def __init__(self) -> None:
        super().__init__(lambda: 0)
        self.pauses = 0
        self.resets = 0

    def next(self) -> float:
        self.pauses += 1
        return 0

    def reset(self) -> None:
        self.resets += 1


def connection(backoff: Backoff | None = None, **limits: float) -> GatewayConnection:
    return GatewayConnection(Wanted(), CALLER, tabrelay.Timeout(**limits), backoff=backoff or NoPause())


async def test_a_call_is_answered_with_its_shape(gateway: FakeGateway) -> None:
    gateway.answers["tabs.list"] = lambda _: Tabs(tabs=())
    async with tabrelay.connect() as link:
        assert await link.tabs() == ()
        assert await link.call("tabs.list") == Tabs(tabs=())


async def test_a_method_this_version_does_not_know_gives_plain_values(gateway: FakeGateway) -> None:
    gateway.answers["health"] = lambda _: {"fine": True}
    async with tabrelay.connect() as link:
        assert await link.call("health", {"deep": False}) == {"fine": True}
    request = gateway.requests.get_nowait()
    assert msgspec.json.decode(request.params) == {"deep": False}


async def test_a_refused_call_carries_its_cause(gateway: FakeGateway) -> None:
    gateway.answers["tickets.create"] = lambda _: Cause.BROWSER_AMBIGUOUS
    async with tabrelay.connect() as link:
        with pytest.raises(CallRefused, match="Several browsers") as caught:
            await link.create_ticket()
    assert caught.value.cause == "BROWSER_AMBIGUOUS"


async def test_a_call_has_a_limit(gateway: FakeGateway) -> None:
    async with connection(call=0.05) as link:
        with pytest.raises(CallTimeout, match=r"did not answer within 0\.05 s \(`status`\)"):
            await link.status()
        gateway.answers["tabs.list"] = lambda _: Tabs(tabs=())
        assert await link.tabs() == ()


async def test_a_call_in_flight_is_settled_when_the_link_goes(gateway: FakeGateway) -> None:
    async with connection() as link:
        call = asyncio.create_task(link.status())
        await gateway.requests.get()
        await gateway.cut(4005, "REVOKED")
        with pytest.raises(LinkLost, match=r"4005: REVOKED.*`status`"):
            await call


async def test_a_lost_link_is_made_anew_and_a_call_waits_for_it(gateway: FakeGateway) -> None:
    gateway.answers["browsers.list"] = lambda _: {"browsers": []}
    backoff = NoPause()
    async with connection(backoff) as link:
        with link.events() as events:
            first = link.hello.server.conn_id
            await gateway.cut()
            down, up = await anext(events), await anext(events)
            assert isinstance(down.payload, LinkDown)
            assert "1012: RESTARTING" in down.payload.reason
            assert isinstance(up.payload, LinkUp)
            assert up.payload.conn_id == link.hello.server.conn_id != first
        assert await link.browsers() == ()
    assert (backoff.pauses, backoff.resets) == (1, 1)


async def test_the_local_gateway_is_looked_for_anew_at_every_attempt(own_state: Path) -> None:
    async with AsyncExitStack() as stack:
        async with FakeGateway().running() as first:
            first.write_state(own_state)
            link = await stack.enter_async_context(connection())
        async with FakeGateway(answers={"browsers.list": lambda _: {"browsers": []}}).running() as second:
            second.write_state(own_state)
            assert await link.browsers() == ()
            assert link.url == second.address


async def test_a_refusal_at_reconnecting_ends_the_connection_for_everybody(gateway: FakeGateway) -> None:
    async with connection() as link:
        with link.events() as events:
            gateway.refuse = Cause.DEVICE_REVOKED
            await gateway.cut()
            assert (await anext(events)).name == "link.down"
            with pytest.raises(HandshakeRefused):
                await anext(events)
        with pytest.raises(HandshakeRefused):
            await link.status()
        with pytest.raises(HandshakeRefused):
            await anext(link.events())


async def test_closing_ends_calls_and_subscriptions(gateway: FakeGateway) -> None:
    link = connection()
    await link.__aenter__()
    call = asyncio.create_task(link.status())
    await gateway.requests.get()
    events = link.events()
    await link.close()
    with pytest.raises(LinkLost, match="This program closed"):
        await call
    assert [event async for event in events] == []
    assert await gateway.closes.get() == 1000


async def test_events_are_decoded_by_name(gateway: FakeGateway) -> None:
    async with tabrelay.connect() as link:
        with link.events() as events:
            await gateway.tell("browser.unlinked", BrowserGone(id="b", reason="closed"))
            await gateway.tell("browser.unlinked", {"id": 7})
            await gateway.tell("weather", {"sun": True})
            assert (await anext(events)).payload == BrowserGone(id="b", reason="closed")
            assert (await anext(events)).payload == {"sun": True}


async def test_both_sides_send_heartbeats(gateway: FakeGateway) -> None:
    gateway.tick_interval_ms = 10
    async with tabrelay.connect():
        tick = await gateway.ticks.get()
        assert tick.event == "tick"
        assert msgspec.json.decode(tick.payload)["ts"] > 0


async def test_a_gateway_that_misses_two_heartbeats_is_gone(gateway: FakeGateway) -> None:
    gateway.tick_interval_ms = 10
    async with connection() as link:
        with link.events() as events:
            down = await anext(events)
            assert isinstance(down.payload, LinkDown)
            assert "longer than two heartbeats" in down.payload.reason
    assert await gateway.closes.get() == 4003


async def test_bytes_that_are_no_frame_end_the_link(gateway: FakeGateway) -> None:
    async with connection() as link:
        with link.events() as events:
            await gateway.links[0].send_str("[]")
            down = await anext(events)
            assert isinstance(down.payload, LinkDown)
            assert "no frame" in down.payload.reason
    assert await gateway.closes.get() == 4002


async def test_a_request_from_the_gateway_is_answered_with_unknown_method(gateway: FakeGateway) -> None:
    async with tabrelay.connect() as link:
        await gateway.links[0].send_str('{"type":"req","id":"1","method":"dance"}')
        gateway.answers["devices.revoke"] = lambda _: Empty()
        await link.revoke_device("x")


def browser(state: str, tabs: int = 0) -> BrowserView:
    return BrowserView(id="abc123", name="work", state=state, tabs=tabs)


async def test_waiting_for_a_browser_looks_again_after_each_event(gateway: FakeGateway) -> None:
    views = [browser("offline"), browser("linked"), browser("linked", tabs=1)]
    gateway.answers["browsers.list"] = lambda _: {"browsers": [views[0]]}
    async with tabrelay.connect() as link:
        wait = asyncio.create_task(link.wait_for_browser("abc", min_tabs=1))
        for event in ("browser.linked", "tab.shared"):
            await gateway.requests.get()
            views.pop(0)
            payload: object = views[0] if event == "browser.linked" else {}
            await gateway.tell(
                "tab.gone" if event == "tab.shared" else event, gone() if event == "tab.shared" else payload
            )
        assert (await wait).tabs == 1


def gone() -> dict[str, str]:
    return {"browser": "b", "targetId": "t", "reason": "closed"}


async def test_waiting_for_a_browser_has_a_limit(gateway: FakeGateway) -> None:
    gateway.answers["browsers.list"] = lambda _: {"browsers": [browser("away")]}
    async with tabrelay.connect() as link:
        with pytest.raises(tabrelay.BrowserTimeout, match=r"No browser 'work' was linked within 0\.05 s"):
            await link.wait_for_browser("work", timeout=0.05)


def test_only_where_it_can_help_the_connection_tries_again() -> None:
    assert may_try_again(HandshakeTimeout("late"))
    assert may_try_again(HandshakeRefused("UNAUTHORIZED", "AUTH_RATE_LIMITED", "wait"))
    assert may_try_again(HandshakeRefused("UNAVAILABLE", "SOMETHING_ELSEWHERE", "later"))
    assert not may_try_again(HandshakeRefused("UNAUTHORIZED", "AUTH_TOKEN_MISMATCH", "no"))
    assert not may_try_again(HandshakeRefused("NOPE", "SOMETHING_ELSEWHERE", "no"))
    assert not may_try_again(GatewayUntrusted("other key"))
