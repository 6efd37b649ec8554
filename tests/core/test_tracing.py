"""The one recording of the browser."""

from tests.core.acts import TAB, does, fails, hears, is_denied, refusal, two
from tests.script import Script, tab

START, END = "Tracing.start", "Tracing.end"
SAID = "Tracing has already been started (possibly in another tab)."


def test_its_events_go_to_who_started_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, START, {"categories": "*"})
    hears(stage, "Tracing.bufferUsage", {"value": 1}, alice)
    does(stage, alice, END)
    hears(stage, "Tracing.dataCollected", {"value": []}, alice)
    hears(stage, "Tracing.tracingComplete", {"dataLossOccurred": False}, alice)
    does(stage, bob, START)
    hears(stage, "Tracing.dataCollected", {"value": []}, bob)


def test_a_second_is_told_who_has_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, START)
    fails(stage, bob, START, {}, SAID, told=f"{SAID} (held by client label of alice)")
    is_denied(stage, bob, END, {}, "Tracing is not started")
    does(stage, alice, END)


def test_one_on_another_tab_is_told_too(script: Script) -> None:
    other = tab(2)
    chrome = script.browser(TAB, other)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice, at_bob = script.attached(alice, TAB, chrome), script.attached(bob, other, chrome)
    script >> alice.sends(1, START, {}, at_alice) << chrome.commanded(TAB, START)
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    script >> bob.sends(1, START, {}, at_bob) << chrome.commanded(other, START)
    script >> chrome.fails(refusal(SAID))
    script << bob.is_refused(1, -32000, f"{SAID} (held by client label of alice)", at_bob)


def test_what_another_program_records_is_chromes_to_say(script: Script) -> None:
    stage = two(script)
    fails(stage, stage[2], START, {}, SAID)
    fails(stage, stage[2], START, {}, "Not allowed")
    fails(stage, stage[2], END, {}, "Tracing is not started")


def test_it_ends_with_its_session_and_the_rest_is_for_nobody(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    does(stage, (alice, at_alice), START, {"transferMode": "ReturnAsStream"})
    script >> alice.leaves() << chrome.commanded(TAB, END, {}) >> chrome.answers()
    fails(stage, bob, START, {}, SAID, told=f"{SAID} (the recording of a client that left is being ended)")
    script >> chrome.reports(TAB, "Tracing.tracingComplete", {"stream": "5"})
    script << chrome.commanded(TAB, "IO.close", {"handle": "5"}) >> chrome.answers()
    does(stage, bob, START)


def test_one_that_is_ending_is_not_ended_again(script: Script) -> None:
    stage = two(script)
    _, _, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), START)
    does(stage, (alice, at_alice), END)
    script >> alice.leaves()
    hears(stage, "Tracing.dataCollected", {"value": []})
    hears(stage, "Tracing.tracingComplete", {})


def test_one_that_starts_while_its_session_leaves_is_ended(script: Script) -> None:
    _, chrome, (alice, at_alice), _ = two(script)
    script >> alice.sends(1, START, {}, at_alice) << chrome.commanded(TAB, START) >> alice.leaves()
    script >> chrome.answers() << chrome.commanded(TAB, END, {})
