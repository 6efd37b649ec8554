"""How long the client waits."""

from __future__ import annotations

from dataclasses import dataclass

from tabrelay.protocol.limits import DEFAULT_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """Limits in seconds. Every wait has one; what each raises when it is over stands beside it."""

    connect: float = DEFAULT_LIMITS.client_handshake_ms / 1000
    """From dialling to ``hello-ok``: :class:`~tabrelay.protocol.errors.HandshakeTimeout`."""

    call: float = 30.0
    """A request's answer, the wait for a link that is away included: :class:`~tabrelay.protocol.errors.CallTimeout`."""

    browser: float = 60.0
    """A browser to be linked: :class:`~tabrelay.client.errors.BrowserTimeout`."""

    close: float = 1.0
    """The peer's half of a close; nothing is raised, the connection is cut."""
