"""Several watch one page."""

import pytest

from tests.core.acts import TAB, Stage, Who, does, fails, hears, is_denied, notes, two
from tests.script import Script

START, STOP, ACK = "Page.startScreencast", "Page.stopScreencast", "Page.screencastFrameAck"
FRAME = "Page.screencastFrame"
PARAMS = {"format": "jpeg", "maxWidth": 100}


def frame(number: int, series: int = 1) -> dict[str, object]:
    return {"data": f"image {number}", "metadata": {}, "sessionId": series}


def joins(stage: Stage, who: Who, params: object, sent: object | None = None) -> None:
    """One more watches: Chrome starts anew."""
    script, chrome, *_ = stage
    client, session = who
    script >> client.sends(5, START, params, session) << chrome.commanded(TAB, STOP, {})
    script << chrome.commanded(TAB, START, params if sent is None else sent)
    script >> chrome.answers() >> chrome.answers() << client.gets(5, {}, session)


@pytest.fixture
def stage(script: Script) -> Stage:
    """Both watch the same."""
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, START, PARAMS)
    joins(stage, bob, PARAMS)
    hears(stage, "Page.screencastVisibilityChanged", {"visible": True}, alice, bob)
    return stage


def acks(stage: Stage, who: Who, *, chrome_too: bool, gets: object = None) -> None:
    script, chrome, *_ = stage
    client, session = who
    params = {"sessionId": 1}
    command = (ACK, params) if chrome_too else ("Runtime.getIsolateId", {})
    script >> client.sends(6, ACK, params, session) << chrome.commanded(TAB, *command) >> chrome.answers()
    if gets is not None:
        script << client.hears(FRAME, gets, session)
    script << client.gets(6, {}, session)


def test_chrome_gets_the_first_acknowledgement_of_each_frame(stage: Stage) -> None:
    _, _, alice, bob = stage
    hears(stage, FRAME, frame(1), alice, bob)
    acks(stage, alice, chrome_too=True)
    acks(stage, bob, chrome_too=False)


def test_a_slow_one_delays_nobody_and_gets_the_newest_when_it_is_ready(stage: Stage) -> None:
    _, _, fast, slow = stage
    for number in (1, 2):
        hears(stage, FRAME, frame(number), fast, slow)
        acks(stage, fast, chrome_too=True)
    for number in (3, 4):
        hears(stage, FRAME, frame(number), fast)
        acks(stage, fast, chrome_too=True)
    acks(stage, slow, chrome_too=False, gets=frame(4))
    hears(stage, FRAME, frame(5), fast)
    acks(stage, slow, chrome_too=False, gets=frame(5))


def test_a_frame_for_which_nobody_is_ready_holds_chrome_up_no_longer(stage: Stage) -> None:
    script, chrome, alice, bob = stage
    for number in (1, 2):
        hears(stage, FRAME, frame(number), alice, bob)
    script >> chrome.reports(TAB, FRAME, frame(3)) << chrome.commanded(TAB, ACK, {"sessionId": 1})


def test_what_others_still_owe_is_not_acknowledged_for_one_that_leaves(stage: Stage) -> None:
    script, _, alice, (bob, at_bob) = stage
    for number in (1, 2):
        hears(stage, FRAME, frame(number), alice, (bob, at_bob))
    script >> bob.leaves()
    acks(stage, alice, chrome_too=True)


def test_a_frame_that_only_a_gone_one_was_to_acknowledge_is_acknowledged(script: Script) -> None:
    stage = two(script)
    _, chrome, alice, (bob, at_bob) = stage
    does(stage, alice, START, {**PARAMS, "everyNthFrame": 2})
    joins(stage, (bob, at_bob), PARAMS)
    hears(stage, FRAME, frame(1), alice, (bob, at_bob))
    acks(stage, alice, chrome_too=True)
    hears(stage, FRAME, frame(2), (bob, at_bob))
    script >> bob.leaves() << chrome.commanded(TAB, ACK, {"sessionId": 1})
    script >> alice[0].leaves()
    script.skip()


def test_the_last_to_stop_stops_it(stage: Stage) -> None:
    _, _, alice, bob = stage
    notes(stage, alice, STOP)
    notes(stage, alice, STOP)
    hears(stage, FRAME, frame(1), bob)
    notes(stage, alice, ACK, {"sessionId": 1})
    does(stage, bob, STOP)
    does(stage, bob, ACK, {"sessionId": 1})


def test_it_stops_with_the_last_who_watches(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), START, PARAMS)
    script >> alice.leaves() << chrome.commanded(TAB, STOP, {})


def test_one_that_starts_while_its_session_leaves_stops(script: Script) -> None:
    _, chrome, (alice, at_alice), _ = two(script)
    script >> alice.sends(1, START, PARAMS, at_alice) << chrome.commanded(TAB, START, PARAMS)
    script >> alice.leaves() << chrome.commanded(TAB, STOP, {}) >> chrome.answers() >> chrome.answers()


def test_other_parameters_are_refused_with_the_name_of_who_watches(stage: Stage) -> None:
    _, _, _, bob = stage
    notes(stage, bob, STOP)
    words = "Screencast is already active with other parameters (held by client label of alice)"
    is_denied(stage, bob, START, {**PARAMS, "maxWidth": 50}, words)


def test_to_start_twice_is_chromes_to_refuse(stage: Stage) -> None:
    words = "Screencast is already active"
    fails(stage, stage[2], START, PARAMS, words)


def test_one_that_chrome_refuses_does_not_watch(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    words = "Invalid image format"
    fails(stage, alice, START, {"format": "gif"}, words, code=-32602)
    fails(stage, alice, START, {"everyNthFrame": 0}, words, code=-32602)
    fails(stage, alice, START, [], words, code=-32602)
    does(stage, bob, START, PARAMS)


def test_page_disable_stops_it(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "Page.enable")
    does(stage, (alice, at_alice), START, PARAMS)
    script >> alice.sends(1, "Page.disable", {}, at_alice) << chrome.commanded(TAB, "Runtime.getIsolateId")
    script >> chrome.answers() << chrome.commanded(TAB, STOP, {}) << alice.gets(1, {}, at_alice)
