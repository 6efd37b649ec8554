"""Who is asked about a paused request, a challenge, a response."""

from __future__ import annotations

import pytest

from tabrelay.core import interception_turns
from tests.core.test_interception import TAB, Stage, enable_both, paused
from tests.core.test_interception import stage as stage  # noqa: PLC0414 - a fixture
from tests.script import Script, counted


def test_alone_a_session_is_asked_what_chrome_asks_and_its_words_go_through(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    request, response = paused("r1"), paused("r1", responseStatusCode=200)
    words = {"requestId": "r1", "interceptResponse": True, "headers": []}
    (
        script
        >> alice.sends(1, "Fetch.enable", {"patterns": []}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable", {"patterns": []})
        >> chrome.reports(TAB, "Fetch.requestPaused", request)
        << alice.hears("Fetch.requestPaused", request, at_alice)
        >> alice.sends(2, "Fetch.continueRequest", words, at_alice)
        << chrome.commanded(TAB, "Fetch.continueRequest", words)
        >> chrome.answers(nth=-1)
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, "Fetch.requestPaused", response)
        << alice.hears("Fetch.requestPaused", response, at_alice)
    )


def test_the_response_goes_to_who_wants_it_even_when_another_joins_meanwhile(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    response = paused("r1", responseStatusCode=200)
    (
        script
        >> alice.sends(1, "Fetch.enable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
        << alice.hears("Fetch.requestPaused", paused("r1"), at_alice)
        >> alice.sends(2, "Fetch.continueRequest", {"requestId": "r1", "interceptResponse": True}, at_alice)
        << chrome.commanded(TAB, "Fetch.continueRequest")
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> bob.sends(1, "Fetch.enable", {}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
        >> chrome.reports(TAB, "Fetch.requestPaused", response)
        << alice.hears("Fetch.requestPaused", response, at_alice)
    )


def test_what_nobody_wants_any_more_goes_on(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    enable_both(script, stage)
    (
        script
        >> alice.sends(1, "Fetch.enable", {"patterns": [{"urlPattern": "a"}]}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1", responseErrorReason="Aborted"))
        << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "r1"})
        >> chrome.reports(TAB, "Fetch.authRequired", paused("r1"))
        << chrome.commanded(
            TAB, "Fetch.continueWithAuth", {"requestId": "r1", "authChallengeResponse": {"response": "Default"}}
        )
    )


def test_a_challenge_goes_to_the_nearest_who_handles_it_and_its_leaving_is_no_answer(
    script: Script, stage: Stage
) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    wish = {"handleAuthRequests": True}
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Fetch.enable", wish, session) << chrome.commanded(TAB, "Fetch.enable")
        script >> chrome.answers() << client.gets(1, {}, session)
    given = {"requestId": "r1", "authChallengeResponse": {"response": "CancelAuth"}}
    (
        script
        >> chrome.reports(TAB, "Fetch.authRequired", paused("r1"))
        << alice.hears("Fetch.authRequired", paused("r1"), at_alice)
        >> alice.sends(2, "Fetch.continueWithAuth", given, at_alice)
        << chrome.commanded(TAB, "Fetch.continueWithAuth", given)
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, "Fetch.authRequired", paused("r2"))
        << alice.hears("Fetch.authRequired", paused("r2"), at_alice)
        >> alice.leaves()
        << chrome.commanded(
            TAB, "Fetch.continueWithAuth", {"requestId": "r2", "authChallengeResponse": {"response": "Default"}}
        )
    )


def test_the_oldest_is_let_go_when_there_are_too_many(
    script: Script, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interception_turns, "MOST_HOPS", 1)
    chrome, alice, at_alice, bob, at_bob = stage
    enable_both(script, stage)
    (
        script
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
        << bob.hears("Fetch.requestPaused", paused("r1"), at_bob)
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r2"))
        << bob.hears("Fetch.requestPaused", paused("r2"), at_bob)
        << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "r1", "interceptResponse": False})
        << counted("paused_request_forgotten")
        >> alice.sends(5, "Fetch.continueRequest", {"requestId": "r2"}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers(nth=-1)
        << alice.is_refused(5, -32602, "Invalid InterceptionId.", at_alice)
    )
