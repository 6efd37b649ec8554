"""Events, as those who asked for them see them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

import msgspec

from tabrelay.client.errors import EventsLost
from tabrelay.protocol.errors import TabrelayError
from tabrelay.protocol.frames import Event as Frame
from tabrelay.protocol.frames import decode_as
from tabrelay.protocol.operator import EVENTS

KEPT_EVENTS = 10_000
LINK_UP = "link.up"
LINK_DOWN = "link.down"


class LinkUp(msgspec.Struct, frozen=True):
    """Payload of ``link.up``: the link is back; what happened in between was not told. Made here, not sent."""

    conn_id: str


class LinkDown(msgspec.Struct, frozen=True):
    """Payload of ``link.down``: the link is gone and is being made anew. Made here, not sent."""

    reason: str


class Event(msgspec.Struct, frozen=True):
    """One event.

    ``payload`` is the Struct of :data:`tabrelay.protocol.operator.EVENTS` for its name, :class:`LinkUp`,
    :class:`LinkDown`, or plain JSON values for a name that this version does not know.
    """

    name: str
    payload: object


def decode_event(frame: Frame) -> Event:
    """A frame as an event; raises :class:`~tabrelay.protocol.errors.FrameError` for a payload of a wrong shape."""
    shape = EVENTS.get(frame.event)
    if shape is None:
        return Event(frame.event, msgspec.json.decode(frame.payload or b"null"))
    return Event(frame.event, decode_as(frame.payload, shape))


class Subscription:
    """An async iterator of the events from its making on; leave its ``with`` block, or :meth:`close` it, to end it.

    It ends with the connection: quietly when this program closed it, with the connection's error otherwise. Who
    leaves more than :data:`KEPT_EVENTS` unread gets those and then :class:`EventsLost`.
    """

    def __init__(self, forget: Callable[[Subscription], None]) -> None:
        self._forget = forget
        self._events: deque[Event] = deque()
        self._news = asyncio.Event()
        self._ended = False
        self._error: TabrelayError | None = None

    def put(self, event: Event) -> None:
        """Called by the connection."""
        if self._ended:
            return
        if len(self._events) >= KEPT_EVENTS:
            self.end(EventsLost(f"More than {KEPT_EVENTS} events were not read. Read them faster, or subscribe anew."))
            return
        self._events.append(event)
        self._news.set()

    def end(self, error: TabrelayError | None) -> None:
        """Called by the connection: no more events will come, and why."""
        self._ended = True
        self._error = error
        self._news.set()
        self._forget(self)

    def close(self) -> None:
        """No more events are wanted."""
        self._events.clear()
        self.end(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self._ended:
                error, self._error = self._error, None
                raise error or StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._events.popleft()
