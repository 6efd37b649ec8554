"""Every number that bounds something on the wire, with its unit in its name."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds that the gateway enforces; the defaults are the product's promises."""

    handshake_bytes: int = 64 * 1024
    """Largest frame accepted before ``hello-ok``."""

    frame_bytes: int = 256 * 1024 * 1024
    """Largest frame accepted after it, from either side: ``policy.maxPayload``."""

    outbox_bytes: int = 512 * 1024 * 1024
    """Most that may wait for one slow peer before it is cut: ``policy.maxBufferedBytes``."""

    client_handshake_ms: int = 8_000
    """How long a client waits for ``hello-ok``."""

    silent_client_ms: int = 10_000
    """How long the gateway waits for ``connect``."""

    tick_interval_ms: int = 15_000
    """Heartbeat period in both directions; under 20 s, because that keeps a MV3 worker alive."""

    signature_skew_ms: int = 120_000
    """Largest distance between a device's clock and the gateway's."""

    pending_per_source: int = 32
    """Connections from one source address that may be in the handshake at once."""

    pending_total: int = 256
    """Connections in the handshake at once, all sources together."""

    auth_failures: int = 10
    """Failed authentications of one source within ``auth_window_ms`` before it must wait."""

    auth_window_ms: int = 60_000

    pairing_ttl_ms: int = 600_000
    """Life of an offer to pair."""

    ticket_ttl_ms: int = 12 * 3_600_000
    """Life of a ticket unless its maker said otherwise."""

    attach_deadline_ms: int = 10_000
    """Chrome must have answered an attach, a tab or a window call by then."""

    command_deadline_ms: int = 600_000
    """Chrome must have answered a forwarded CDP command by then; frozen tabs never would."""

    link_grace_ms: int = 60_000
    """How long the sessions of a browser outlive its link."""


DEFAULT_LIMITS = Limits()
