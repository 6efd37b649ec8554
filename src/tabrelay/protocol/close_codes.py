"""WebSocket close codes the gateway and its peers use.

A browser's ``WebSocket.close`` throws on anything but 1000 and 3000-4999, so what a client may send stays
within 1000 and 4000-4999.
"""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """Why a connection ended; each is documented in ``docs/reference/errors.md``."""

    NORMAL = 1000
    GOING_AWAY = 1001
    POLICY_VIOLATION = 1008
    TOO_LARGE = 1009
    INTERNAL_ERROR = 1011
    RESTARTING = 1012
    HANDSHAKE_TIMEOUT = 4000
    HANDSHAKE_REFUSED = 4001
    PROTOCOL_ERROR = 4002
    HEARTBEAT_LOST = 4003
    SUPERSEDED = 4004
    REVOKED = 4005
    SLOW_CONSUMER = 4006
    TICKET_ENDED = 4007
    BROWSER_GONE = 4008


def client_may_send(code: int) -> bool:
    """Whether a browser's ``WebSocket.close(code)`` accepts this code under the product's rule."""
    return code == CloseCode.NORMAL or 4000 <= code <= 4999  # noqa: PLR2004 - the range the WebSocket API reserves
