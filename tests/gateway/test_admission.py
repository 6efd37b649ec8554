"""The one function that decides who may have what, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.config import Settings
from tabrelay.gateway.addresses import Addresses
from tabrelay.gateway.admission import Allowed, Policy, RequestFacts, admit
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import SOCKETS, TICKETED, Route
from tabrelay.protocol.identity import secret_hash
from tabrelay.protocol.ids import DeviceId, TicketId
from tabrelay.protocol.limits import Limits
from tabrelay.store import Ticket

NOW = 1_800_000_000_000
PORT = 19222
TICKET_PORT = 40000
HERE = f"127.0.0.1:{PORT}"
EXTENSION = "chrome-extension://hdjmeighdkpcopojiojfehdadknnlfak"
PAIRED = "chrome-extension://" + "p" * 32


def a_ticket(name: str, **fields: object) -> Ticket:
    known = {"id": TicketId(name), "hash": secret_hash(name), "device": DeviceId("d"), "label": "", "port": 0}
    return Ticket(**{**known, "created_at": NOW - 10, "expires_at": NOW + 10, **fields})


TICKETS = [a_ticket("good"), a_ticket("old", expires_at=NOW), a_ticket("cut", revoked_at=NOW - 5), a_ticket("ported")]


def known_policy(**fields: object) -> Policy:
    settings = Settings(public_urls=("https://relay.example", "ws://plain.example:8000"))
    known = {
        "addresses": Addresses.of(settings, PORT),
        "extension_origins": frozenset({EXTENSION, PAIRED}),
        "tickets": {ticket.hash: ticket for ticket in TICKETS},
        "ticket_ports": {TICKET_PORT: TICKETS[3]},
        "failures": {},
        "pending": {},
        "pending_total": 0,
        "limits": Limits(auth_failures=3, pending_per_source=2, pending_total=4),
        "now_ms": NOW,
    }
    return Policy(**{**known, **fields})


def ask(path: str, *, policy: Policy | None = None, **fields: object) -> Allowed | Refused:
    known = {"method": "GET", "path": path, "host": HERE, "upgrade": True, "local_port": PORT}
    return admit(RequestFacts(**{**known, **fields}), policy or known_policy())


def refused(path: str, **fields: object) -> tuple[int, str]:
    verdict = ask(path, **fields)
    assert isinstance(verdict, Refused), verdict
    return verdict.status, verdict.cause.value


def allowed(path: str, **fields: object) -> Allowed:
    verdict = ask(path, **fields)
    assert isinstance(verdict, Allowed), verdict
    return verdict


ROUTES = [
    ("GET", "/", Route.HOME),
    ("GET", "/healthz", Route.HEALTH),
    ("GET", "/metrics", Route.METRICS),
    ("GET", "/pair", Route.PAIR),
    ("GET", "/pair/pair.js", Route.PAIR),
    ("GET", "/gateway", Route.GATEWAY),
    ("GET", "/cdp/good", Route.CDP),
    ("GET", "/cdp/good/", Route.CDP),
    ("GET", "/cdp/good/devtools/browser/x", Route.CDP),
    ("GET", "/cdp/good/devtools/page/T", Route.PAGE),
    ("GET", "/cdp/good/json", Route.LIST),
    ("GET", "/cdp/good/json/list/", Route.LIST),
    ("GET", "/cdp/good/json/version", Route.VERSION),
    ("GET", "/cdp/good/json/version/", Route.VERSION),
    ("GET", "/cdp/good/json/protocol", Route.PROTOCOL),
    ("GET", "/cdp/good/json/conformance", Route.CONFORMANCE),
    ("PUT", "/cdp/good/json/new", Route.NEW),
    ("GET", "/cdp/good/json/activate/T", Route.ACTIVATE),
    ("GET", "/cdp/good/json/close/T", Route.CLOSE),
]


@pytest.mark.parametrize(("method", "path", "route"), ROUTES)
def test_what_is_served(method: str, path: str, route: Route) -> None:
    assert allowed(path, method=method).route is route


@pytest.mark.parametrize(("method", "path", "route"), ROUTES)
def test_every_other_method_is_refused(method: str, path: str, route: Route) -> None:
    for other in {"GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "get"} - {method}:
        assert refused(path, method=other) == (405, "METHOD_NOT_ALLOWED"), (other, route)


@pytest.mark.parametrize(("method", "path", "route"), ROUTES)
def test_a_foreign_host_gets_nothing(method: str, path: str, route: Route) -> None:
    for host in (
        None,
        "",
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:80",
        f"127.0.0.1.nip.io:{PORT}",
    ):
        assert refused(path, method=method, host=host) == (403, "HOST_NOT_ALLOWED"), (host, route)


@pytest.mark.parametrize("host", [HERE, f"localhost:{PORT}", f"[::1]:{PORT}", f"LocalHost:{PORT}", "relay.example"])
def test_the_names_the_gateway_answers_for(host: str) -> None:
    assert allowed("/healthz", host=host).authority == host.lower()


@pytest.mark.parametrize(("method", "path", "route"), ROUTES)
def test_a_foreign_origin_gets_nothing(method: str, path: str, route: Route) -> None:
    for origin in ("https://evil.example", "null", "", f"http://{HERE}.evil.example", "chrome-extension://" + "x" * 32):
        assert refused(path, method=method, origin=origin) == (403, "ORIGIN_NOT_ALLOWED"), (origin, route)


@pytest.mark.parametrize("path", ["/nope", "/json/nope", "/cdp/good/nope"])
def test_a_foreign_page_does_not_even_learn_what_there_is(path: str) -> None:
    assert refused(path, origin="https://evil.example") == (403, "ORIGIN_NOT_ALLOWED")
    assert refused(path) == (404, "PATH_UNKNOWN")


@pytest.mark.parametrize("origin", [EXTENSION, PAIRED, f"http://{HERE}", "https://relay.example", None])
def test_the_origins_that_may_open_the_gateway(origin: str | None) -> None:
    assert allowed("/gateway", origin=origin).origin == (origin or "")


@pytest.mark.parametrize("route", sorted(TICKETED, key=lambda route: route.value))
def test_no_page_and_no_extension_may_use_cdp(route: Route) -> None:
    method, path = next((method, path) for method, path, known in ROUTES if known is route)
    for origin in (EXTENSION, PAIRED, f"http://{HERE}"):
        assert refused(path, method=method, origin=origin) == (403, "ORIGIN_NOT_ALLOWED")


@pytest.mark.parametrize(("method", "path", "route"), ROUTES)
def test_a_get_that_another_site_caused_is_refused_though_it_has_no_origin(
    method: str, path: str, route: Route
) -> None:
    if route is Route.GATEWAY:
        return
    for site in ("cross-site", "same-site"):
        assert refused(path, method=method, fetch_site=site) == (403, "ORIGIN_NOT_ALLOWED")
    for site in ("none", "same-origin"):
        assert allowed(path, method=method, fetch_site=site)


@pytest.mark.parametrize("route", sorted(SOCKETS, key=lambda route: route.value))
def test_a_websocket_is_no_page(route: Route) -> None:
    path = next(path for _, path, known in ROUTES if known is route)
    verdict = ask(path, upgrade=False)
    assert isinstance(verdict, Refused)
    assert (verdict.status, verdict.headers["Upgrade"]) == (426, "websocket")


@pytest.mark.parametrize(
    ("ticket", "verdict"),
    [
        ("", (401, "TICKET_MISSING")),
        ("unknown", (401, "TICKET_UNKNOWN")),
        ("old", (401, "TICKET_EXPIRED")),
        ("cut", (401, "TICKET_REVOKED")),
    ],
)
def test_tickets_that_open_nothing(ticket: str, verdict: tuple[int, str]) -> None:
    assert refused(f"/cdp/{ticket}") == verdict
    assert refused("/json/version", authorization=f"Bearer {ticket}") == verdict
    assert refused("/devtools/browser", authorization=f"Bearer {ticket}") == verdict
    if ticket:
        assert refused(f"/cdp/{ticket}/json/version") == verdict


@pytest.mark.parametrize("header", ["Bearer good", "bearer good", "BEARER  good "])
def test_a_bearer_ticket_opens_the_root(header: str) -> None:
    verdict = allowed("/json/version", authorization=header)
    assert (verdict.ticket, verdict.secret) == (TICKETS[0], "good")


def test_no_other_scheme_carries_a_ticket() -> None:
    assert refused("/json", authorization="Basic good") == (401, "TICKET_MISSING")
    assert refused("/json", authorization="good") == (401, "TICKET_MISSING")


def test_the_ticket_in_the_path_counts_before_the_header() -> None:
    assert refused("/cdp/unknown", authorization="Bearer good") == (401, "TICKET_UNKNOWN")


def test_a_tickets_own_port_needs_nothing_else_and_has_nothing_else() -> None:
    there = {"local_port": TICKET_PORT, "host": f"127.0.0.1:{TICKET_PORT}"}
    verdict = allowed("/json/version", **there)
    assert (verdict.ticket, verdict.secret) == (TICKETS[3], "")
    assert allowed("/devtools/browser", **there).route is Route.CDP
    for path in ("/", "/gateway", "/pair", "/healthz", "/metrics", "/cdp/good", "/cdp/good/json"):
        assert refused(path, **there) == (404, "PATH_UNKNOWN")
    assert refused("/json", local_port=TICKET_PORT, host=HERE) == (403, "HOST_NOT_ALLOWED")
    ended = known_policy(ticket_ports={TICKET_PORT: TICKETS[1]})
    assert refused("/json", **there, policy=ended) == (401, "TICKET_EXPIRED")


@pytest.mark.parametrize(
    ("source", "origin", "limited"),
    [
        ("127.0.0.1", None, False),
        ("::1", None, False),
        ("127.0.0.1", EXTENSION, True),
        ("192.0.2.7", None, True),
        ("192.0.2.8", None, False),
    ],
)
def test_a_source_that_failed_too_often_waits(source: str, origin: str | None, *, limited: bool) -> None:
    failed = known_policy(failures={"127.0.0.1": [NOW - 3000] * 3, "::1": [NOW] * 3, "192.0.2.7": [NOW - 50_000] * 3})
    facts = RequestFacts(method="GET", path="/gateway", host=HERE, upgrade=True, source=source, origin=origin)
    verdict = admit(facts, failed)
    assert isinstance(verdict, Refused) is limited
    if isinstance(verdict, Refused):
        assert (verdict.status, verdict.cause.value) == (429, "AUTH_RATE_LIMITED")
        assert 0 < (verdict.retry_after_ms or 0) <= 60_000
        assert int(verdict.response().headers["Retry-After"]) > 0


def test_old_failures_are_forgiven() -> None:
    long_ago = known_policy(failures={"192.0.2.7": [NOW - 60_001] * 3})
    assert allowed("/gateway", source="192.0.2.7", policy=long_ago)


def test_guessing_tickets_is_limited_and_a_good_one_still_opens() -> None:
    failed = known_policy(failures={"192.0.2.7": [NOW] * 3})
    assert refused("/cdp/guess", source="192.0.2.7", policy=failed) == (429, "AUTH_RATE_LIMITED")
    assert allowed("/cdp/good", source="192.0.2.7", policy=failed)


def test_the_hall_is_capped_per_source_and_in_total() -> None:
    crowded = known_policy(pending={"a": 2, "b": 1}, pending_total=3)
    assert refused("/gateway", source="a", policy=crowded) == (503, "TOO_MANY_CONNECTIONS")
    assert allowed("/gateway", source="b", policy=crowded)
    assert refused("/gateway", source="b", policy=known_policy(pending_total=4)) == (503, "TOO_MANY_CONNECTIONS")
    assert allowed("/cdp/good", source="a", policy=crowded), "who has a ticket does not wait in the hall"


@given(
    path=st.one_of(
        st.text(), st.lists(st.sampled_from(["cdp", "good", "json", "", "..", "%2e", "gateway"])).map("/".join)
    ),
    method=st.sampled_from(["GET", "PUT", "POST"]),
    host=st.sampled_from([HERE, "evil.example", None]),
    origin=st.sampled_from([None, EXTENSION, "https://evil.example"]),
    authorization=st.sampled_from([None, "Bearer good", "Bearer bad"]),
)
def test_whatever_is_asked_nothing_ticketed_opens_without_a_live_ticket(
    path: str, method: str, host: str | None, origin: str | None, authorization: str | None
) -> None:
    facts = RequestFacts(
        method=method,
        path="/" + path,
        host=host,
        origin=origin,
        authorization=authorization,
        upgrade=True,
        local_port=PORT,
    )
    verdict = admit(facts, known_policy())
    if isinstance(verdict, Allowed):
        assert host == HERE
        assert origin != "https://evil.example"
        if verdict.route in TICKETED:
            assert origin is None
            assert verdict.ticket is TICKETS[0]
