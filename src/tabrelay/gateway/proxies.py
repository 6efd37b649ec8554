"""Whom a request comes from when proxies stand before the gateway. Pure.

Anybody can send ``X-Forwarded-*``, so only what a proxy of :attr:`tabrelay.config.Settings.trusted_proxies` says is
believed, and of that only what it wrote itself: each proxy adds the address it was dialled from at the right, and
whatever stands left of the first address that is not trusted may have been made up by whoever has that address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
"""The source where a trusted proxy wrote no address: RFC 7239's word. All such peers are limited together."""

SECURE = frozenset({"https", "wss"})


@dataclass(frozen=True, slots=True)
class Sender:
    """``source`` is the address that sent the request; ``https`` how it was dialled, ``None`` where nobody said so."""

    source: str
    https: bool | None = None


def sender_of(
    peer: str, *, forwarded_for: Iterable[str], forwarded_proto: Iterable[str], trusted: Sequence[Network]
) -> Sender:
    """Who sent the request that came from ``peer`` with these header values, one for each time a header was there."""
    if not _is_trusted(peer, trusted):
        return Sender(peer)
    hops, protocols = _entries(forwarded_for), _entries(forwarded_proto)
    strangers = (back for back, hop in enumerate(reversed(hops)) if not _is_trusted(hop, trusted))
    # Where all are trusted, the request began at the first of them.
    back = next(strangers, max(len(hops) - 1, 0))
    source = str(_address(hops[-1 - back]) or UNKNOWN) if hops else peer
    if not protocols:
        return Sender(source)
    # A chain of proxies writes either one entry each, or one for all of them.
    return Sender(source, protocols[-1 - min(back, len(protocols) - 1)].lower() in SECURE)


def _entries(values: Iterable[str]) -> list[str]:
    """The entries of a list header, left to right, however many lines it came in (RFC 9110, 5.3)."""
    return [entry for value in values for part in value.split(",") if (entry := part.strip())]


def _address(text: str) -> Address | None:
    """The address in ``203.0.113.9``, ``203.0.113.9:4711``, ``2001:db8::9`` or ``[2001:db8::9]:4711``."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A socket that listens for both kinds shows IPv4 peers as `::ffff:203.0.113.9`.
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)
