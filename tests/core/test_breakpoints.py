"""Breakpoints of several sessions."""

import pytest

from tests.core.acts import TAB, Stage, does, fails, hears, is_denied, notes, refusal, two
from tests.script import Script

BY_URL = "Debugger.setBreakpointByUrl"
REMOVE = "Debugger.removeBreakpoint"
EXISTS = "Breakpoint at specified location already exists."
PLACE = {"url": "http://a/f.js", "lineNumber": 1}
LOCATION = {"scriptId": "3", "lineNumber": 1, "columnNumber": 1}
SET = {"breakpointId": "br:1", "locations": [LOCATION]}
ID = {"breakpointId": "br:1"}
SCRIPT = {"scriptId": "3", "url": "http://a/f.js", "executionContextId": 1}


@pytest.fixture
def stage(script: Script) -> Stage:
    """Both have the debugger on, and there is a script."""
    stage = two(script)
    _, _, alice, bob = stage
    for who in (alice, bob):
        does(stage, who, "Debugger.enable", {}, result={"debuggerId": "1"})
    hears(stage, "Debugger.scriptParsed", SCRIPT, alice, bob)
    return stage


def shares(stage: Stage, condition: str = "", changed: str | None = None) -> None:
    """Bob wants the breakpoint that is there; Chrome gets another condition where it is ``changed``."""
    script, chrome, _, (bob, at_bob) = stage
    params = {**PLACE, "condition": condition} if condition else PLACE
    script >> bob.sends(5, BY_URL, params, at_bob) << chrome.commanded(TAB, BY_URL, params)
    script >> chrome.fails(refusal(EXISTS))
    if changed is not None:
        script << chrome.commanded(TAB, REMOVE, ID)
        script << chrome.commanded(TAB, BY_URL, {**PLACE, "condition": changed} if changed else PLACE)
    script << bob.gets(5, SET, at_bob)
    if changed is not None:
        script >> chrome.answers({}) >> chrome.answers(SET)


def test_a_second_session_gets_the_id_of_the_one_that_is_there(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, alice, BY_URL, PLACE, result=SET)
    shares(stage)
    fails(stage, alice, BY_URL, PLACE, EXISTS)
    fails(stage, bob, BY_URL, PLACE, EXISTS)


def test_the_last_to_remove_it_removes_it(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, alice, BY_URL, PLACE, result=SET)
    shares(stage)
    notes(stage, alice, REMOVE, ID)
    notes(stage, alice, REMOVE, ID)
    does(stage, bob, REMOVE, ID)
    does(stage, bob, REMOVE, ID)


def test_conditions_of_two_hold_each_for_itself(stage: Stage) -> None:
    _, _, alice, _ = stage
    does(stage, alice, BY_URL, {**PLACE, "condition": "x == 1"}, result=SET)
    either = "[()=>(\nx == 1\n),()=>(\nx == 2\n)].map(f=>{try{return f()}catch{return false}}).some(Boolean)"
    shares(stage, "x == 2", either)


def test_the_condition_of_one_that_leaves_goes_with_it(stage: Stage) -> None:
    script, chrome, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), BY_URL, PLACE, result=SET)
    shares(stage, "x == 2")
    (
        script
        >> alice.sends(1, "Debugger.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers({"id": "1"})
        << chrome.commanded(TAB, REMOVE, ID)
        << chrome.commanded(TAB, BY_URL, {**PLACE, "condition": "x == 2"})
        << alice.gets(1, {}, at_alice)
    )


def test_those_of_a_session_leave_with_it(stage: Stage) -> None:
    script, chrome, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), BY_URL, PLACE, result=SET)
    script >> alice.leaves() << chrome.commanded(TAB, REMOVE, ID)


def test_one_that_is_set_while_its_session_leaves_is_taken_out(stage: Stage) -> None:
    script, chrome, (alice, at_alice), _ = stage
    script >> alice.sends(1, BY_URL, PLACE, at_alice) << chrome.commanded(TAB, BY_URL, PLACE)
    script >> alice.leaves()
    script >> chrome.answers(SET) << chrome.commanded(TAB, REMOVE, ID)


def test_chrome_forgets_all_of_them_with_the_debugger(stage: Stage) -> None:
    script, _, (alice, at_alice), (bob, _) = stage
    does(stage, (alice, at_alice), BY_URL, PLACE, result=SET)
    script >> bob.leaves()
    does(stage, (alice, at_alice), "Debugger.disable")
    does(stage, (alice, at_alice), "Debugger.enable", {}, result={"debuggerId": "1"})
    does(stage, (alice, at_alice), BY_URL, PLACE, result=SET)


def test_who_has_not_enabled_the_debugger_sets_none(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, "Debugger.enable", {}, result={"debuggerId": "1"})
    is_denied(stage, bob, BY_URL, PLACE, "Debugger agent is not enabled")
    is_denied(stage, bob, "Debugger.setBreakpointOnFunctionCall", {"objectId": "1"}, "Debugger agent is not enabled")


def test_a_refused_one_is_nobodys(stage: Stage) -> None:
    script, _, (alice, at_alice), _ = stage
    place = {"location": {"scriptId": "99", "lineNumber": 0}}
    words = "Could not resolve breakpoint"
    fails(stage, (alice, at_alice), "Debugger.setBreakpoint", place, words)
    script >> alice.leaves()


def test_calls_of_a_function_are_broken_on_for_one_and_the_other_is_told_for_whom(stage: Stage) -> None:
    script, chrome, (alice, at_alice), bob = stage
    method = "Debugger.setBreakpointOnFunctionCall"
    does(stage, (alice, at_alice), method, {"objectId": "1"}, result={"breakpointId": "7:1"})
    fails(stage, (alice, at_alice), method, {"objectId": "1"}, EXISTS)
    fails(stage, bob, method, {"objectId": "2"}, EXISTS, told=f"{EXISTS} (held by client label of alice)")
    notes(stage, bob, REMOVE, {"breakpointId": "7:1"})
    script >> alice.leaves() << chrome.commanded(TAB, REMOVE, {"breakpointId": "7:1"})


def test_its_places_are_told_to_its_owners(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, alice, BY_URL, PLACE, result={**SET, "locations": []})
    entry = {"breakpointId": "br:1", "location": {**LOCATION, "scriptId": "4"}}
    parsed = {**SCRIPT, "scriptId": "4"}
    script, chrome, (a, at_a), (b, at_b) = stage
    script >> chrome.reports(TAB, "Debugger.scriptParsed", {**parsed, "resolvedBreakpoints": [entry]})
    script << a.hears("Debugger.scriptParsed", {**parsed, "resolvedBreakpoints": [entry]}, at_a)
    script << b.hears("Debugger.scriptParsed", parsed, at_b)
    hears(stage, "Debugger.breakpointResolved", entry, alice)
    script >> b.sends(5, BY_URL, PLACE, at_b) << chrome.commanded(TAB, BY_URL, PLACE)
    script >> chrome.fails(refusal(EXISTS))
    script << b.gets(5, {"breakpointId": "br:1", "locations": [entry["location"]]}, at_b)
    hears(stage, "Runtime.executionContextsCleared", {})
    notes(stage, bob, REMOVE, ID)
    script >> b.sends(5, BY_URL, PLACE, at_b) << chrome.commanded(TAB, BY_URL, PLACE)
    script >> chrome.fails(refusal(EXISTS))
    script << b.gets(5, {"breakpointId": "br:1", "locations": []}, at_b)


@pytest.mark.parametrize("params", [[], {"condition": 5, "lineNumber": "x"}, {"breakpointId": 5}])
def test_what_cannot_be_read_is_chromes_to_refuse(stage: Stage, params: object) -> None:
    _, _, alice, _ = stage
    for method in (BY_URL, REMOVE):
        fails(stage, alice, method, params, "Invalid parameters", code=-32602)
