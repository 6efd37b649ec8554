"""A refusal over HTTP looks as one on the wire does."""

from __future__ import annotations

import json

import pytest

from tabrelay.gateway.refusals import Refused
from tabrelay.protocol.errors import CATALOGUE, Cause


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_may_be_said_over_http(cause: Cause) -> None:
    response = Refused(400, cause, "because").response()
    assert isinstance(response.body, bytes)
    error = json.loads(response.body)["error"]
    assert error == {
        "code": CATALOGUE[cause].code,
        "message": f"{CATALOGUE[cause].sentence} (because)",
        "details": {"code": cause},
        "retryable": CATALOGUE[cause].retryable,
    }
    assert (response.status, response.content_type) == (400, "application/json")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("wait_ms", "seconds"), [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (60_000, "60")])
def test_a_time_to_wait_is_said_in_both_ways_and_never_too_short(wait_ms: int, seconds: str) -> None:
    response = Refused(429, Cause.AUTH_RATE_LIMITED, retry_after_ms=wait_ms).response()
    assert response.headers["Retry-After"] == seconds
    assert isinstance(response.body, bytes)
    assert json.loads(response.body)["error"]["retryAfterMs"] == wait_ms


def test_a_refusals_own_headers_are_sent() -> None:
    assert Refused(405, Cause.METHOD_NOT_ALLOWED, headers={"Allow": "GET"}).response().headers["Allow"] == "GET"
