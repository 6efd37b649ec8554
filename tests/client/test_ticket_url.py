from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import tabrelay
from tabrelay.protocol.errors import CallRefused, Cause
from tabrelay.protocol.frames import Request
from tabrelay.protocol.operator import TicketCreate, TicketCreated
from tests.client.fake_gateway import FakeGateway


def ticket(_: Request) -> TicketCreated:
    return TicketCreated(id="t", browser="b", browser_name="work", ws="ws://w", http="http://h", expires_at=1)


@pytest.fixture
def threaded(own_state: Path) -> Iterator[FakeGateway]:
    """A gateway in a thread of its own, as it is for a script that blocks."""
    gateway = FakeGateway(answers={"tickets.create": ticket})
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with gateway.running():
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    started.wait()
    gateway.write_state(own_state)
    yield gateway
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_a_script_gets_a_fresh_ticket(threaded: FakeGateway) -> None:
    assert tabrelay.cdp_url("work", ttl=90, label="mine") == "ws://w"
    assert tabrelay.cdp_url(http=True) == "http://h"
    asked = msgspec.json.decode(threaded.requests.get_nowait().params, type=TicketCreate)
    assert (asked.browser, asked.ttl_ms, asked.label) == ("work", 90_000, "mine")


async def test_it_works_where_a_loop_runs_already(threaded: FakeGateway) -> None:
    assert tabrelay.cdp_url() == "ws://w"
    assert threaded.connects


async def test_the_async_twin(gateway: FakeGateway) -> None:
    gateway.answers["tickets.create"] = ticket
    assert await tabrelay.acdp_url() == "ws://w"


async def test_a_refusal_is_raised(gateway: FakeGateway) -> None:
    gateway.answers["tickets.create"] = lambda _: Cause.BROWSER_NONE
    with pytest.raises(CallRefused, match="tabrelay up --browser"):
        await tabrelay.acdp_url()


def test_without_a_gateway_the_error_names_the_cure() -> None:
    with pytest.raises(tabrelay.NoGateway, match="tabrelay up"):
        tabrelay.cdp_url()
