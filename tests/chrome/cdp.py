"""The smallest CDP client: frames in the order in which they came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Frame = dict[str, Any]


class Cdp:
    """One connection. ``frames`` is everything received, in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.last_id = 0
        self._changed = asyncio.Condition()
        self._may_read = asyncio.Event()
        self._may_read.set()
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self._reader = asyncio.create_task(self._read())

    async def send(self, method: str, params: Frame | None = None, session: str = "") -> int:
        """Send a command without waiting; its id."""
        self.last_id += 1
        frame = {"id": self.last_id, "method": method, "params": params or {}}
        await self.send_raw(json.dumps({**frame, "sessionId": session} if session else frame))
        return self.last_id

    async def send_raw(self, text: str) -> None:
        """Send a frame as it is."""
        await self._socket.send_str(text)

    async def ask(self, method: str, params: Frame | None = None, session: str = "") -> Frame:
        """Send a command and wait for its answer, result or error."""
        id_ = await self.send(method, params, session)
        return await self.wait_for(lambda frame: frame.get("id") == id_)

    async def call(self, method: str, params: Frame | None = None, session: str = "") -> Frame:
        """Send a command that succeeds; its result."""
        answer = await self.ask(method, params, session)
        assert "result" in answer, (method, answer)
        result: Frame = answer["result"]
        return result

    async def event(self, method: str, session: str | None = None) -> Frame:
        """The first event of this name (on this session); its params."""
        frame = await self.wait_for(
            lambda frame: frame.get("method") == method and session in (None, frame.get("sessionId", ""))
        )
        params: Frame = frame["params"]
        return params

    async def wait_for(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The first frame that is wanted, among those that came and those to come."""
        async with asyncio.timeout(30), self._changed:
            while True:
                for frame in self.frames:
                    if wanted(frame):
                        return frame
                assert self.closed is None, f"closed: {self.closed}"
                await self._changed.wait()

    async def wait_closed(self) -> int:
        """The code with which the connection ended."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(lambda: self.closed is not None)
        assert self.closed is not None
        return self.closed

    async def page(self, url: str = "about:blank") -> tuple[str, str]:
        """A new tab, attached: its target id and the session's."""
        target = (await self.call("Target.createTarget", {"url": url}))["targetId"]
        return target, await self.attach(target)

    async def attach(self, target: str) -> str:
        """Another session on a target."""
        answer = await self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        session: str = answer["sessionId"]
        return session

    async def evaluate(self, expression: str, session: str) -> object:
        """The value of an expression, awaited."""
        params = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        return (await self.call("Runtime.evaluate", params, session))["result"].get("value")

    def stop_reading(self) -> None:
        """Leave what comes where it is: first in this process, then on the way."""
        self._may_read.clear()

    def resume_reading(self) -> None:
        """Read again."""
        self._may_read.set()

    async def close(self) -> None:
        self.resume_reading()
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        async for message in self._socket:
            await self._may_read.wait()
            async with self._changed:
                self.frames.append(json.loads(message.data))
                self._changed.notify_all()
        async with self._changed:
            self.closed = self._socket.close_code or 0
            self._changed.notify_all()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Cdp]:
    """A client on this WebSocket address."""
    async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
        client = Cdp(socket)
        yield client
        await client.close()
