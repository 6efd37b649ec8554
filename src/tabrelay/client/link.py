"""One ready connection to a gateway: requests out, answers and events in, a heartbeat both ways."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

import aiohttp
from aiohttp import WSMsgType

from tabrelay.client.pending import PendingCalls
from tabrelay.client.shake import ENDS, NO_STATUS, now_ms
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import CallRefused, Cause, FrameError, LinkLost
from tabrelay.protocol.frames import (
    EMPTY_OBJECT,
    Event,
    Frame,
    Request,
    Response,
    decode_frame,
    encode_error,
    encode_event,
    encode_request,
    error_shape,
)
from tabrelay.protocol.messages import TICK_EVENT, HelloOk, Tick

log = logging.getLogger(__name__)

SILENCE = 2.5
"""Heartbeat intervals without a frame after which the gateway is gone: by then two heartbeats are surely missed."""


class Link:
    """A connection after ``hello-ok``. ``on_event`` gets every event but the heartbeat; it must not raise.

    ``trusted`` says that the gateway proved to be a Tabrelay gateway; others are sent heartbeats only if they offer
    this product's methods, because protocol 3 lets a gateway refuse events from an operator.
    """

    def __init__(
        self, ws: aiohttp.ClientWebSocketResponse, hello: HelloOk, *, on_event: Callable[[Event], None], trusted: bool
    ) -> None:
        self.hello = hello
        self._ws = ws
        self._on_event = on_event
        self._pending = PendingCalls()
        self._sends_ticks = trusted or "tickets.create" in hello.features.methods
        self._reader = asyncio.create_task(self._read(), name="tabrelay reader")
        self._heart = asyncio.create_task(self._beat(), name="tabrelay heartbeat")

    async def ask(self, method: str, params: object = EMPTY_OBJECT) -> Response:
        """The answer to one request; raises :class:`CallRefused` and :class:`LinkLost`. The caller limits the wait."""
        id_, answer = self._pending.open(method)
        try:
            if not answer.done():
                await self._send(encode_request(id_, method, params))
            response = await answer
        finally:
            answer.cancel()
        if response.ok:
            return response
        error = response.error
        assert error is not None
        details = error.details if isinstance(error.details, dict) else {}
        raise CallRefused(error.code, error.cause, error.message, details)

    async def ended(self) -> LinkLost:
        """Why the link ended, once it has."""
        return await asyncio.shield(self._reader)

    async def close(self) -> None:
        """Ends the link; who waits for an answer gets :class:`LinkLost`."""
        self._pending.end(LinkLost("This program closed the connection."))
        self._heart.cancel()
        await self._ws.close(code=CloseCode.NORMAL)
        await asyncio.gather(self._reader, self._heart, return_exceptions=True)

    async def _read(self) -> LinkLost:
        try:
            lost = await self._read_until_end()
        except Exception as error:
            log.exception("! the reader of the link failed")
            lost = LinkLost(f"The link ended because of a defect in the client ({error!r}).")
        self._heart.cancel()
        with contextlib.suppress(OSError):
            await self._ws.close()
        self._pending.end(lost)
        return lost

    async def _read_until_end(self) -> LinkLost:
        limit_s = SILENCE * self.hello.policy.tick_interval_ms / 1000 or None
        while True:
            try:
                message = await self._ws.receive(timeout=limit_s)
            except TimeoutError:
                await self._ws.close(code=CloseCode.HEARTBEAT_LOST, message=b"HEARTBEAT_LOST")
                return LinkLost(f"The gateway was silent for {limit_s:g} s, longer than two heartbeats.")
            if message.type in ENDS:
                return self._lost(message)
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                await self._take(decode_frame(message.data))
            except FrameError as error:
                await self._ws.close(code=CloseCode.PROTOCOL_ERROR, message=b"FRAME_INVALID")
                return LinkLost(f"The gateway sent what is no frame: {error}")

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Response():
                self._pending.settle(frame)
            case Event(event=name):
                if name != TICK_EVENT:
                    self._on_event(frame)
            case Request(id=id_, method=method):
                await self._send(encode_error(id_, error_shape(Cause.METHOD_UNKNOWN, method)))

    def _lost(self, message: aiohttp.WSMessage) -> LinkLost:
        code = message.data if message.type is WSMsgType.CLOSE else self._ws.close_code
        said = f"{int(code or NO_STATUS)}: {message.extra}" if message.extra else str(int(code or NO_STATUS))
        return LinkLost(f"The link to the gateway ended ({said}).")

    async def _beat(self) -> None:
        interval_s = self.hello.policy.tick_interval_ms / 1000
        with contextlib.suppress(LinkLost):  # the reader hears of it as well, and says so
            while interval_s > 0 and self._sends_ticks:
                await asyncio.sleep(interval_s)
                await self._send(encode_event(TICK_EVENT, Tick(ts=now_ms())))

    async def _send(self, data: bytes) -> None:
        try:
            await self._ws.send_str(data.decode())
        except OSError as error:  # aiohttp's "cannot write to closing transport" is one, too
            raise LinkLost(f"The link to the gateway ended ({error}).") from error
