"""A command's connection to the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.client import GatewayConnection


def reach(state_dir: Path | None, url: str | None = None, token: str | None = None) -> GatewayConnection:
    """As :func:`tabrelay.connect`, saying that it is the command line."""
    from tabrelay.client.connect import client_info, connect

    return connect(url, token=token, state_dir=state_dir, client=client_info("cli", "Tabrelay command line"))


def now_ms() -> int:
    """Wall-clock time in ms since the epoch."""
    import time

    return time.time_ns() // 1_000_000
