from __future__ import annotations

import asyncio

import pytest
from msgspec import Raw

from tabrelay.client import events as module
from tabrelay.client.errors import EventsLost
from tabrelay.client.events import Event, Subscription, decode_event
from tabrelay.protocol.errors import FrameError, LinkLost
from tabrelay.protocol.frames import Event as Frame
from tabrelay.protocol.operator import EVENTS, ClientGone


def subscription() -> Subscription:
    return Subscription(lambda _: None)


async def test_events_come_in_order() -> None:
    events = subscription()
    for number in range(3):
        events.put(Event("n", number))
    assert [(await anext(events)).payload for _ in range(3)] == [0, 1, 2]


async def test_who_waits_is_woken() -> None:
    events = subscription()
    waiter = asyncio.create_task(anext(events))
    await asyncio.sleep(0)
    events.put(Event("n", 1))
    assert (await waiter).payload == 1


async def test_what_came_before_the_end_is_read_and_then_its_error() -> None:
    events = subscription()
    events.put(Event("n", 1))
    events.end(LinkLost("gone"))
    events.put(Event("n", 2))
    assert (await anext(events)).payload == 1
    with pytest.raises(LinkLost):
        await anext(events)
    assert [event async for event in events] == []


async def test_leaving_the_block_forgets_the_subscription() -> None:
    forgotten: list[Subscription] = []
    with Subscription(forgotten.append) as events:
        events.put(Event("n", 1))
    assert forgotten == [events]
    assert [event async for event in events] == []


async def test_a_slow_reader_gets_what_was_kept_and_is_told_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_EVENTS", 2)
    events = subscription()
    for number in range(5):
        events.put(Event("n", number))
    assert [(await anext(events)).payload for _ in range(2)] == [0, 1]
    with pytest.raises(EventsLost):
        await anext(events)


def test_payloads_are_decoded_by_name() -> None:
    payload = Raw(b'{"id":"c","reason":"left"}')
    assert decode_event(Frame("client.disconnected", payload)).payload == ClientGone(id="c", reason="left")
    assert decode_event(Frame("unheard.of", payload)).payload == {"id": "c", "reason": "left"}
    assert decode_event(Frame("unheard.of")).payload is None


@pytest.mark.parametrize("name", EVENTS)
def test_a_payload_of_a_wrong_shape_is_an_error(name: str) -> None:
    with pytest.raises(FrameError):
        decode_event(Frame(name, Raw(b"7")))
