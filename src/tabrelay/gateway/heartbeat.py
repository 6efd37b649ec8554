"""Ticks in both directions on ``/gateway``: they keep a service worker alive, and a silent peer is a gone one."""

from __future__ import annotations

import asyncio
from typing import Protocol

from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.metrics import Metrics
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.frames import encode_event
from tabrelay.protocol.limits import Limits
from tabrelay.protocol.messages import SHUTDOWN_EVENT, TICK_EVENT, Tick

MISSED = 2
"""So many periods without any frame, and the peer is gone."""

LATE = 1.5
"""So many periods between two beats, and it is us who were away."""


class Beating(Protocol):
    """A connection after ``hello-ok``. ``heard_at`` is the loop's time of its last frame, in seconds."""

    heard_at: float
    socket: Socket


class Heartbeat:
    """Everybody who is linked on ``/gateway``."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._period_s = limits.tick_interval_ms / 1000
        self._metrics = metrics
        self._last_beat_s = asyncio.get_running_loop().time()
        self.links: set[Beating] = set()

    async def run(self) -> None:
        """Beat, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._period_s)
            self.beat(loop.time())

    def beat(self, now_s: float) -> None:
        """One tick to everybody, and the end for those that were silent.

        Nobody is judged by a beat that comes late itself: the machine slept, and what the peers sent is still unread.
        """
        late = now_s - self._last_beat_s > LATE * self._period_s
        self._last_beat_s = now_s
        tick = encode_event(TICK_EVENT, Tick(ts=wall_ms()))
        for link in list(self.links):
            if not late and now_s - link.heard_at > MISSED * self._period_s:
                self._metrics.count("heartbeat_lost")
                link.socket.end(CloseCode.HEARTBEAT_LOST, f"no frame for {MISSED} ticks of {self._period_s:g} s")
            else:
                link.socket.send(tick)

    def shut_down(self) -> None:
        """Tell everybody that the gateway stops."""
        farewell = encode_event(SHUTDOWN_EVENT, Tick(ts=wall_ms()))
        for link in list(self.links):
            link.socket.send(farewell)
