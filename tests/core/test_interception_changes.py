"""What one session changes, as the next one sees it."""

import json

from tabrelay.core.interception_changes import (
    NO_CHANGE,
    Failure,
    Header,
    RequestChange,
    Response,
    shown,
    with_request_of,
    without_fragment,
)

EVENT = json.dumps(
    {
        "requestId": "r",
        "request": {"url": "https://a/b", "urlFragment": "#c", "method": "GET", "headers": {"Accept": "*/*"}},
        "responseStatusCode": 200,
        "responseStatusText": "OK",
        "responseHeaders": [],
    }
).encode()


def test_nothing_changed_is_chromes_own_event() -> None:
    assert shown(EVENT, NO_CHANGE, None) is EVENT


def test_a_later_change_wins_where_both_say_something() -> None:
    first = RequestChange(url="u", method="PUT")
    assert first.then(RequestChange(method="POST", post_data="eA==")) == RequestChange("u", "POST", "eA==")
    assert first.then(RequestChange(headers=())).headers == ()


def test_a_changed_request_is_shown_as_chrome_shows_one() -> None:
    change = RequestChange(
        "https://x/y?z#f", "POST", "aMOp/w==", (Header("X-A", "1"), Header("x-a", "2"), Header("B", "3"))
    )
    assert json.loads(shown(EVENT, change, None))["request"] == {
        "url": "https://x/y?z",
        "urlFragment": "#f",
        "method": "POST",
        "hasPostData": True,
        "postData": "hé",  # what is no text is left out
        "postDataEntries": [{"bytes": "aMOp/w=="}],
        "headers": {"x-a": "2", "B": "3"},
    }
    without = json.loads(shown(EVENT, RequestChange(url="https://x/", post_data="?"), None))["request"]
    assert "urlFragment" not in without
    assert without["postData"] == ""


def test_a_response_takes_the_place_of_another() -> None:
    response = Response(203, (Header("A", "1"),))
    assert json.loads(shown(EVENT, NO_CHANGE, response))["responseStatusText"] == "Non-Authoritative Information"
    binary = Response(299, binary_response_headers="QTogMQBCOjIA", response_phrase="Odd")
    seen = json.loads(shown(EVENT, NO_CHANGE, binary))
    assert seen["responseHeaders"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert seen["responseStatusText"] == "Odd"
    assert Response(200).on("eA==").body == "eA=="
    assert Response(200, body="").on("eA==").body == ""


def test_an_error_takes_the_place_of_a_response() -> None:
    seen = json.loads(shown(EVENT, NO_CHANGE, Failure("Aborted").on(None)))
    assert seen.pop("responseErrorReason") == "Aborted"
    assert seen.keys() == {"requestId", "request"}


def test_a_request_can_be_shown_as_it_was() -> None:
    changed = shown(EVENT, RequestChange(method="POST"), None)
    assert json.loads(with_request_of(changed, EVENT)) == json.loads(EVENT)
    assert without_fragment("https://a/b#c") == "https://a/b"
