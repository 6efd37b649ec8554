"""The extension with nothing behind it: its worker takes commands from a plain socket, straight from the client.

Between this and the relay lies the gateway alone: its share in the time of a command can be read off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from benchmarks.cdp import Cdp
from benchmarks.floor import floor
from benchmarks.stage import HOST, Stage, serving


@asynccontextmanager
async def bare(stage: Stage) -> AsyncIterator[Cdp]:
    """A connection that the worker has opened to us; it answers commands for the tab, and sends no events."""
    arrived: asyncio.Future[Cdp] = asyncio.get_running_loop().create_future()
    left = asyncio.Event()

    async def accept(request: web.Request) -> web.WebSocketResponse[bool]:
        ws = web.WebSocketResponse(max_msg_size=0, compress=False, decode_text=False)
        await ws.prepare(request)
        arrived.set_result(Cdp(ws))
        await left.wait()
        return ws

    async with serving("/", accept) as port, floor(stage) as worker:
        await worker.run("serve", f"ws://{HOST}:{port}/")
        cdp = await arrived
        try:
            yield cdp
        finally:
            await cdp.close()
            left.set()
