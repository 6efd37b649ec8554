"""Frames on their way out of one connection.

What waits for a slow peer waits in the transport's own buffer. Before that, frames that are sent while one piece of
incoming data is handled (a :class:`Turn`) are held and leave in one write: a write is a system call, and costs more
than all else that is done to a small frame. Nothing is held longer than the turn lasts.
"""

from __future__ import annotations

import asyncio
import struct

TEXT = 0x81
CLOSE = 0x88
PONG = 0x8A

SHORT = 126
MEDIUM = 1 << 16

SPLICE_BYTES = 16 * 1024
"""A payload above it is written as it is: joining would copy it."""

LINE = b"\n"

HELD_FRAMES = 32
"""Most frames held for one write: the first of them should not wait for too many others."""


class Turn:
    """One at a time in an event loop: the handling of one piece of data that came from any of its sockets."""

    def __init__(self) -> None:
        self.running = False
        self._holding: list[Outbox] = []

    def begin(self) -> None:
        """Frames are held from now on."""
        self.running = True

    def hold(self, outbox: Outbox) -> None:
        """``outbox`` has something to write at the end."""
        self._holding.append(outbox)

    def end(self) -> None:
        """Everything held leaves."""
        self.running = False
        holding, self._holding = self._holding, []
        for outbox in holding:
            outbox.flush()


class Outbox:
    """Puts frames (RFC 6455, 5.2; a server's are not masked) into a transport, in order.

    ``batches``: the peer takes several texts in one frame, a line each after an empty first one, so those of one turn
    share one. A text with line breaks of its own (what a client sent is passed on as it is) goes alone.
    """

    def __init__(self, transport: asyncio.Transport, turn: Turn) -> None:
        self.batches = False
        self._transport = transport
        self._turn = turn
        self._held: list[bytes] = []
        self._texts: list[bytes] = []
        self._held_bytes = 0

    @property
    def waiting_bytes(self) -> int:
        """What was put in and the peer has not taken yet."""
        if self._transport.is_closing():
            return 0
        return self._transport.get_write_buffer_size() + self._held_bytes

    def put_text(self, payload: bytes) -> None:
        """One text; it leaves now, or at the end of the turn."""
        if not self.batches or not self._turn.running or len(payload) > SPLICE_BYTES or LINE in payload:
            self.put(TEXT, payload)
            return
        self._texts.append(payload)
        self._holding(len(payload) + 1)
        if len(self._texts) >= HELD_FRAMES:
            self.flush()

    def put(self, head: int, payload: bytes) -> None:
        """One frame; it leaves now, or at the end of the turn, after the texts before it."""
        self._close_batch()
        size = len(payload)
        header = _header(head, size)
        if size > SPLICE_BYTES:
            self.flush()
            self._transport.write(header)
            self._transport.write(payload)
        elif not self._turn.running:
            self._transport.write(header + payload)
        else:
            self._held.append(header + payload)
            self._holding(len(header) + size)
            if len(self._held) >= HELD_FRAMES:
                self.flush()

    def flush(self) -> None:
        """What is held leaves now."""
        self._close_batch()
        if not self._held:
            return
        held, self._held, self._held_bytes = self._held, [], 0
        if not self._transport.is_closing():
            self._transport.write(held[0] if len(held) == 1 else b"".join(held))

    def _close_batch(self) -> None:
        """The texts held so far become one frame."""
        if self._texts:
            payload = LINE + LINE.join(self._texts) if len(self._texts) > 1 else self._texts[0]
            self._texts.clear()
            self._held.append(_header(TEXT, len(payload)) + payload)

    def _holding(self, size: int) -> None:
        if not self._held_bytes:
            self._turn.hold(self)
        self._held_bytes += size

    def abort(self) -> None:
        """Cut the connection, and forget what waited."""
        self._transport.abort()


def _header(head: int, size: int) -> bytes:
    if size < SHORT:
        return bytes((head, size))
    if size < MEDIUM:
        return struct.pack("!BBH", head, 126, size)
    return struct.pack("!BBQ", head, 127, size)
