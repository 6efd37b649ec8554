"""The wall clock, for people and signatures. What the core calls time is the event loop's monotonic clock."""

from __future__ import annotations

import time


def wall_ms() -> int:
    """Now, in ms since the epoch."""
    return time.time_ns() // 1_000_000
