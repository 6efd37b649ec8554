"""Linked operators: whom events are told."""

from __future__ import annotations

import msgspec

from tabrelay.gateway.sockets import Socket
from tabrelay.protocol.frames import encode_event


class Audience:
    """The sockets of all operators; each joins when it is linked and leaves when it is gone."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()

    def tell(self, event: str, payload: msgspec.Struct) -> None:
        """Send an event of :data:`tabrelay.protocol.operator.EVENTS` to every operator."""
        if self.sockets:
            frame = encode_event(event, payload)
            for socket in list(self.sockets):
                socket.send(frame)
