"""One WebSocket: frames go to a listener in the turn in which they arrive, and leave in the turn that sends them.

aiohttp does the upgrade and parses the frames; its queue and its writer are not used. Both would cost a task switch
or a coroutine per frame, and the relay is nothing but frames.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable
from enum import Enum
from typing import Literal, Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

# No public names for these two exist; tests/gateway/test_sockets.py holds them to what is used here.
from aiohttp._websocket.reader import WebSocketDataQueue, WebSocketReader
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_websocket import WebSocketError, WebSocketWriter

from tabrelay.gateway.locality import Peer
from tabrelay.gateway.outbox import CLOSE, PONG, Outbox, Turn
from tabrelay.gateway.utf8 import is_utf8
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import error_shape
from tabrelay.protocol.handshake_server import REASON_BYTES, close_reason
from tabrelay.protocol.limits import Limits

log = logging.getLogger("tabrelay.socket")

CLOSE_WAIT_S = 3.0
"""How long a peer may take to answer our close before its connection is cut, with all that still waits for it."""

HIGH_WATER = 1024 * 1024
"""Bytes waiting for a peer from which on it counts as congested."""

OVERHEAD_BYTES = 1024
"""What headers and pings may add to the one frame that belongs before ``hello-ok``."""


class Listener(Protocol):
    """Who a socket talks to. Both are called from the event loop; neither may raise."""

    def text(self, data: bytes) -> None:
        """A message arrived; it is UTF-8."""

    def gone(self, reason: str) -> None:
        """The peer is gone or sent away; called once, and nothing is called after it."""


class Phase(Enum):
    """The life of a socket."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Socket(web.WebSocketResponse[Literal[False]]):
    """The gateway's end of one connection.

    What is no UTF-8 is refused, whoever sent it: spliced into a frame for somebody else it would end that one's link.
    ``first_bytes``: the most that may arrive before :meth:`trust`; 0 trusts at once.
    """

    def __init__(self, limits: Limits, turn: Turn, *, first_bytes: int = 0) -> None:
        super().__init__(decode_text=False, compress=False, autoping=False, autoclose=False)
        self._limits = limits
        self._turn = turn
        self._binary = False
        self._first_bytes = first_bytes
        self.phase = Phase.OPEN
        self.listener: Listener
        """Who hears of frames; set before :meth:`listen`, replaced when the peer was let in."""
        self.on_cut: Callable[[CloseCode], None] = _nothing
        """Told when the gateway ends the connection for what the peer did on the socket itself."""
        self.peer: Peer | None = None
        """Who dialled, for those who care where a program runs; set by whoever opened the socket."""
        self._ended: asyncio.Future[None]
        self._outbox: Outbox
        self._drain: AbstractStreamWriter
        self._gate: _Gate
        self._deadline: asyncio.TimerHandle | None = None

    async def open(self, request: web.BaseRequest) -> None:
        """Upgrade. Raises ``web.HTTPBadRequest`` for a malformed one, ``ConnectionError`` when the peer is gone."""
        self._drain = await self.prepare(request)
        loop = asyncio.get_running_loop()
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("gone during the upgrade")
        transport.set_write_buffer_limits(high=HIGH_WATER)
        self._outbox = Outbox(transport, self._turn)
        self._protocol = request.protocol
        self._ended = loop.create_future()

    def listen(self) -> None:
        """Start to deliver frames to :attr:`listener`, those first that came already."""
        inbox = _Inbox(self._protocol, HIGH_WATER, loop=asyncio.get_running_loop())
        inbox.socket = self
        # The parser refuses messages of its limit's size already.
        reader = WebSocketReader(inbox, self._limits.frame_bytes + 1, compress=False, decode_text=False)
        self._gate = _Gate(reader, inbox, self._turn, self._first_bytes + OVERHEAD_BYTES if self._first_bytes else None)
        # It has what the protocol uses of a reader.
        self._protocol.set_parser(self._gate)  # type: ignore[arg-type]

    def trust(self) -> None:
        """The peer was let in: from here on a frame may be as large as any."""
        self._gate.trust()

    async def ended(self) -> None:
        """Wait until the connection is over."""
        await self._ended

    def agree(self, *, batches: bool, binary: bool) -> None:
        """What was granted: text frames of one turn share a message, a line each; the peer may send text as bytes."""
        self._outbox.batches = batches
        self._binary = binary

    @property
    def waiting_bytes(self) -> int:
        """What was sent and is not taken yet."""
        return self._outbox.waiting_bytes

    @property
    def congested(self) -> bool:
        """Whether more waits for the peer than is good."""
        return self._protocol.writing_paused

    async def drained(self) -> None:
        """Wait until it is congested no more, or gone."""
        try:
            await self._drain.drain()
        except ConnectionError:
            return

    def pause(self) -> None:
        """Read nothing from the peer for a while."""
        self._protocol.pause_reading()

    def resume(self) -> None:
        """Read from the peer again."""
        if self.phase is not Phase.CLOSED:
            self._protocol.resume_reading()

    def send(self, data: bytes) -> None:
        """Write one text frame. Too much waiting for the peer cuts it; a frame to one that is gone is dropped."""
        if self.phase is not Phase.OPEN:
            return
        waiting = self._outbox.waiting_bytes
        if waiting and waiting + len(data) > self._limits.outbox_bytes:
            self.on_cut(CloseCode.SLOW_CONSUMER)
            self.end(CloseCode.SLOW_CONSUMER, f"too slow: more than {self._limits.outbox_bytes} bytes were waiting")
            return
        self._outbox.put_text(data)

    def end(self, code: int, reason: str) -> None:
        """Say goodbye after what was sent before; the listener hears of it now."""
        if self.phase is not Phase.OPEN:
            return
        self.phase = Phase.CLOSING
        text = reason.encode()[:REASON_BYTES].decode(errors="ignore")
        self._outbox.put(CLOSE, struct.pack("!H", code) + text.encode())
        self._deadline = asyncio.get_running_loop().call_later(CLOSE_WAIT_S, self._abort)
        self.listener.gone(reason)

    def received(self, message: WSMessage) -> None:
        """A frame, as the parser made it."""
        kind = message.type
        if kind is WSMsgType.CLOSE:
            self._answer_close(message.data, message.extra or "")
        elif self.phase is not Phase.OPEN:
            return
        elif kind is WSMsgType.TEXT or (kind is WSMsgType.BINARY and self._binary):
            data = message.data
            if data.isascii() or is_utf8(data):
                self.listener.text(data)
            else:
                self._cut(CloseCode.PROTOCOL_ERROR, "the frame is not UTF-8")
        elif kind is WSMsgType.PING:
            self._outbox.put(PONG, message.data)
        elif kind is WSMsgType.BINARY:
            self._cut(CloseCode.PROTOCOL_ERROR, close_reason(error_shape(Cause.FRAME_BINARY)))

    def failed(self, error: Exception) -> None:
        """The parser gave up; all that the peer still sends is read and thrown away."""
        if isinstance(error, WebSocketError) and error.code == WSCloseCode.MESSAGE_TOO_BIG:
            self._cut(CloseCode.TOO_LARGE, close_reason(error_shape(Cause.FRAME_TOO_LARGE)))
        else:
            self._cut(CloseCode.PROTOCOL_ERROR, f"malformed WebSocket frame: {error}")

    def lost(self) -> None:
        """The connection is gone, orderly or not."""
        if self.phase is Phase.OPEN:
            self.phase = Phase.CLOSED
            self.listener.gone("connection lost")
        self._finish()

    def _cut(self, code: CloseCode, reason: str) -> None:
        if self.phase is Phase.OPEN:
            self.on_cut(code)
            self.end(code, reason)

    def _answer_close(self, code: int, reason: str) -> None:
        if self.phase is Phase.OPEN:
            self.phase = Phase.CLOSING
            # 1005 and the like stand for "no code was sent" and may not be sent themselves (RFC 6455, 7.4.1).
            self._outbox.put(CLOSE, struct.pack("!H", code) if code else b"")
            said = f" ({code}: {reason})" if reason else f" ({code})" if code else ""
            self.listener.gone(f"closed by the peer{said}")
            self._deadline = asyncio.get_running_loop().call_later(CLOSE_WAIT_S, self._abort)
        self._finish()

    def _finish(self) -> None:
        """Let the handler return; aiohttp then closes the transport, which sends what waits, until the deadline."""
        if self._protocol.transport is None and self._deadline is not None:
            self._deadline.cancel()
        self.phase = Phase.CLOSED
        if not self._ended.done():
            self._ended.set_result(None)

    def _abort(self) -> None:
        self._outbox.abort()

    def _post_start(self, request: web.BaseRequest, protocol: str | None, writer: WebSocketWriter) -> None:
        """Keep aiohttp from setting its own parser here: frames would fall into its queue before anybody listens."""
        self._ws_protocol = protocol
        self._writer = writer
        request.protocol.keep_alive(False)

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        """Do nothing: aiohttp calls this when the handler is done; by then everything is said."""
        del code, message, drain
        return True


class _Inbox(WebSocketDataQueue):
    """Where the parser puts messages: straight into the socket. The compiled parser would swallow an exception."""

    socket: Socket

    def feed_data(self, data: WSMessage, size: int) -> None:  # type: ignore[override]
        del size
        try:
            self.socket.received(data)
        except Exception:
            log.exception("x a frame could not be handled")
            self.socket.end(CloseCode.INTERNAL_ERROR, close_reason(error_shape(Cause.INTERNAL_ERROR)))

    def feed_eof(self) -> None:
        self.socket.lost()

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        del exc_cause
        self.socket.failed(exc if isinstance(exc, Exception) else RuntimeError(str(exc)))


class _Gate:
    """Stands before the parser: makes a turn of every piece of data, and counts bytes while the peer is a stranger.

    A stranger's frame is refused as soon as it is too large to belong to a handshake, not when its last byte is there.
    """

    def __init__(self, reader: WebSocketReader, inbox: _Inbox, turn: Turn, left: int | None) -> None:
        self._reader = reader
        self._inbox = inbox
        self._turn = turn
        self._left = left

    def trust(self) -> None:
        """Count no more."""
        self._left = None

    def feed_eof(self) -> None:
        """The connection is gone."""
        self._reader.feed_eof()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """A piece of the stream, as large as the transport reads at once."""
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                self._inbox.set_exception(WebSocketError(WSCloseCode.MESSAGE_TOO_BIG, "too large for a handshake"))
                return False, b""
        self._turn.begin()
        try:
            return self._reader.feed_data(data)
        finally:
            self._turn.end()


def _nothing(code: CloseCode) -> None:
    del code
