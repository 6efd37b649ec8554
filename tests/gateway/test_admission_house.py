"""No request reaches anything without a verdict of admission."""

from __future__ import annotations

import inspect
import typing
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tabrelay.gateway import http
from tabrelay.gateway.admission import Allowed, admit
from tabrelay.gateway.http import HANDLERS, Server
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import Route, match
from tests.gateway.harness import browser, get, running, tab, ticket

GATEWAY = Path(http.__file__).parent


def test_every_route_has_a_handler_and_every_handler_is_for_routes_that_exist() -> None:
    assert set(HANDLERS) == set(Route)


@pytest.mark.parametrize("route", list(Route))
def test_no_handler_can_be_called_without_what_only_admission_makes(route: Route) -> None:
    handler = HANDLERS[route]
    parameters = list(inspect.signature(handler).parameters.values())
    hints = typing.get_type_hints(handler)
    assert hints[parameters[2].name] is Allowed
    assert parameters[2].default is inspect.Parameter.empty


def test_only_admission_makes_an_allowed() -> None:
    makers = [path.name for path in GATEWAY.glob("*.py") if "Allowed(" in path.read_text(encoding="utf-8")]
    assert makers == ["admission.py"]


def test_there_is_no_router_beside_the_one_handler() -> None:
    for path in GATEWAY.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for way_around in (
            "web.Application",
            "add_routes",
            "add_static",
            "UrlDispatcher",
            "web.run_app",
            "start_server",
        ):
            assert way_around not in text, f"{path.name} has {way_around}"
    assert (GATEWAY / "http.py").read_text(encoding="utf-8").count("door.answer") == 1
    servers = [path.name for path in GATEWAY.glob("*.py") if "ServerRunner(" in path.read_text(encoding="utf-8")]
    assert servers == ["app.py"]
    assert issubclass(Server, http.web.Server)


PATHS = st.one_of(
    st.text(alphabet="abcjson/%.~-_0123456789", max_size=40),
    st.lists(
        st.sampled_from(
            ["json", "version", "cdp", "SECRET", "devtools", "page", "pair", "gateway", "..", "metrics", "x"]
        ),
        max_size=5,
    ).map("/".join),
)


async def test_whatever_is_asked_over_a_real_socket_was_decided_by_admission_first(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        made = await ticket(gateway, port=0)
        secret = made["ws"].rpartition("/")[2]
        asked = _examples()
        for base in (gateway.url, made["http"]):
            for path, method in asked:
                verdicts: list[Allowed | Refused] = []

                def watched(
                    facts: object, policy: object, seen: list[Allowed | Refused] = verdicts
                ) -> Allowed | Refused:
                    seen.append(admit(facts, policy))  # type: ignore[arg-type]
                    return seen[-1]

                with mock.patch.object(http, "admit", watched):
                    status, _, _ = await get(f"{base}/{path.replace('SECRET', secret)}", method)
                assert len(verdicts) == 1, (path, method)
                assert not isinstance(verdicts[0], Refused) or verdicts[0].status == status


def _examples() -> list[tuple[str, str]]:
    """Random paths and methods, drawn by Hypothesis outside the event loop's business."""
    found: list[tuple[str, str]] = []

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(PATHS, st.sampled_from(["GET", "PUT", "POST"]))
    def draw(path: str, method: str) -> None:
        found.append((path, method))

    draw()
    known = [
        "",
        "healthz",
        "metrics",
        "pair",
        "json",
        "json/version",
        "cdp/SECRET/json/list",
        "cdp/SECRET/json/version/",
    ]
    return [(path, "GET") for path in known] + found


@given(st.text())
def test_matching_a_path_never_fails(path: str) -> None:
    match(path)
    match("/" + path)
