"""One socket against the bytes a peer can send: what of aiohttp is used here, and what is made of it."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from tabrelay.gateway.outbox import Turn
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.limits import Limits

TEXT, BINARY, CLOSE, PING, PONG = 0x81, 0x82, 0x88, 0x89, 0x8A


class Ear:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.left: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def text(self, data: bytes) -> None:
        self.heard.put_nowait(data)

    def gone(self, reason: str) -> None:
        self.left.set_result(reason)  # raises when called twice


class Raw:
    """The peer, as bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, head: int, payload: bytes, *, claimed: int | None = None) -> None:
        size = len(payload) if claimed is None else claimed
        if size < 126:
            header = struct.pack("!BB", head, 0x80 | size)
        elif size < 65536:
            header = struct.pack("!BBH", head, 0xFE, size)
        else:
            header = struct.pack("!BBQ", head, 0xFF, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.writer.write(header + mask + masked)

    async def receive(self) -> tuple[int, bytes]:
        head, size = struct.unpack("!BB", await self.reader.readexactly(2))
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return head, await self.reader.readexactly(size)

    async def closed(self) -> tuple[int, str]:
        head, payload = await self.receive()
        assert head == CLOSE
        return struct.unpack("!H", payload[:2])[0], payload[2:].decode()


UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@asynccontextmanager
async def connected(
    limits: Limits | None = None, *, first_bytes: int = 0, early: bytes = b""
) -> AsyncIterator[tuple[Socket, Ear, Raw]]:
    """A socket, who listens to it, and its peer, which sent ``early`` in one piece with the upgrade."""
    opened: asyncio.Queue[Socket] = asyncio.Queue()
    ear = Ear()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        socket = Socket(limits or Limits(), Turn(), first_bytes=first_bytes)
        await socket.open(request)
        socket.listener = ear
        socket.listen()
        opened.put_nowait(socket)
        await socket.ended()
        return socket

    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
    writer.write(UPGRADE + early)
    await reader.readuntil(b"\r\n\r\n")
    try:
        yield await opened.get(), ear, Raw(reader, writer)
    finally:
        writer.close()
        await runner.cleanup()


async def test_frames_arrive_in_order_whole_and_as_bytes() -> None:
    async with connected() as (_, ear, raw):
        raw.send(TEXT, b"one")
        raw.send(0x01, b"t")
        raw.send(PING, b"in between")
        raw.send(0x80, b"wo")
        raw.send(TEXT, "drei ✓".encode())
        assert [await ear.heard.get() for _ in range(3)] == [b"one", b"two", "drei ✓".encode()]
        assert await raw.receive() == (PONG, b"in between")


async def test_frames_that_came_with_the_upgrade_are_not_lost() -> None:
    early = struct.pack("!BB4s", TEXT, 0x82, bytes(4)) + b"{}"
    async with connected(early=early) as (_, ear, _raw):
        assert await ear.heard.get() == b"{}"


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 3_000_000])
async def test_frames_of_every_size_leave_whole(size: int) -> None:
    async with connected() as (socket, _, raw):
        payload = os.urandom(size)
        socket.send(payload)
        socket.send(b"next")
        assert await raw.receive() == (TEXT, payload)
        assert await raw.receive() == (TEXT, b"next")


async def test_ending_says_why_after_all_that_was_sent_before() -> None:
    async with connected() as (socket, ear, raw):
        socket.send(b"x" * 200_000)
        socket.end(4007, "é" * 200)
        socket.send(b"too late")
        socket.end(1000, "twice")
        assert len((await raw.receive())[1]) == 200_000
        code, reason = await raw.closed()
        assert (code, reason) == (4007, "é" * 61)
        assert await ear.left == "é" * 200
        raw.send(TEXT, b"still talking")
        raw.send(CLOSE, struct.pack("!H", 4007))
        assert await raw.reader.read() == b""
        assert ear.heard.empty()


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (struct.pack("!H", 1000), "closed by the peer (1000)"),
        (struct.pack("!H", 4001) + b"why", "closed by the peer (4001: why)"),
        (b"", "closed by the peer"),
    ],
)
async def test_a_peers_close_is_answered_with_its_code(payload: bytes, said: str) -> None:
    async with connected() as (_, ear, raw):
        raw.send(CLOSE, payload)
        assert await raw.receive() == (CLOSE, payload[:2])
        assert await ear.left == said
        assert await raw.reader.read() == b""


async def test_a_lost_connection_is_told_once() -> None:
    async with connected() as (socket, ear, raw):
        raw.writer.transport.abort()
        assert await ear.left == "connection lost"
        await socket.ended()
        socket.send(b"into the void")
        socket.end(1000, "into the void")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ((BINARY, b"x"), 4002),
        ((TEXT, b"\xff\xfe"), 4002),
        ((0x83, b"reserved opcode"), 4002),
        ((0xC1, b"reserved bit"), 4002),
        ((0x80, b"continues nothing"), 4002),
        ((0x09, b"fragmented ping"), 4002),
        ((CLOSE, b"\x00"), 4002),
        ((CLOSE, struct.pack("!H", 999)), 4002),
    ],
)
async def test_malformed_frames_end_the_connection_with_a_reason(frame: tuple[int, bytes], code: int) -> None:
    async with connected() as (_, ear, raw):
        raw.send(*frame)
        closed = await raw.closed()
        assert closed[0] == code
        assert closed[1]
        assert await ear.left == closed[1]


async def test_a_peer_that_was_granted_it_sends_text_as_bytes_in_order_with_text() -> None:
    async with connected() as (socket, ear, raw):
        socket.agree(batches=False, binary=True)
        raw.send(TEXT, b"one")
        raw.send(BINARY, "zw\u00f6lf".encode())
        raw.send(0x02, b"in ")
        raw.send(0x80, b"parts")
        raw.send(TEXT, b"last")
        assert [await ear.heard.get() for _ in range(4)] == [b"one", "zw\u00f6lf".encode(), b"in parts", b"last"]


async def test_bytes_that_are_no_text_end_the_connection_as_such_text_does() -> None:
    async with connected() as (socket, ear, raw):
        socket.agree(batches=False, binary=True)
        raw.send(BINARY, b"x" * 70_000 + b"\xc3")
        assert await raw.closed() == (4002, "the frame is not UTF-8")
        assert ear.heard.empty()


async def test_a_frame_above_the_limit_is_refused_by_its_header_and_the_rest_is_thrown_away() -> None:
    async with connected(Limits(frame_bytes=1000)) as (_, ear, raw):
        raw.send(TEXT, b"x" * 1000)
        assert len(await ear.heard.get()) == 1000
        raw.send(TEXT, b"", claimed=300_000_000)
        assert (await raw.closed())[0] == 1009
        for _ in range(50):
            raw.writer.write(b"x" * 100_000)
            await raw.writer.drain()
        assert (await ear.left).startswith("FRAME_TOO_LARGE")


async def test_fragments_add_up_to_the_limit() -> None:
    async with connected(Limits(frame_bytes=1000)) as (_, _ear, raw):
        raw.send(0x01, b"x" * 600)
        raw.send(0x80, b"x" * 600)
        assert (await raw.closed())[0] == 1009


async def test_a_stranger_may_send_little_and_a_trusted_peer_much() -> None:
    async with connected(first_bytes=1000) as (socket, ear, raw):
        raw.send(TEXT, b"x" * 1000)
        assert len(await ear.heard.get()) == 1000
        socket.trust()
        raw.send(TEXT, b"x" * 100_000)
        assert len(await ear.heard.get()) == 100_000
    async with connected(first_bytes=1000) as (_, ear, raw):
        raw.send(TEXT, b"x" * 1500, claimed=300_000_000)
        raw.writer.write(b"x" * 1000)
        assert (await raw.closed())[0] == 1009
        assert ear.heard.empty()


async def test_a_peer_that_does_not_read_is_cut_and_its_memory_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tabrelay.gateway.sockets.CLOSE_WAIT_S", 0.01)
    async with connected(Limits(outbox_bytes=8_000_000)) as (socket, ear, raw):
        raw.reader._transport.pause_reading()  # type: ignore[attr-defined]  # noqa: SLF001
        cuts: list[int] = []
        socket.on_cut = cuts.append
        while not ear.left.done():
            socket.send(b"x" * 1_000_000)
        assert (await ear.left).startswith("too slow")
        assert cuts == [4006]
        assert socket.waiting_bytes > 1_000_000
        await socket.ended()
        assert socket.waiting_bytes == 0


async def test_one_frame_may_be_larger_than_what_may_wait() -> None:
    async with connected(Limits(outbox_bytes=1000)) as (socket, _, raw):
        socket.send(b"x" * 50_000)
        assert len((await raw.receive())[1]) == 50_000


async def test_congestion_is_seen_and_ends() -> None:
    async with connected() as (socket, _, raw):
        raw.reader._transport.pause_reading()  # type: ignore[attr-defined]  # noqa: SLF001
        while not socket.congested:
            socket.send(b"x" * 1_000_000)
        waiting = asyncio.create_task(socket.drained())
        raw.reader._transport.resume_reading()  # type: ignore[attr-defined]  # noqa: SLF001
        while not waiting.done():
            await raw.receive()
        assert not socket.congested


async def test_a_socket_that_is_paused_hears_nothing_until_it_resumes() -> None:
    async with connected() as (socket, ear, raw):
        socket.pause()
        raw.send(TEXT, b"later")
        await raw.writer.drain()
        socket.send(b"ping")
        await raw.receive()
        assert ear.heard.empty()
        socket.resume()
        assert await ear.heard.get() == b"later"


async def test_a_listener_that_fails_costs_its_own_connection(caplog: pytest.LogCaptureFixture) -> None:
    async with connected() as (socket, _, raw):

        class Broken(Ear):
            def text(self, data: bytes) -> None:
                raise ValueError(data)

        socket.listener = Broken()
        raw.send(TEXT, b"a bug")
        assert (await raw.closed())[0] == 1011
    assert "a bug" in caplog.text


async def test_what_is_used_of_aiohttp_is_there() -> None:
    assert aiohttp.WSMsgType.TEXT == 1
    async with connected() as (socket, _, _raw):
        assert socket.prepared
