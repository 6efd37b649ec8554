from __future__ import annotations

import asyncio
from typing import Any

from tabrelay.gateway.heartbeat import Heartbeat
from tabrelay.gateway.metrics import Metrics
from tabrelay.protocol.limits import Limits


class FakeSocket:
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended: list[tuple[int, str]] = []

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def end(self, code: int, reason: str) -> None:
        self.ended.append((code, reason))


class FakeLink:
    def __init__(self, heard_at: float) -> None:
        self.heard_at = heard_at
        self.socket: Any = FakeSocket()


async def beating(*links: FakeLink) -> tuple[Heartbeat, float]:
    heartbeat = Heartbeat(Limits(tick_interval_ms=10_000), Metrics())
    heartbeat.links.update(links)
    return heartbeat, asyncio.get_running_loop().time()


async def test_a_peer_that_was_heard_gets_a_tick_and_a_silent_one_its_end() -> None:
    heartbeat, now = await beating()
    heard, silent = FakeLink(now + 1), FakeLink(now - 1)
    heartbeat.links.update({heard, silent})
    heartbeat.beat(now + 10)
    heartbeat.beat(now + 20)
    assert b'"event":"tick"' in heard.socket.sent[0]
    assert len(heard.socket.sent) == 2
    assert silent.socket.ended == [(4003, "no frame for 2 ticks of 10 s")]


async def test_nobody_is_judged_by_a_beat_that_comes_late_itself() -> None:
    heartbeat, now = await beating()
    link = FakeLink(now)
    heartbeat.links.add(link)
    heartbeat.beat(now + 3600)
    assert link.socket.ended == []
    heartbeat.beat(now + 3610)
    assert [code for code, _ in link.socket.ended] == [4003]


async def test_everybody_hears_of_the_shutdown() -> None:
    link = FakeLink(0)
    heartbeat, _ = await beating(link)
    heartbeat.shut_down()
    assert b'"event":"shutdown"' in link.socket.sent[0]
