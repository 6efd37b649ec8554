"""Tabrelay: programs drive the tabs a person chooses in their own browser."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.client import (
        AddressInvalid,
        BrowserTimeout,
        Event,
        EventsLost,
        GatewayConnection,
        NoGateway,
        Timeout,
        acdp_url,
        cdp_url,
        load_or_create_key,
    )
    from tabrelay.client.connect import connect
    from tabrelay.protocol.errors import (
        CallError,
        CallRefused,
        CallTimeout,
        GatewayUntrusted,
        HandshakeClosed,
        HandshakeError,
        HandshakeRefused,
        HandshakeTimeout,
        LinkLost,
        RefusedError,
        TabrelayError,
    )

__version__ = "0.1.0"

__all__ = [
    "AddressInvalid",
    "BrowserTimeout",
    "CallError",
    "CallRefused",
    "CallTimeout",
    "Event",
    "EventsLost",
    "GatewayConnection",
    "GatewayUntrusted",
    "HandshakeClosed",
    "HandshakeError",
    "HandshakeRefused",
    "HandshakeTimeout",
    "LinkLost",
    "NoGateway",
    "RefusedError",
    "TabrelayError",
    "Timeout",
    "__version__",
    "acdp_url",
    "cdp_url",
    "connect",
    "load_or_create_key",
]


def __getattr__(name: str) -> object:
    """The public names, on first use: `tabrelay --help` and the protocol's own users need no aiohttp."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for home in ("tabrelay.protocol.errors", "tabrelay.client"):
        value = getattr(importlib.import_module(home), name, None)
        if value is not None:
            globals()[name] = value
            return value
    raise AttributeError(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
