"""Two track which CSS rules are in use."""

import pytest

from tests.core.acts import TAB, Stage, does, fails, is_denied, two
from tests.script import Script

START, TAKE, STOP = "CSS.startRuleUsageTracking", "CSS.takeCoverageDelta", "CSS.stopRuleUsageTracking"


def usage(offset: int) -> dict[str, object]:
    return {"styleSheetId": "s", "startOffset": offset, "endOffset": offset + 1, "used": True}


def delta(*offsets: int) -> dict[str, object]:
    return {"coverage": [usage(offset) for offset in offsets], "timestamp": 1.5}


@pytest.fixture
def stage(script: Script) -> Stage:
    """Both track; Chrome had said of rule 1 before Bob came."""
    stage = two(script)
    _, chrome, alice, (bob, at_bob) = stage
    does(stage, alice, START)
    script >> bob.sends(1, START, {}, at_bob) << chrome.commanded(TAB, TAKE, {}) << chrome.commanded(TAB, START, {})
    script >> chrome.answers(delta(1)) >> chrome.answers() << bob.gets(1, {}, at_bob)
    return stage


def test_each_reads_all_since_it_read_last(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, alice, TAKE, {}, result=delta(2), got=delta(1, 2))
    does(stage, bob, TAKE, {}, result=delta(3), got=delta(2, 3))
    does(stage, alice, TAKE, {}, result=delta(), got=delta(3))
    does(stage, alice, TAKE, {}, result=delta(4))


def test_who_stops_reads_the_rest_and_chrome_goes_on_for_the_other(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, alice, STOP, {}, sent=(TAKE, {}), result=delta(2), got={"ruleUsage": [usage(1), usage(2)]})
    is_denied(stage, alice, TAKE, {}, "CSS rule usage tracking is not enabled")
    is_denied(stage, alice, STOP, {}, "CSS rule usage tracking is not enabled")
    does(stage, bob, STOP, {}, result={"ruleUsage": [usage(3)]}, got={"ruleUsage": [usage(2), usage(3)]})
    words = "CSS rule usage tracking is not enabled"
    fails(stage, bob, STOP, {}, words)
    fails(stage, bob, TAKE, {}, words)


def test_chrome_stops_when_the_last_leaves(stage: Stage) -> None:
    script, chrome, (alice, _), (bob, _) = stage
    carol = script.client("carol")
    script.attached(carol, TAB, chrome, first=False)
    script >> alice.leaves()
    script >> bob.leaves() << chrome.commanded(TAB, STOP, {})


def test_tracking_that_starts_while_its_session_leaves_stops(script: Script) -> None:
    _, chrome, (alice, at_alice), _ = two(script)
    script >> alice.sends(1, START, {}, at_alice) << chrome.commanded(TAB, START) >> alice.leaves()
    script >> chrome.answers() << chrome.commanded(TAB, STOP, {})


def test_css_disable_stops_it(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "CSS.enable")
    does(stage, (alice, at_alice), START)
    script >> alice.sends(1, "CSS.disable", {}, at_alice) << chrome.commanded(TAB, "Runtime.getIsolateId")
    script >> chrome.answers() << chrome.commanded(TAB, STOP, {}) << alice.gets(1, {}, at_alice)


def test_what_chrome_refuses_to_start_is_not_tracked(script: Script) -> None:
    stage = two(script)
    fails(stage, stage[2], START, {}, "CSS agent was not enabled")
    does(stage, stage[3], START)
