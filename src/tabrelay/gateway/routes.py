"""What a path means. Pure; :mod:`~tabrelay.gateway.admission` decides who may have it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote


class Route(Enum):
    """Everything the gateway serves."""

    HOME = "home"
    HEALTH = "health"
    METRICS = "metrics"
    PAIR = "pair"
    GATEWAY = "gateway"
    CDP = "cdp"
    PAGE = "page"
    VERSION = "version"
    LIST = "list"
    PROTOCOL = "protocol"
    CONFORMANCE = "conformance"
    NEW = "new"
    ACTIVATE = "activate"
    CLOSE = "close"


SOCKETS = frozenset({Route.GATEWAY, Route.CDP, Route.PAGE})
"""Routes that are WebSockets."""

TICKETED = frozenset(Route) - {Route.HOME, Route.HEALTH, Route.METRICS, Route.PAIR, Route.GATEWAY}
"""Routes that nothing opens but a ticket."""

_FIXED = {
    "/": Route.HOME,
    "/healthz": Route.HEALTH,
    "/metrics": Route.METRICS,
    "/pair": Route.PAIR,
    "/pair/": Route.PAIR,
    "/gateway": Route.GATEWAY,
}

_DISCOVERY = {
    "json": Route.LIST,
    "json/list": Route.LIST,
    "json/version": Route.VERSION,
    "json/protocol": Route.PROTOCOL,
    "json/conformance": Route.CONFORMANCE,
    "json/new": Route.NEW,
    "devtools/browser": Route.CDP,
}

_WITH_ARGUMENT = {
    "json/activate/": Route.ACTIVATE,
    "json/close/": Route.CLOSE,
    "devtools/page/": Route.PAGE,
    "devtools/browser/": Route.CDP,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A known path. ``argument`` is a target id, an asset's name or ``""``; ``ticket`` what stood after ``/cdp/``."""

    route: Route
    argument: str = ""
    ticket: str | None = None


def match(path: str) -> Match | None:
    """The meaning of a raw request path (without query), or ``None``."""
    if path in _FIXED:
        return Match(_FIXED[path])
    if path.startswith("/pair/"):
        return Match(Route.PAIR, path.removeprefix("/pair/"))
    if path == "/cdp" or path.startswith("/cdp/"):
        ticket, _, rest = path.removeprefix("/cdp").removeprefix("/").partition("/")
        found = _discovery(rest) if rest else Match(Route.CDP)
        return found and Match(found.route, found.argument, ticket=unquote(ticket) or None)
    return _discovery(path.removeprefix("/"))


def _discovery(path: str) -> Match | None:
    """Chrome's own paths. It and its clients disagree about trailing slashes, so both forms are meant."""
    route = _DISCOVERY.get(path.removesuffix("/"))
    if route is not None:
        return Match(route)
    for prefix, wanted in _WITH_ARGUMENT.items():
        argument = path.removeprefix(prefix).removesuffix("/")
        if path.startswith(prefix) and argument and "/" not in argument:
            return Match(wanted, unquote(argument))
    return None
