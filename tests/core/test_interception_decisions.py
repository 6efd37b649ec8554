"""What sessions may say to what they are asked, and what Chrome has to say to it."""

from __future__ import annotations

from tests.core.test_interception import TAB, Stage, enable_both, paused
from tests.core.test_interception import stage as stage  # noqa: PLC0414 - a fixture
from tests.script import Script

REFUSAL = '{"code":-32602,"message":"Invalid InterceptionId."}'
BAD_HEADER = '{"code":-32602,"message":"Invalid header: a b"}'


def test_a_decision_that_is_not_the_last_is_checked_by_chrome(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    enable_both(script, stage)
    script >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
    script << bob.hears("Fetch.requestPaused", paused("r1"), at_bob)
    bad = {"requestId": "r1", "headers": [{"name": "a b", "value": ""}]}
    changed = paused("r1")
    changed["request"] = {"url": "https://a/", "headers": {}, "method": "PUT"}
    (
        script
        >> bob.sends(1, "Fetch.continueRequest", bad, at_bob)
        << chrome.commanded(TAB, "Fetch.continueRequest", {**bad, "requestId": ""})
        >> chrome.fails(BAD_HEADER)
        << bob.is_refused(1, -32602, "Invalid header: a b", at_bob)
        >> bob.sends(2, "Fetch.continueRequest", {"requestId": "r1", "method": "PUT"}, at_bob)
        << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "", "method": "PUT"})
        >> bob.sends(3, "Fetch.continueRequest", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": ""})
        >> chrome.fails(REFUSAL)
        << alice.hears("Fetch.requestPaused", changed, at_alice)
        << bob.gets(2, {}, at_bob)
        >> chrome.fails(REFUSAL)
        << bob.is_refused(3, -32602, "Invalid InterceptionId.", at_bob)
        >> bob.sends(4, "Fetch.continueRequest", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << bob.is_refused(4, -32000, "Invalid state for continueInterceptedRequest", at_bob)
        >> alice.sends(1, "Fetch.continueRequest", {"requestId": "r1"}, at_alice)
        << chrome.commanded(
            TAB, "Fetch.continueRequest", {"requestId": "r1", "method": "PUT", "interceptResponse": False}
        )
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
    )


def test_who_leaves_while_its_decision_is_checked_has_decided_if_chrome_agrees(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    enable_both(script, stage)
    changed = paused("r2")
    changed["request"] = {"url": "https://a/", "headers": {}, "method": "PUT"}
    for id_ in ("r1", "r2"):
        script >> chrome.reports(TAB, "Fetch.requestPaused", paused(id_))
        script << bob.hears("Fetch.requestPaused", paused(id_), at_bob)
        script >> bob.sends(1, "Fetch.continueRequest", {"requestId": id_, "method": "PUT"}, at_bob)
        script << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "", "method": "PUT"})
    (
        script
        >> bob.leaves()
        >> chrome.fails(BAD_HEADER, nth=0)
        << alice.hears("Fetch.requestPaused", paused("r1"), at_alice)
        >> chrome.fails(REFUSAL)
        << alice.hears("Fetch.requestPaused", changed, at_alice)
    )


def test_only_who_has_it_enabled_and_is_asked_has_a_say(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    (
        script
        >> bob.sends(1, "Fetch.getResponseBody", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << bob.is_refused(1, -32000, "Fetch domain is not enabled", at_bob)
    )
    enable_both(script, stage)
    (
        script
        >> alice.sends(2, "Fetch.failRequest", {"requestId": "none", "errorReason": "Aborted"}, at_alice)
        << chrome.commanded(TAB, "Fetch.failRequest", {"requestId": "none", "errorReason": "Aborted"})
        >> chrome.fails(REFUSAL)
        << alice.is_refused(2, -32602, "Invalid InterceptionId.", at_alice)
    )


def test_what_would_hold_a_request_for_ever_is_refused(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    wish = {"patterns": [{}, {"requestStage": "Response"}], "handleAuthRequests": True}
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Fetch.enable", wish, session) << chrome.commanded(TAB, "Fetch.enable")
        script >> chrome.answers() << client.gets(1, {}, session)
    response = paused("r1", responseStatusCode=200)
    script >> chrome.reports(TAB, "Fetch.requestPaused", response)
    script << alice.hears("Fetch.requestPaused", response, at_alice)
    script >> alice.sends(2, "Fetch.takeResponseBodyAsStream", {"requestId": "r1"}, at_alice)
    script << chrome.commanded(TAB, "Fetch.takeResponseBodyAsStream") >> chrome.answers({"stream": "1"})
    script << alice.gets(2, {"stream": "1"}, at_alice)
    refused = [
        ("Fetch.continueWithAuth", {"authChallengeResponse": {}}, "authChallengeResponse not expected."),
        ("Fetch.continueResponse", {}, "Unable to continue request as is after body is taken"),
        ("Fetch.fulfillRequest", {"responseCode": 200}, "Unable to continue request as is after body is taken"),
    ]
    for id_, (method, params, message) in enumerate(refused, start=10):
        script >> alice.sends(id_, method, {"requestId": "r1", **params}, at_alice)
        script << chrome.commanded(TAB, "Runtime.getIsolateId") >> chrome.answers()
        script << alice.is_refused(id_, -32602, message, at_alice)
    (
        script
        >> chrome.reports(TAB, "Fetch.authRequired", paused("r2"))
        << alice.hears("Fetch.authRequired", paused("r2"), at_alice)
    )
    script >> alice.sends(20, "Fetch.continueRequest", {"requestId": "r2"}, at_alice)
    script << chrome.commanded(TAB, "Runtime.getIsolateId") >> chrome.answers()
    script << alice.is_refused(20, -32602, "authChallengeResponse required.", at_alice)


def test_a_given_body_is_told_by_the_gateway(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    (
        script
        >> alice.sends(1, "Fetch.enable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> bob.sends(1, "Fetch.enable", {"patterns": [{"requestStage": "Response"}]}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
        << alice.hears("Fetch.requestPaused", paused("r1"), at_alice)
        >> alice.sends(2, "Fetch.fulfillRequest", {"requestId": "r1", "responseCode": 200, "body": "eA=="}, at_alice)
        << chrome.commanded(TAB, "Fetch.fulfillRequest", {"requestId": "", "responseCode": 200, "body": "eA=="})
        >> chrome.fails(REFUSAL)
        << bob.hears(
            "Fetch.requestPaused",
            paused("r1", responseStatusCode=200, responseStatusText="OK", responseHeaders=[]),
            at_bob,
        )
        << alice.gets(2, {}, at_alice)
        >> bob.sends(2, "Fetch.getResponseBody", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << bob.gets(2, {"body": "eA==", "base64Encoded": True}, at_bob)
        >> bob.sends(3, "Fetch.takeResponseBodyAsStream", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << bob.is_refused(3, -32000, "The body was given by another client: only Fetch.getResponseBody has it", at_bob)
        >> bob.sends(4, "Fetch.continueResponse", {"requestId": "r1"}, at_bob)
        << chrome.commanded(TAB, "Fetch.fulfillRequest", {"requestId": "r1", "responseCode": 200, "body": "eA=="})
        >> chrome.answers()
        << bob.gets(4, {}, at_bob)
    )


def test_a_decision_that_cannot_be_read_is_chromes_to_refuse(script: Script, stage: Stage) -> None:
    chrome, _, _, bob, at_bob = stage
    enable_both(script, stage)
    script >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
    script << bob.hears("Fetch.requestPaused", paused("r1"), at_bob)
    for id_, words in ((1, '{"code":-32602,"message":"Invalid parameters","data":"why"}'), (2, REFUSAL)):
        script >> bob.sends(id_, "Fetch.continueRequest", {"requestId": "r1", "headers": 7}, at_bob)
        script << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "", "headers": 7})
        more = {"data": "why"} if id_ == 1 else {}
        script >> chrome.fails(words) << bob.is_refused(id_, -32602, "Invalid parameters", at_bob, **more)
