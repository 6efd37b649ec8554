"""What a handshake machine asks its shell to do. If it is not here, a handshake cannot cause it."""

from __future__ import annotations

from dataclasses import dataclass

from tabrelay.protocol.errors import HandshakeError
from tabrelay.protocol.messages import Connect, HelloOk


@dataclass(frozen=True, slots=True)
class Send:
    """Write these bytes as one text frame."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection with this code and reason, after what was sent before."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Server only: the request is well formed and its signature holds; say whether it may enter.

    Answer with :meth:`ServerHandshake.accept` or :meth:`ServerHandshake.refuse`.
    """

    connect: Connect


@dataclass(frozen=True, slots=True)
class Ready:
    """Client only: ``hello-ok`` came and the gateway proved itself; the link is up."""

    hello: HelloOk


@dataclass(frozen=True, slots=True)
class Failed:
    """Client only: the wait is over without a link. Said once."""

    error: HandshakeError


Output = Send | Close | Decide | Ready | Failed
