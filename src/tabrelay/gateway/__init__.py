"""The gateway: sockets, HTTP, files and clocks around the pure core."""

from tabrelay.config import Settings
from tabrelay.gateway.app import Gateway

__all__ = ["Gateway", "Settings"]
