"""Whether a peer is a program of the gateway's own user, on the gateway's own machine.

Such a program may have the gateway read and write files for it, because it could do so itself; nobody else may. Being
dialled from a loopback address is not enough: another user of the machine, and whatever a proxy or a tunnel lets in,
come from there as well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

from aiohttp import web

from tabrelay.gateway.addresses import LOOPBACK_NAMES, is_loopback

ELSEWHERE: Final = "it comes from another machine"
FORWARDED: Final = "it comes through a proxy"
ANOTHER_USER: Final = "it runs as another user than the gateway"
UNKNOWN_USER: Final = "this platform does not tell which user's program is on a ticket's own port"

PROXIES_SAY: Final = frozenset({"forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip"})
PROXIES_BEGIN: Final = "x-forwarded-"

TABLES: Final = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""Linux's connections with their users: ``sl local_address rem_address st tx:rx tr:tm retrnsmt uid …``."""

ROOT: Final = 0

Endpoint = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who dialled, as far as the connection and the request say. ``shown`` is whether a secret came with it."""

    source: Endpoint
    gateway: Endpoint
    host: str
    headers: tuple[str, ...]
    shown: bool

    @classmethod
    def of(cls, request: web.BaseRequest, *, shown: bool) -> Peer:
        """The peer of a request whose connection is open."""
        transport = request.transport
        source = transport.get_extra_info("peername") if transport is not None else None
        gateway = transport.get_extra_info("sockname") if transport is not None else None
        return cls(
            source=_endpoint(source),
            gateway=_endpoint(gateway),
            host=request.headers.get("Host", ""),
            headers=tuple(request.headers),
            shown=shown,
        )


def obstacle(peer: Peer, tables: Iterable[Path] = TABLES) -> str:
    """Why ``peer`` counts as somebody else, as the end of a sentence; ``""`` where it is one of us."""
    if not is_loopback(peer.source[0]):
        return ELSEWHERE
    names = {name.lower() for name in peer.headers}
    if names & PROXIES_SAY or any(name.startswith(PROXIES_BEGIN) for name in names):
        return FORWARDED
    if peer.host.rpartition(":")[0].lower() not in LOOPBACK_NAMES and peer.host.lower() not in LOOPBACK_NAMES:
        return FORWARDED
    if not sys.platform.startswith("linux"):
        # Whoever shows the secret was given it by the gateway's user.
        return "" if peer.shown else UNKNOWN_USER
    return "" if user_of(peer.source, peer.gateway, tables) in (os.geteuid(), ROOT) else ANOTHER_USER


def user_of(source: Endpoint, gateway: Endpoint, tables: Iterable[Path] = TABLES) -> int | None:
    """The user id of the program that dialled ``gateway`` from ``source``; ``None`` where the kernel does not say."""
    wanted = {(_shown(*source, wide=wide), _shown(*gateway, wide=wide)) for wide in (False, True)}
    for table in tables:
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if (fields[1], fields[2]) in wanted:
                return int(fields[7])
    return None


def _shown(address: str, port: int, *, wide: bool) -> str:
    """An endpoint as the kernel shows it: 32-bit words in the machine's byte order, in hexadecimal."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    packed = ip.packed
    if wide and isinstance(ip, IPv4Address):
        packed = IPv6Address(f"::ffff:{ip}").packed
    words = (int.from_bytes(packed[at : at + 4], sys.byteorder) for at in range(0, len(packed), 4))
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"


def _endpoint(name: object) -> Endpoint:
    """``(address, port)`` of what asyncio says; nothing we know for other kinds of socket."""
    if isinstance(name, tuple) and len(name) > 1:
        return str(name[0]), int(name[1])
    return "", 0
