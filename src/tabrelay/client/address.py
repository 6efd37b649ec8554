"""Addresses of gateways."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit, urlunsplit

from tabrelay.client.errors import AddressInvalid

SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
GATEWAY_PATH = "/gateway"


def gateway_address(url: str) -> str:
    """The WebSocket address behind ``url``; raises :class:`AddressInvalid`.

    ``http(s)://host:port`` is where a Tabrelay gateway lives, so its path is added. A ``ws(s)://`` address is taken
    as it stands: other gateways of protocol 3 listen on paths of their own.
    """
    parts = _split(url)
    scheme = SCHEMES.get(parts.scheme, "")
    if not scheme or not parts.hostname:
        raise AddressInvalid(
            f"{url!r} is no address of a gateway. It looks like http://127.0.0.1:19222 or wss://host/gateway."
        )
    path = parts.path
    if parts.scheme in {"http", "https"} and path in {"", "/"}:
        path = GATEWAY_PATH
    return urlunsplit((scheme, parts.netloc, path or "/", parts.query, ""))


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent there: TLS, or this very machine."""
    return _split(url).scheme in {"wss", "https"} or is_loopback(url)


def is_loopback(url: str) -> bool:
    """Whether the address is this very machine's own."""
    host = _split(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError as error:
        raise AddressInvalid(f"{url!r} is no address: {error}.") from None
    return parts
