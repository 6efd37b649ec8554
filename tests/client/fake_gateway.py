"""A gateway for the client's tests: the protocol's own server machine on a real socket, and scripts that misbehave."""

from __future__ import annotations

import asyncio
import os
import ssl
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.config import RUNTIME_FILE, TOKEN_FILE, Runtime
from tabrelay.protocol import identity
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import (
    Event,
    Request,
    decode_frame,
    encode_error,
    encode_event,
    encode_response,
    error_shape,
)
from tabrelay.protocol.handshake_server import Grant, ServerHandshake
from tabrelay.protocol.limits import Limits
from tabrelay.protocol.messages import Connect, Features
from tabrelay.protocol.operator import METHODS
from tabrelay.protocol.outputs import Close, Decide, Output, Send

TOKEN = "the-token"

Script = Callable[[web.WebSocketResponse], Awaitable[None]]
"""What a gateway does on one connection instead of the handshake."""

Answer = Callable[[Request], object]


@dataclass
class FakeGateway:
    """One gateway. ``scripts`` are used up one a connection; afterwards it behaves."""

    tick_interval_ms: int = 60_000
    scripts: list[Script] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    refuse: Cause | None = None
    refuse_upgrade: int = 0
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    port: int = 0
    tls: bool = False
    connects: list[Connect] = field(default_factory=list)
    requests: asyncio.Queue[Request] = field(default_factory=asyncio.Queue)
    ticks: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)
    closes: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    links: list[web.WebSocketResponse] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        return identity.fingerprint(identity.raw_public_key(self.key))

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{'wss' if self.tls else 'ws'}://127.0.0.1:{self.port}/gateway"

    def write_state(self, state_dir: Path, *, fingerprint: str = "") -> None:
        """What a running gateway leaves in its state directory."""
        runtime = Runtime(
            url=self.url,
            pid=os.getpid(),
            fingerprint=fingerprint or self.fingerprint,
            started_at=1,
            version="0",
            state_dir=str(state_dir),
        )
        (state_dir / RUNTIME_FILE).write_bytes(msgspec.json.encode(runtime))
        (state_dir / TOKEN_FILE).write_text(TOKEN)

    async def tell(self, event: str, payload: object) -> None:
        """An event to every link."""
        for link in self.links:
            await link.send_str(encode_event(event, payload).decode())

    async def cut(self, code: int = 1012, reason: str = "RESTARTING") -> None:
        """Ends every link."""
        links, self.links = self.links, []
        for link in links:
            await link.close(code=code, message=reason.encode())

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[FakeGateway]:
        self.tls = tls is not None
        app = web.Application()
        app.router.add_get("/gateway", self._accept)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=tls).start()
            self.port = runner.addresses[0][1]
            yield self
        finally:
            await self.cut()
            await runner.cleanup()

    async def _accept(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_upgrade:
            return web.json_response({"error": {}}, status=self.refuse_upgrade)
        ws = web.WebSocketResponse(timeout=0.1)
        await ws.prepare(request)
        if self.scripts:
            await self.scripts.pop(0)(ws)
        else:
            await self._serve(ws)
        return ws

    async def _serve(self, ws: web.WebSocketResponse) -> None:
        machine = self.machine()
        await perform(ws, machine.start(now_ms()))
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            if machine.state.value == "ready":
                await self._take(ws, message.data)
                continue
            outputs = machine.receive(message.data, now_ms())
            if outputs and isinstance(outputs[0], Decide):
                outputs = self._decide(machine, outputs[0].connect)
                if machine.state.value == "ready":
                    self.links.append(ws)
            await perform(ws, outputs)
        self.closes.put_nowait(ws.close_code or 0)

    def machine(self) -> ServerHandshake:
        return ServerHandshake(
            nonce=str(uuid.uuid4()),
            conn_id=f"conn-{len(self.connects)}",
            version="0",
            key=self.key,
            authorities=frozenset({f"127.0.0.1:{self.port}"}),
            limits=Limits(tick_interval_ms=self.tick_interval_ms),
        )

    def _decide(self, machine: ServerHandshake, connect: Connect) -> list[Output]:
        self.connects.append(connect)
        if self.refuse is not None:
            return machine.refuse(error_shape(self.refuse))
        return machine.accept(
            Grant(role=connect.role, scopes=connect.scopes, features=Features(methods=tuple(METHODS)))
        )

    async def _take(self, ws: web.WebSocketResponse, data: str) -> None:
        frame = decode_frame(data)
        if isinstance(frame, Event):
            self.ticks.put_nowait(frame)
        elif isinstance(frame, Request):
            self.requests.put_nowait(frame)
            answer = self.answers.get(frame.method)
            if answer is None:
                return
            payload = answer(frame)
            reply = (
                encode_error(frame.id, error_shape(payload))
                if isinstance(payload, Cause)
                else encode_response(frame.id, payload)
            )
            await ws.send_str(reply.decode())


async def perform(ws: web.WebSocketResponse, outputs: list[Output]) -> None:
    for output in outputs:
        match output:
            case Send(data):
                await ws.send_str(data.decode())
            case Close(code, reason):
                await ws.close(code=code, message=reason.encode())


async def until_closed(ws: web.WebSocketResponse) -> int:
    """Reads on until the client closes; its close code."""
    async for _ in ws:
        pass
    return ws.close_code or 0


def now_ms() -> int:
    return time.time_ns() // 1_000_000
