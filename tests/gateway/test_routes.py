from __future__ import annotations

import pytest

from tabrelay.gateway.routes import Match, Route, match


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/cdp", Match(Route.CDP)),
        ("/cdp/", Match(Route.CDP)),
        ("/cdp/T", Match(Route.CDP, ticket="T")),
        ("/cdp/T%2DU/json/list", Match(Route.LIST, ticket="T-U")),
        ("/cdp/T/devtools/page/A%20B", Match(Route.PAGE, "A B", ticket="T")),
        ("/json/close/ID/", Match(Route.CLOSE, "ID")),
        ("/devtools/browser", Match(Route.CDP)),
        ("/devtools/browser/some-id", Match(Route.CDP, "some-id")),
        ("/pair/", Match(Route.PAIR)),
        ("/pair/../secret", Match(Route.PAIR, "../secret")),
    ],
)
def test_paths_that_mean_something(path: str, found: Match) -> None:
    assert match(path) == found


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//",
        "/gateway/",
        "/cdpx",
        "/cdp/T/nope",
        "/cdp/T/json/close/",
        "/cdp/T/json/close/a/b",
        "/json/versions",
        "/json/version//",
        "/devtools/page",
        "/devtools/page/",
        "/healthz/",
        "/JSON",
        "http://127.0.0.1/json",
    ],
)
def test_paths_that_mean_nothing(path: str) -> None:
    assert match(path) is None
