"""Who may have what: one pure function, asked for every request before anything else happens to it.

The order of the questions is part of the promise: a page of another site learns from the answer only that it is one.

1. ``Host``: is it a name this gateway answers for? (A page whose own name was re-bound to 127.0.0.1 fails here.)
2. ``Origin`` and ``Sec-Fetch-Site``: does a page or an extension ask, and may it?
3. path and method: is there such a thing?
4. ``/gateway``: is this source waiting after failures, are too many strangers in the hall?
5. everything of CDP: is there a live ticket, in the path, as a bearer token, or belonging to the port?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tabrelay.gateway.addresses import Addresses, is_loopback, ticket_port_authorities
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import SOCKETS, TICKETED, Match, Route, match
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.identity import secret_hash
from tabrelay.protocol.limits import Limits
from tabrelay.store import Ticket

FAILED_AUTH = frozenset({Cause.TICKET_UNKNOWN})
"""Refusals here that count against their source: somebody guessed."""

RETRY_SOON_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What admission looks at. ``path`` is raw and without query; header values are as sent, ``None`` when absent.

    What may hold a ticket is not in its ``repr``.
    """

    method: str
    path: str = field(repr=False)
    host: str | None
    origin: str | None = None
    fetch_site: str | None = None
    authorization: str | None = field(default=None, repr=False)
    forwarded_https: bool | None = None
    """What a trusted proxy said about TLS."""

    upgrade: bool = False
    source: str = "127.0.0.1"
    """The address it comes from, beyond trusted proxies: see :mod:`tabrelay.gateway.proxies`."""

    local_port: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What admission knows. The mappings are the live ones; nothing here is changed by asking."""

    addresses: Addresses
    extension_origins: frozenset[str]
    """Origins that may open ``/gateway``: the extension's, the configured ones, those of paired devices."""

    tickets: Mapping[str, Ticket]
    """Hash → ticket."""

    ticket_ports: Mapping[int, Ticket]
    """Port → the ticket that every request on it carries."""

    failures: Mapping[str, Sequence[int]]
    """Source → times (epoch ms) of its failed authentications."""

    pending: Mapping[str, int]
    """Source → its connections that are still in the handshake."""

    pending_total: int
    limits: Limits
    now_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A request that may go on. A handler cannot be called without one."""

    route: Route
    authority: str
    """The gateway's name as the client dialled it."""

    secure: bool
    """The client dialled it over TLS."""

    source: str
    origin: str = ""
    argument: str = ""
    ticket: Ticket | None = None
    secret: str = field(default="", repr=False)
    """The ticket itself where the client showed it, ``""`` on a ticket's own port."""

    @property
    def base_url(self) -> str:
        """``http(s)://host[:port]`` as the client dialled it."""
        return f"{'https' if self.secure else 'http'}://{self.authority}"


def admit(request: RequestFacts, policy: Policy) -> Allowed | Refused:
    """The verdict on one request."""
    port_ticket = policy.ticket_ports.get(request.local_port)
    authority = (request.host or "").lower()
    ours = policy.addresses.authorities if port_ticket is None else ticket_port_authorities(request.local_port)
    if authority not in ours:
        return Refused(403, Cause.HOST_NOT_ALLOWED)
    found = match(request.path)
    if not _origin_is_fine(request, policy, found):
        return Refused(403, Cause.ORIGIN_NOT_ALLOWED)
    if found is None or (port_ticket is not None and not _is_chromes_own(found)):
        return Refused(404, Cause.PATH_UNKNOWN)
    refusal = _check_method(request, found.route) or _check_hall(request, policy, found.route)
    if refusal is not None:
        return refusal
    ticket, secret = port_ticket, ""
    if found.route in TICKETED:
        shown = _check_ticket(request, policy, found, port_ticket)
        if isinstance(shown, Refused):
            return shown
        ticket, secret = shown
    return Allowed(
        route=found.route,
        authority=authority,
        secure=policy.addresses.is_secure(authority, forwarded_https=request.forwarded_https),
        source=request.source,
        origin=request.origin or "",
        argument=found.argument,
        ticket=ticket,
        secret=secret,
    )


def _origin_is_fine(request: RequestFacts, policy: Policy, found: Match | None) -> bool:
    route = found.route if found else None
    if route is Route.GATEWAY:
        return request.origin is None or request.origin in policy.addresses.origins | policy.extension_origins
    # A GET without CORS carries no Origin, but every browser says from where it comes.
    if request.fetch_site not in (None, "none", "same-origin"):
        return False
    if route in TICKETED or route is Route.METRICS:
        return request.origin is None
    return request.origin is None or request.origin in policy.addresses.origins


def _is_chromes_own(found: Match) -> bool:
    """A ticket's own port has what a browser's debugging port has, and nothing else."""
    return found.route in TICKETED and found.ticket is None


def _check_method(request: RequestFacts, route: Route) -> Refused | None:
    # As Chrome since 111: a GET would let any page open tabs.
    wanted = "PUT" if route is Route.NEW else "GET"
    if request.method != wanted:
        return Refused(405, Cause.METHOD_NOT_ALLOWED, f"it takes {wanted}", {"Allow": wanted})
    if route in SOCKETS and not request.upgrade:
        return Refused(426, Cause.UPGRADE_REQUIRED, headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    return None


def _check_hall(request: RequestFacts, policy: Policy, route: Route) -> Refused | None:
    if route is not Route.GATEWAY:
        return None
    wait_ms = _must_wait_ms(request, policy)
    if wait_ms:
        return Refused(429, Cause.AUTH_RATE_LIMITED, retry_after_ms=wait_ms)
    if (
        policy.pending.get(request.source, 0) >= policy.limits.pending_per_source
        or policy.pending_total >= policy.limits.pending_total
    ):
        return Refused(503, Cause.TOO_MANY_CONNECTIONS, retry_after_ms=RETRY_SOON_MS)
    return None


def _must_wait_ms(request: RequestFacts, policy: Policy) -> int:
    """How long this source has to wait after failures. Programs of this machine need not; pages in its browser do."""
    if is_loopback(request.source) and request.origin is None:
        return 0
    since = policy.now_ms - policy.limits.auth_window_ms
    recent = [at for at in policy.failures.get(request.source, ()) if at > since]
    if len(recent) < policy.limits.auth_failures:
        return 0
    return recent[-policy.limits.auth_failures] - since


def _check_ticket(
    request: RequestFacts, policy: Policy, found: Match, port_ticket: Ticket | None
) -> tuple[Ticket, str] | Refused:
    secret = found.ticket or _bearer(request.authorization)
    ticket = port_ticket
    if ticket is None:
        if not secret:
            return _unauthorized(Cause.TICKET_MISSING)
        ticket = policy.tickets.get(secret_hash(secret))
    if ticket is None:
        wait_ms = _must_wait_ms(request, policy)
        if wait_ms:
            return Refused(429, Cause.AUTH_RATE_LIMITED, retry_after_ms=wait_ms)
        return _unauthorized(Cause.TICKET_UNKNOWN)
    state = ticket.state(policy.now_ms)
    if state != "live":
        return _unauthorized(Cause.TICKET_REVOKED if state == "revoked" else Cause.TICKET_EXPIRED)
    return ticket, secret if port_ticket is None else ""


def _bearer(authorization: str | None) -> str:
    scheme, _, value = (authorization or "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _unauthorized(cause: Cause) -> Refused:
    return Refused(401, cause, headers={"WWW-Authenticate": 'Bearer realm="tabrelay"'})
