"""Pauses of the debugger with several sessions."""

import pytest

from tests.core.acts import TAB, Stage, does, hears, notes, two
from tests.script import Script

SKIP = "Debugger.setSkipAllPauses"
BY_URL = "Debugger.setBreakpointByUrl"
PAUSED = {"callFrames": [{"callFrameId": "1"}], "reason": "other", "hitBreakpoints": []}
HIT = {**PAUSED, "hitBreakpoints": ["br:1"]}


@pytest.fixture
def stage(script: Script) -> Stage:
    """Both have the debugger on."""
    stage = two(script)
    _, _, alice, bob = stage
    for who in (alice, bob):
        does(stage, who, "Debugger.enable", {}, result={"debuggerId": "1"})
    return stage


def test_each_hears_of_its_own_breakpoints(stage: Stage) -> None:
    script, chrome, (alice, at_alice), (bob, at_bob) = stage
    place = {"url": "u", "lineNumber": 1}
    does(stage, (alice, at_alice), BY_URL, place, result={"breakpointId": "br:1", "locations": []})
    script >> chrome.reports(TAB, "Debugger.paused", HIT)
    script << alice.hears("Debugger.paused", HIT, at_alice) << bob.hears("Debugger.paused", PAUSED, at_bob)
    hears(stage, "Debugger.resumed", {}, stage[2], stage[3])


def test_instrumentation_is_a_reason_only_for_who_asked_for_it(stage: Stage) -> None:
    script, chrome, (alice, at_alice), (bob, at_bob) = stage
    method, params = "Debugger.setInstrumentationBreakpoint", {"instrumentation": "beforeScriptExecution"}
    does(stage, (alice, at_alice), method, params, result={"breakpointId": "8:beforeScriptExecution"})
    pause = {**PAUSED, "reason": "instrumentation", "data": {"scriptId": "1"}}
    script >> chrome.reports(TAB, "Debugger.paused", pause)
    script << alice.hears("Debugger.paused", pause, at_alice) << bob.hears("Debugger.paused", PAUSED, at_bob)


def test_who_comes_into_a_pause_is_told_without_what_was_hit(stage: Stage, script: Script) -> None:
    _, chrome, (alice, at_alice), (bob, at_bob) = stage
    carol = script.client("carol")
    at_carol = script.attached(carol, TAB, chrome, first=False)
    place = {"url": "u", "lineNumber": 1}
    does(stage, (alice, at_alice), BY_URL, place, result={"breakpointId": "br:1", "locations": []})
    script >> chrome.reports(TAB, "Debugger.paused", HIT)
    script << alice.hears("Debugger.paused", HIT, at_alice) << bob.hears("Debugger.paused", PAUSED, at_bob)
    (
        script
        >> carol.sends(1, "Debugger.enable", {}, at_carol)
        << chrome.commanded(TAB, "Debugger.enable")
        >> chrome.answers({"debuggerId": "1"})
        << carol.hears("Debugger.paused", PAUSED, at_carol)
        << carol.gets(1, {"debuggerId": "1"}, at_carol)
    )


def test_who_skips_hears_of_no_pause_and_disturbs_nobody(stage: Stage) -> None:
    _, _, alice, bob = stage
    notes(stage, alice, SKIP, {"skip": True})
    hears(stage, "Debugger.paused", PAUSED, bob)
    hears(stage, "Debugger.resumed", {}, alice, bob)
    notes(stage, alice, SKIP, {"skip": False})
    hears(stage, "Debugger.paused", PAUSED, alice, bob)


def test_chrome_skips_when_all_do_and_no_longer_than_that(stage: Stage, script: Script) -> None:
    _, chrome, alice, (bob, at_bob) = stage
    notes(stage, alice, SKIP, {"skip": True})
    (
        script
        >> bob.sends(1, SKIP, {"skip": True}, at_bob)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers({"id": "1"})
        << chrome.commanded(TAB, SKIP, {"skip": True})
        << bob.gets(1, {}, at_bob)
        >> chrome.answers()
    )
    carol = script.client("carol")
    at_carol = script.attached(carol, TAB, chrome, first=False)
    script >> carol.sends(1, "Debugger.enable", {}, at_carol) << chrome.commanded(TAB, SKIP, {"skip": False})
    script << chrome.commanded(TAB, "Debugger.enable")


def test_a_pause_that_nobody_left_accepts_is_ended(stage: Stage) -> None:
    script, chrome, (alice, at_alice), bob = stage
    notes(stage, bob, SKIP, {"skip": True})
    hears(stage, "Debugger.paused", PAUSED, (alice, at_alice))
    script >> alice.leaves()
    script << chrome.commanded(TAB, SKIP, {"skip": True}) << chrome.commanded(TAB, "Debugger.resume")
    hears(stage, "Debugger.resumed", {}, bob)


def test_a_pause_stays_for_those_who_accepted_it(stage: Stage) -> None:
    script, _, (alice, at_alice), bob = stage
    hears(stage, "Debugger.paused", PAUSED, (alice, at_alice), bob)
    script >> alice.leaves()
    does(stage, bob, "Debugger.resume")


def test_a_pause_that_a_gone_client_asked_for_is_nobodys(stage: Stage) -> None:
    script, chrome, (alice, at_alice), bob = stage
    does(stage, (alice, at_alice), "Debugger.pause")
    script >> alice.leaves()
    script >> chrome.reports(TAB, "Debugger.paused", PAUSED) << chrome.commanded(TAB, "Debugger.resume")
    script >> chrome.answers() >> chrome.reports(TAB, "Debugger.resumed")
    hears(stage, "Debugger.paused", PAUSED, bob)


def test_a_pause_asked_for_by_two_is_for_the_one_who_stays(stage: Stage) -> None:
    script, _, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "Debugger.pause")
    script >> alice.leaves()
    hears(stage, "Debugger.paused", PAUSED, bob)


def test_skipping_without_the_debugger_is_chromes_to_answer(script: Script) -> None:
    stage = two(script)
    does(stage, stage[2], SKIP, {"skip": True})
