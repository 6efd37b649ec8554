"""A gateway in a thread of its own, with a browser that is none linked to it: what the commands talk to."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tabrelay
from tabrelay.client.shake import shake_hands
from tabrelay.config import Settings
from tabrelay.gateway import Gateway
from tabrelay.protocol.control import COMMANDS, BrowserInfo, Snapshot, Tab
from tabrelay.protocol.frames import encode_event
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.ids import TabId, TargetId
from tabrelay.protocol.messages import ClientInfo
from tabrelay.protocol.pairing import Pairing

T = TypeVar("T")

PRODUCT = "Chrome/156.0.1.2"


class Stand:
    """A running gateway, from a thread that is not its own."""

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        self.loop = asyncio.new_event_loop()
        self.gateway: Gateway | None = None
        self._links: list[aiohttp.ClientWebSocketResponse] = []
        self._sessions: list[aiohttp.ClientSession] = []

    @property
    def url(self) -> str:
        assert self.gateway is not None
        return self.gateway.url

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine that runs in the gateway's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def link_browser(self, name: str, pairing: str | None = None, *, tabs: int = 1) -> str:
        """Pairs and links a browser with shared tabs; its id."""
        return self.do(self._link_browser(name, pairing, tabs))

    async def start(self) -> None:
        self.gateway = Gateway(Settings(port=0, state_dir=self.state_dir, name="stand"))
        await self.gateway.start()

    async def stop(self) -> None:
        for session in self._sessions:
            await session.close()
        assert self.gateway is not None
        await self.gateway.stop()

    async def _link_browser(self, name: str, pairing: str | None, tabs: int) -> str:
        async with tabrelay.connect(state_dir=self.state_dir) as operator:
            text = pairing or (await operator.create_pairing(name=name)).pairing
            offer = Pairing.decode(text)
            credentials = Credentials(
                client=ClientInfo(id="tabrelay-extension", version="0", platform="linux", mode="node"),
                role="node",
                key=Ed25519PrivateKey.generate(),
                gateway=offer.gateway,
                pairing=offer,
                caps=("browser",),
                commands=tuple(COMMANDS),
            )
            session = aiohttp.ClientSession()
            self._sessions.append(session)
            ws = await session.ws_connect(offer.url)
            machine = ClientHandshake(credentials, url=offer.url, nonce=str(uuid.uuid4()), request_id="1")
            await shake_hands(ws, machine, 8)
            self._links.append(ws)
            shared = tuple(
                Tab(TabId(n), TargetId(f"{n:032X}"), f"https://example.com/{n}", f"Page {n}", 1)
                for n in range(1, tabs + 1)
            )
            snapshot = Snapshot(browser=BrowserInfo(PRODUCT, "UA AppleWebKit/537.36"), mode="shared", tabs=shared)
            await ws.send_str(encode_event("browser.snapshot", snapshot).decode())
            view = await operator.wait_for_browser(name, min_tabs=tabs)
        return view.id


@contextmanager
def stand(state_dir: Path) -> Iterator[Stand]:
    """A stand that runs."""
    made = Stand(state_dir)
    thread = threading.Thread(target=made.loop.run_forever)
    thread.start()
    try:
        made.do(made.start())
        try:
            yield made
        finally:
            made.do(made.stop())
    finally:
        made.loop.call_soon_threadsafe(made.loop.stop)
        thread.join()
        made.loop.close()
