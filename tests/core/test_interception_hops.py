"""The turns of one request, played without a browser: three interceptors, the outermost first."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tabrelay.core.interception_changes import Continue, Failure, Response
from tabrelay.core.interception_hops import HOP, PASS, Hop, Phase
from tabrelay.core.interception_patterns import Interceptor, Pattern, Wish
from tabrelay.core.lifecycle import IllegalTransition

REQUEST, RESPONSE = Pattern(), Pattern(request_stage="Response")
EVENT = json.dumps({"requestId": "r", "request": {"url": "https://a/", "method": "GET", "headers": {}}}).encode()
ANSWER = json.dumps({**json.loads(EVENT), "responseStatusCode": 200, "responseHeaders": []}).encode()


def interceptor(*patterns: Pattern) -> Interceptor:
    return Interceptor(cast("Any", SimpleNamespace()), Wish(patterns))


def paused(*chain: Interceptor) -> Hop:
    return Hop("r", Phase.REQUEST, EVENT, "https://a/", "XHR", todo=chain).begin()


def said(hop: Hop) -> tuple[str, dict[str, Any]]:
    method, params = hop.command()
    return method.removeprefix("Fetch."), json.loads(params)


def test_each_is_asked_in_turn_and_chrome_hears_what_it_comes_to() -> None:
    outer, middle, inner = interceptor(REQUEST), interceptor(), interceptor(REQUEST)
    hop = paused(outer, middle, inner)
    assert hop.asked is outer
    hop = hop.after(Continue(method="POST"))
    assert hop.asked is inner
    assert json.loads(hop.view())["request"]["method"] == "POST"
    hop = hop.after(Continue(url="https://b/"))
    assert hop.phase is Phase.OVER
    expected = {"requestId": "r", "method": "POST", "url": "https://b/", "interceptResponse": False}
    assert said(hop) == ("continueRequest", expected)


def test_a_changed_address_decides_who_is_asked_next() -> None:
    outer, inner = interceptor(REQUEST), interceptor(Pattern(url_pattern="https://b/"))
    assert paused(outer, inner).after(PASS).asked is None
    assert paused(outer, inner).after(Continue(url="https://b/#x")).asked is inner


def test_the_response_is_shown_to_the_nearest_first() -> None:
    outer, inner = interceptor(REQUEST, RESPONSE), interceptor(REQUEST)
    hop = paused(outer, inner).after(Continue(method="PUT")).after(Continue(method="POST", intercept_response=True))
    assert hop.phase is Phase.SENT
    assert said(hop)[1]["interceptResponse"] is True
    hop = hop.received(ANSWER.replace(b"GET", b"POST"), failed=False)
    assert hop.asked is inner
    assert json.loads(hop.view())["request"]["method"] == "POST"
    hop = hop.after(Response(201))
    assert hop.asked is outer
    view = json.loads(hop.view())
    assert (view["request"]["method"], view["responseStatusCode"]) == ("PUT", 201)
    assert hop.body is None
    assert said(hop.after(PASS)) == ("fulfillRequest", {"requestId": "r", "responseCode": 201})


def test_who_fulfils_keeps_it_from_those_nearer_to_the_network() -> None:
    outer, middle, inner = interceptor(RESPONSE), interceptor(REQUEST, RESPONSE), interceptor(REQUEST)
    hop = paused(outer, middle, inner)
    assert hop.asked is middle
    hop = hop.after(Response(200))
    assert (hop.asked, hop.body, hop.phase) == (outer, "", Phase.RESPONSE)
    over = hop.after(Failure("Aborted"))
    assert (over.phase, said(over)) == (Phase.OVER, ("failRequest", {"requestId": "r", "errorReason": "Aborted"}))
    assert said(hop.passed()) == ("fulfillRequest", {"requestId": "r", "responseCode": 200, "body": ""})


def test_an_error_can_be_saved_and_has_no_body() -> None:
    one = interceptor(RESPONSE)
    hop = paused(one).received(EVENT, failed=True)
    assert (hop.asked, hop.body) == (one, "")
    assert said(hop.after(PASS)) == ("continueRequest", {"requestId": "r"})
    assert said(hop.after(Response(200)))[1]["body"] == ""


def test_who_has_left_is_not_asked() -> None:
    outer, inner = interceptor(REQUEST, RESPONSE), interceptor(REQUEST, RESPONSE)
    hop = paused(outer, inner)
    inner.on = False
    hop = hop.after(PASS)
    assert hop.phase is Phase.SENT
    outer.on = False
    hop = hop.received(ANSWER, failed=False)
    assert (hop.phase, said(hop)) == (Phase.OVER, ("continueRequest", {"requestId": "r"}))


def test_a_body_that_went_into_a_stream_cannot_be_continued() -> None:
    hop = paused(interceptor(RESPONSE)).received(ANSWER, failed=False)
    hop.taken = True
    assert said(hop.passed()) == ("failRequest", {"requestId": "r", "errorReason": "Aborted"})


def test_interception_of_the_response_can_be_called_off() -> None:
    hop = paused(interceptor(REQUEST, RESPONSE)).after(Continue(intercept_response=False))
    assert hop.phase is Phase.OVER


def test_chrome_keeps_its_choice_where_nobody_else_was_there() -> None:
    hop = Hop("r", Phase.REQUEST, b"", "", "", asked=interceptor(REQUEST), alone=True)
    assert said(hop.after(Continue(method="PUT"))) == ("continueRequest", {"requestId": "r", "method": "PUT"})


def test_what_the_table_does_not_know_cannot_happen() -> None:
    hop = paused(interceptor())
    assert hop.phase is Phase.OVER
    with pytest.raises(IllegalTransition, match="over has no 'sent'"):
        hop.move("sent")
    assert {phase for phase, _ in HOP} | set(HOP.values()) == set(Phase)
