"""Versions of the handshake that this package speaks."""

from __future__ import annotations

PROTOCOL = 3
"""The one version spoken today; the signature form of devices is named after it (``v3|…``)."""

MIN_PROTOCOL = 3
MAX_PROTOCOL = 3


def negotiate(minimum: int, maximum: int) -> int | None:
    """The highest version that both the peer's range ``[minimum, maximum]`` and ours contain, or ``None``."""
    highest = min(maximum, MAX_PROTOCOL)
    return highest if highest >= max(minimum, MIN_PROTOCOL) else None
