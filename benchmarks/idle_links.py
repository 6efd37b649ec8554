"""Opens idle connections to a gateway: ``python -m benchmarks.idle_links STATE_DIR``.

Reads ``links N`` and ``clients N`` from stdin, a line each, and answers each with ``open`` once they all are. Links are
paired devices of their own that speak for a browser with one shared tab; clients are CDP clients of the first of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
import uuid
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tabrelay
from benchmarks.cdp import Cdp
from tabrelay.client import GatewayConnection
from tabrelay.client.connect import connect
from tabrelay.client.shake import now_ms, shake_hands
from tabrelay.protocol.control import COMMANDS, SNAPSHOT, BrowserInfo, Snapshot, Tab
from tabrelay.protocol.frames import encode_event
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.ids import TabId, TargetId
from tabrelay.protocol.messages import ROLE_NODE, TICK_EVENT, ClientInfo, Tick
from tabrelay.protocol.pairing import Pairing

AT_ONCE: Final = 8
"""Fewer than the gateway lets wait in the handshake from one source."""

HANDSHAKE_LIMIT_S: Final = 30.0
TICK_S: Final = 10.0

INFO: Final = ClientInfo(id="tabrelay-extension", version=tabrelay.__version__, platform="linux", mode="node")
BROWSER: Final = BrowserInfo(product="Chrome/150.0.0.0", user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0")
TAB: Final = Tab(
    tab_id=TabId(1),
    target_id=TargetId("0" * 32),
    url="https://example.test/",
    title="Example",
    window_id=1,
    active=True,
)
SHARED: Final = encode_event(SNAPSHOT, Snapshot(browser=BROWSER, mode="shared", tabs=(TAB,))).decode()


class Crowd:
    """All connections that are open, and what keeps them so."""

    def __init__(self, http: aiohttp.ClientSession, operator: GatewayConnection) -> None:
        self._http = http
        self._operator = operator
        self._links: list[aiohttp.ClientWebSocketResponse[Any]] = []
        self._clients: list[Cdp] = []
        self._readers: list[asyncio.Task[None]] = []

    async def open(self, kind: str, count: int) -> None:
        """``count`` more of them, a few at a time."""
        one: Callable[[], Coroutine[Any, Any, None]] = self._link if kind == "links" else self._client
        left = iter(range(count))

        async def opener() -> None:
            for _ in left:
                await one()

        await asyncio.gather(*(opener() for _ in range(AT_ONCE)))

    async def tick(self) -> None:
        """The heartbeat of every link, for ever."""
        while True:
            await asyncio.sleep(TICK_S)
            beat = encode_event(TICK_EVENT, Tick(ts=now_ms())).decode()
            for ws in self._links:
                await ws.send_str(beat)

    async def _link(self) -> None:
        offer = await self._operator.create_pairing(name=f"idle {secrets.token_hex(4)}")
        pairing = Pairing.decode(offer.pairing)
        credentials = Credentials(
            client=INFO,
            role=ROLE_NODE,
            key=Ed25519PrivateKey.generate(),
            gateway=pairing.gateway,
            pairing=pairing,
            caps=("browser",),
            commands=tuple(COMMANDS),
        )
        handshake = ClientHandshake(
            credentials, url=pairing.url, nonce=secrets.token_urlsafe(32), request_id=str(uuid.uuid4())
        )
        ws = await self._http.ws_connect(pairing.url, compress=0)
        await shake_hands(ws, handshake, HANDSHAKE_LIMIT_S)
        await ws.send_str(SHARED)
        self._links.append(ws)
        self._readers.append(asyncio.create_task(_listen(ws)))

    async def _client(self) -> None:
        browsers = await self._operator.browsers()
        ticket = await self._operator.create_ticket(browsers[0].id, label="idle")
        cdp = Cdp(await self._http.ws_connect(ticket.ws, compress=0, decode_text=False))
        await cdp.call("Browser.getVersion")
        self._clients.append(cdp)


async def _listen(ws: aiohttp.ClientWebSocketResponse[Any]) -> None:
    """Read what the gateway says, and need none of it."""
    async for _ in ws:
        pass


async def main(state_dir: Path) -> None:
    """Serve requests until stdin ends."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http, connect(state_dir=state_dir) as operator:
        crowd = Crowd(http, operator)
        ticking = asyncio.create_task(crowd.tick())
        async for line in lines:
            kind, count = line.decode().split()
            await crowd.open(kind, int(count))
            print("open", flush=True)
        ticking.cancel()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1])))
