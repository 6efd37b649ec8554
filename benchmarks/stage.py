"""One Chromium with two doors: its own debugging port, and the relay. Both sides drive the same tab of it.

One browser rather than two, because then renderer, page, caches and the machine's mood are the same for both, and
only the road differs. The extension and a client of the debugging port do not disturb one another; whoever is not
being measured is not attached.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.cdp import Cdp, connect
from benchmarks.process import level_priorities

HOST = "127.0.0.1"
READY_LIMIT_S = 90.0
STOP_LIMIT_S = 15.0
PORT_FILE = "DevToolsActivePort"
LINE_BYTES = 1 << 20


class StageFailed(Exception):  # noqa: N818 - reads as what happened
    """The gateway or the browser did not start; ``str()`` is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the measures drive. ``direct`` and ``relay`` are WebSocket URLs of browser endpoints.

    The tab shows ``about:blank``; ``page_url`` is a small page for what needs one.
    """

    http: aiohttp.ClientSession
    direct: str
    relay: str
    target_id: str
    page_url: str
    gateway_pid: int
    product: str

    @asynccontextmanager
    async def page(self, url: str) -> AsyncIterator[Cdp]:
        """A new connection through one of the doors, attached to the tab."""
        async with connect(self.http, url) as cdp:
            await cdp.attach(self.target_id)
            yield cdp

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Cdp]:
        """The extension's service worker, through the debugging port."""
        async with connect(self.http, self.direct) as cdp:
            targets = (await cdp.call("Target.getTargets"))["targetInfos"]
            [worker] = [t for t in targets if t["type"] == "service_worker" and t["url"].endswith("/background.js")]
            await cdp.attach(worker["targetId"])
            yield cdp


@asynccontextmanager
async def set_up(http: aiohttp.ClientSession, state_dir: Path) -> AsyncIterator[Stage]:
    """The product as a person starts it, ``tabrelay up --browser``, with a debugging port as well."""
    options = ("--browser", "--headless", "--browser-arg=--remote-debugging-port=0")
    async with small_page() as page_url, gateway(state_dir, *options) as ready:
        # Port 0 lets Chromium choose, so that nobody else can take the port meanwhile; the file says which it took.
        profile = state_dir / "browsers" / ready["browser"]["name"] / "profile"
        port, path = (profile / PORT_FILE).read_text(encoding="ascii").split()
        direct = f"ws://127.0.0.1:{port}{path}"
        async with connect(http, direct) as cdp:
            product = (await cdp.call("Browser.getVersion"))["product"]
            pages = [t for t in (await cdp.call("Target.getTargets"))["targetInfos"] if t["type"] == "page"]
        if len(pages) != 1:
            raise StageFailed(f"one tab was expected, there are {[page['url'] for page in pages]}")
        level_priorities(profile)
        yield Stage(
            http=http,
            direct=direct,
            relay=ready["ws"],
            target_id=pages[0]["targetId"],
            page_url=page_url,
            gateway_pid=ready["pid"],
            product=product,
        )


@asynccontextmanager
async def small_page() -> AsyncIterator[str]:
    """The address of a page, served from here."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Small</title>", content_type="text/html")

    async with serving("/", answer) as port:
        yield f"http://{HOST}:{port}/"


@asynccontextmanager
async def serving(path: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[int]:
    """The port on which ``handler`` answers."""
    app = web.Application()
    app.router.add_get(path, handler)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def gateway(state_dir: Path, *options: str) -> AsyncIterator[dict[str, Any]]:
    """``tabrelay up`` in a process of its own, ended on leaving; yields the facts of its ``ready`` line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tabrelay", "up", "--json", "--port", "0", "--state-dir", str(state_dir), *options),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
    )
    try:
        yield await _ready(process)
    finally:
        await stop(process)


async def _ready(process: Process) -> dict[str, Any]:
    assert process.stdout is not None
    said = []
    try:
        async with asyncio.timeout(READY_LIMIT_S):
            async for line in process.stdout:
                said.append(line.decode().strip())
                facts: dict[str, Any] = json.loads(line)
                if facts.get("event") == "ready":
                    return facts
    except TimeoutError as error:
        raise StageFailed(f"the gateway was not ready within {READY_LIMIT_S:g} s: {' '.join(said)}") from error
    raise StageFailed(f"the gateway ended at once: {' '.join(said)}")


async def stop(process: Process) -> None:
    """End a process that was started here: politely, then for certain."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
