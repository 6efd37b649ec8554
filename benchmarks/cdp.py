"""An ordinary CDP client, the same for both sides: a future per command, every message decoded as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
from aiohttp import WSMsgType, web
from msgspec import Raw


class Message(msgspec.Struct, rename="camel"):
    """Anything a CDP endpoint sends: a response has an ``id``, an event a ``method``."""

    id: int = 0
    method: str = ""
    params: Raw = Raw(b"{}")
    result: Raw = Raw(b"{}")
    error: Raw = Raw(b"")
    session_id: str = ""


class CdpFailed(Exception):  # noqa: N818 - reads as what happened
    """A command was answered with an error, or the connection ended before it was answered."""


Watch = Callable[[Message], None]


class Cdp:
    """One connection, attached to one page. ``watch`` sees every message, in the order of arrival."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse[Any] | web.WebSocketResponse[Any]) -> None:
        self.session = ""
        """The session that commands go to; ``""`` is the connection itself."""
        self.watch: Watch | None = None
        self._ws = ws
        self._last_id = 0
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._reader = asyncio.create_task(self._read())

    @property
    def next_id(self) -> int:
        """The id that the next command will have."""
        return self._last_id + 1

    async def post(self, method: str, params: dict[str, Any] | None = None) -> asyncio.Future[Message]:
        """Send a command; the future is its response. Commands leave in the order of the calls."""
        if self._reader.done():
            raise CdpFailed("the connection has ended")
        self._last_id += 1
        command: dict[str, Any] = {"id": self._last_id, "method": method, "params": params or {}}
        if self.session:
            command["sessionId"] = self.session
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[self._last_id] = future
        await self._ws.send_frame(msgspec.json.encode(command), WSMsgType.TEXT)
        return future

    async def call(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a command and wait for its result; raises :class:`CdpFailed`."""
        answer = await (await self.post(method, params))
        if answer.error:
            raise CdpFailed(f"{method}: {bytes(answer.error).decode()}")
        result: dict[str, Any] = msgspec.json.decode(answer.result)
        return result

    async def evaluate(self, expression: str, **options: object) -> Any:  # noqa: ANN401 - a value of the page
        """The value of an expression; raises :class:`CdpFailed` where the page threw."""
        answer = await self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True, **options})
        if "exceptionDetails" in answer:
            raise CdpFailed(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def attach(self, target_id: str) -> None:
        """Attach to a target, and send all further commands to it."""
        self.session = ""
        answer = await self.call("Target.attachToTarget", {"targetId": target_id, "flatten": True})
        self.session = answer["sessionId"]

    async def close(self) -> None:
        """End the connection."""
        await self._ws.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        decode = msgspec.json.Decoder(Message).decode
        waiting = self._waiting
        try:
            async for frame in self._ws:
                message = decode(frame.data)
                if self.watch is not None:
                    self.watch(message)
                if message.id:
                    future = waiting.pop(message.id, None)
                    if future is not None and not future.done():
                        future.set_result(message)
        finally:
            for future in waiting.values():
                if not future.done():
                    future.set_exception(CdpFailed(f"the connection was closed (code {self._ws.close_code})"))


@asynccontextmanager
async def connect(http: aiohttp.ClientSession, url: str) -> AsyncIterator[Cdp]:
    """A connection to a browser endpoint, closed on leaving."""
    ws = await http.ws_connect(url, max_msg_size=0, compress=0, decode_text=False)
    cdp = Cdp(ws)
    try:
        yield cdp
    finally:
        await cdp.close()
