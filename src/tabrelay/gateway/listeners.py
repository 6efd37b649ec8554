"""Listening sockets: the main one, and one for each ticket that has a port."""

from __future__ import annotations

import errno
import socket
import ssl
from pathlib import Path

from aiohttp import web

from tabrelay.config import MAX_PORT, ConfigError, PortTaken
from tabrelay.gateway.port_holder import describe_holder
from tabrelay.protocol.ids import TicketId
from tabrelay.store import Ticket

BACKLOG = 1024
LOOPBACK = "127.0.0.1"


async def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises :class:`PortTaken`, saying who has the port, or :class:`ConfigError`."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, proto, _, address = found[0]
        return _listen(socket.socket(family, kind, proto), address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise ConfigError(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from None
    holder = await describe_holder(host, port)
    raise PortTaken(
        f"Port {port} on {host} is taken by {holder}. Stop that if it is yours to stop, or choose another with --port."
    )


def _listen(bound: socket.socket, address: object) -> socket.socket:
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # pragma: no cover - on Windows SO_REUSEADDR shares a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setblocking(False)
        bound.bind(address)  # type: ignore[arg-type]
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def tls_context(cert: Path, key: Path) -> ssl.SSLContext:
    """The context of a gateway that speaks TLS itself. Raises :class:`ConfigError`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"The TLS certificate {cert} or its key cannot be used: {error}.") from None
    return context


class TicketPorts:
    """Loopback ports whose every request carries one ticket, for clients that keep nothing but ``host:port``."""

    def __init__(self, main_port: int) -> None:
        self.runner: web.BaseRunner
        """Serves them as it serves the main port; set before the first ticket can be made."""
        self._main_port = main_port
        self._sites: dict[TicketId, tuple[int, web.SockSite]] = {}
        self.tickets: dict[int, Ticket] = {}
        """Port → its ticket; admission looks here."""

    async def reserve(self, port: int) -> socket.socket:
        """A socket on ``port`` (0: any free one), not served yet. Raises :class:`PortTaken`, :class:`ConfigError`."""
        if not 0 <= port <= MAX_PORT:
            raise ConfigError(f"There is no port {port}. Choose one up to {MAX_PORT}, or 0 for any free one.")
        if port and port == self._main_port:
            raise PortTaken(f"Port {port} is the gateway's own.")
        return await bind(LOOPBACK, port)

    async def serve(self, ticket: Ticket, bound: socket.socket) -> None:
        """From now on requests there carry ``ticket``."""
        port = bound.getsockname()[1]
        site = web.SockSite(self.runner, bound)
        self.tickets[port] = ticket
        self._sites[ticket.id] = (port, site)
        await site.start()

    async def close(self, ticket: TicketId) -> None:
        """The ticket ended: nothing listens there any more."""
        found = self._sites.pop(ticket, None)
        if found is not None:
            port, site = found
            del self.tickets[port]
            await site.stop()
