"""The one screen recording of a page."""

from tests.core.acts import TAB, does, fails, is_denied, two
from tests.script import Script

START, STOP = "Page.startScreenRecording", "Page.stopScreenRecording"
SAID = "Screencast is already active"


def test_who_started_it_ends_it_and_others_are_told_who_has_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, START, {}, result={"stream": "1"})
    fails(stage, bob, START, {}, SAID, told=f"{SAID} (held by client label of alice)")
    fails(stage, alice, START, {}, SAID)
    is_denied(stage, bob, STOP, {}, "No active screen recording")
    does(stage, alice, STOP, {}, result={"stream": "1"})
    does(stage, bob, START, {}, result={"stream": "2"})


def test_it_is_thrown_away_when_its_session_leaves(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), START, {}, result={"stream": "1"})
    script >> alice.leaves()
    script << chrome.commanded(TAB, STOP, {}) << chrome.commanded(TAB, "IO.close", {"handle": "1"})


def test_one_that_starts_while_its_session_leaves_is_thrown_away(script: Script) -> None:
    _, chrome, (alice, at_alice), _ = two(script)
    script >> alice.sends(1, START, {}, at_alice) << chrome.commanded(TAB, START) >> alice.leaves()
    script >> chrome.answers({"stream": "1"})
    script << chrome.commanded(TAB, STOP, {}) << chrome.commanded(TAB, "IO.close", {"handle": "1"})
