"""The one door: every request, on every listener, goes through :func:`~tabrelay.gateway.admission.admit` here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tabrelay.config import proxy_network
from tabrelay.extension_id import EXTENSION_ID
from tabrelay.gateway.admission import FAILED_AUTH, Allowed, Policy, RequestFacts, admit
from tabrelay.gateway.clients import serve_client
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.discovery import serve_discovery
from tabrelay.gateway.house import House
from tabrelay.gateway.links import serve_gateway
from tabrelay.gateway.pages import serve_page
from tabrelay.gateway.proxies import Network, sender_of
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.reports import serve_health, serve_metrics
from tabrelay.gateway.routes import Route
from tabrelay.protocol.errors import CATALOGUE, Cause, Code

log = logging.getLogger("tabrelay.http")

Handler = Callable[[House, web.BaseRequest, Allowed], Awaitable[web.StreamResponse]]

HANDLERS: Final[Mapping[Route, Handler]] = {
    Route.HOME: serve_page,
    Route.PAIR: serve_page,
    Route.HEALTH: serve_health,
    Route.METRICS: serve_metrics,
    Route.GATEWAY: serve_gateway,
    Route.CDP: serve_client,
    Route.PAGE: serve_client,
    Route.VERSION: serve_discovery,
    Route.LIST: serve_discovery,
    Route.PROTOCOL: serve_discovery,
    Route.CONFORMANCE: serve_discovery,
    Route.NEW: serve_discovery,
    Route.ACTIVATE: serve_discovery,
    Route.CLOSE: serve_discovery,
}
"""None of them can be called without the :class:`Allowed` that only admission makes."""

MISTAKES = frozenset({Code.INVALID_REQUEST, Code.NOT_FOUND})
"""Refusals that kept nobody out of anything; the journal is for the others."""

IDLE_S = 30.0
"""How long a connection may wait for its first request, or its next."""


class Door:
    """Answers requests for one gateway."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._proxies = tuple(proxy_network(text) for text in house.settings.trusted_proxies)

    def policy(self) -> Policy:
        """What admission knows at this moment."""
        house = self._house
        paired = (device.origin for device in house.store.devices.paired() if device.origin)
        return Policy(
            addresses=house.addresses,
            extension_origins=frozenset(
                (f"chrome-extension://{EXTENSION_ID}", *house.settings.allowed_origins, *paired)
            ),
            tickets=house.store.tickets.by_hash,
            ticket_ports=house.ports.tickets,
            failures=house.failures.by_source,
            pending=house.hall.by_source,
            pending_total=house.hall.total,
            limits=house.settings.limits,
            now_ms=wall_ms(),
        )

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The only request handler there is."""
        facts = facts_of(request, self._proxies)
        verdict = admit(facts, self.policy())
        if isinstance(verdict, Refused):
            response: web.StreamResponse = self._refuse(facts, verdict)
        elif self._house.stopping and verdict.route is not Route.HEALTH:
            response = Refused(503, Cause.SHUTTING_DOWN).response()
        else:
            response = await self._handle(request, verdict)
        # Never the path: a ticket may be in it.
        route = verdict.route.value if isinstance(verdict, Allowed) else "-"
        log.debug("< %s %s %s from %s", facts.method, route, response.status, facts.source)
        return response

    async def _handle(self, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
        try:
            return await HANDLERS[allowed.route](self._house, request, allowed)
        except web.HTTPException as error:
            return Refused(error.status, Cause.UPGRADE_INVALID, error.text or "").response()
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("x %s failed", allowed.route.value)
            self._house.metrics.count("internal_error", allowed.route.value)
            return Refused(500, Cause.INTERNAL_ERROR).response()

    def _refuse(self, facts: RequestFacts, refused: Refused) -> web.Response:
        house = self._house
        house.metrics.count("refused", refused.cause)
        if refused.cause in FAILED_AUTH:
            house.failures.note(facts.source, wall_ms())
        if CATALOGUE[refused.cause].code not in MISTAKES:
            house.journal.refuse(refused.cause, facts.source, f"over HTTP, origin {facts.origin or 'none'}"[:200])
        log.info("! request from %s refused: %s", facts.source, refused.cause)
        return refused.response()


def facts_of(request: web.BaseRequest, proxies: Sequence[Network]) -> RequestFacts:
    """What admission looks at. A header that came twice counts as none that could be believed."""
    headers = request.headers
    hosts = headers.getall("Host", [])
    origins = headers.getall("Origin", [])
    transport = request.transport
    sender = sender_of(
        request.remote or "",
        forwarded_for=headers.getall("X-Forwarded-For", []),
        forwarded_proto=headers.getall("X-Forwarded-Proto", []),
        trusted=proxies,
    )
    local = transport.get_extra_info("sockname") if transport is not None else None
    return RequestFacts(
        method=request.method,
        path=request.raw_path.partition("?")[0],
        host=hosts[0] if len(hosts) == 1 else None,
        origin=", ".join(origins) if origins else None,
        fetch_site=headers.get("Sec-Fetch-Site"),
        authorization=headers.get("Authorization"),
        forwarded_https=sender.https,
        upgrade=headers.get("Upgrade", "").strip().lower() == "websocket",
        source=sender.source,
        local_port=local[1] if isinstance(local, tuple) else 0,
    )


class Server(web.Server):
    """aiohttp's low-level server: one handler for everything, no router that could know a way around it."""

    def __init__(self, door: Door) -> None:
        super().__init__(door.answer, access_log=None, keepalive_timeout=IDLE_S)

    def __call__(self) -> RequestHandler:
        """The protocol of one connection."""
        return _Connection(self, loop=asyncio.get_running_loop(), **self._kwargs)


class _Connection(RequestHandler):
    """A connection that gets JSON even for bytes that are no HTTP."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What aiohttp answers to a request that it cannot read."""
        del message
        if request.writer.output_size > 0:
            raise ConnectionError("a part of the answer is on its way already")
        if exc is not None and status >= 500:  # noqa: PLR2004 - HTTP's line between their mistakes and ours
            log.error("x a request failed", exc_info=exc)
        cause = Cause.INTERNAL_ERROR if status >= 500 else Cause.REQUEST_INVALID  # noqa: PLR2004
        response = Refused(status, cause).response()
        response.force_close()
        return response
