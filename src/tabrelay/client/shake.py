"""The shell around the handshake machine: read, feed, do what it says."""

from __future__ import annotations

import asyncio
import time

import aiohttp
from aiohttp import WSMsgType

from tabrelay.protocol.errors import HandshakeError
from tabrelay.protocol.handshake_client import ClientHandshake
from tabrelay.protocol.messages import HelloOk
from tabrelay.protocol.outputs import Close, Failed, Output, Ready, Send

ENDS = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
NO_STATUS = 1006


async def shake_hands(ws: aiohttp.ClientWebSocketResponse, machine: ClientHandshake, limit_s: float) -> HelloOk:
    """What the gateway answered; raises a :class:`~tabrelay.protocol.errors.HandshakeError`, with ``ws`` closed."""
    try:
        async with asyncio.timeout(limit_s):
            while True:
                outputs = _feed(machine, await ws.receive())
                hello = await _perform(ws, outputs)
                if hello is not None:
                    return hello
    except TimeoutError:
        await _perform(ws, machine.timeout())
        raise


def _feed(machine: ClientHandshake, message: aiohttp.WSMessage) -> list[Output]:
    if message.type is WSMsgType.TEXT:
        return machine.receive(message.data, now_ms())
    if message.type is WSMsgType.BINARY:
        # No frame of this protocol is binary. The machine answers it as it answers all that is malformed.
        return machine.receive(b"\xff", now_ms())
    if message.type in ENDS:
        code = message.data if message.type is WSMsgType.CLOSE else NO_STATUS
        return machine.closed(int(code or NO_STATUS), str(message.extra or ""))
    return []


async def _perform(ws: aiohttp.ClientWebSocketResponse, outputs: list[Output]) -> HelloOk | None:
    hello: HelloOk | None = None
    error: HandshakeError | None = None
    for output in outputs:
        match output:
            case Send(data):
                await ws.send_str(data.decode())
            case Ready(answer):
                hello = answer
            case Failed(reason):
                error = reason
            case Close(code, text):
                await ws.close(code=code, message=text.encode())
    if error is not None:
        raise error
    return hello


def now_ms() -> int:
    """Wall-clock time as the wire has it: ms since the epoch."""
    return time.time_ns() // 1_000_000
