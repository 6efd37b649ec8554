"""Object groups of one name in two sessions."""

import pytest

from tests.core.acts import TAB, does, two
from tests.script import Script

EVALUATE, CALL, RELEASE = "Runtime.evaluate", "Runtime.callFunctionOn", "Runtime.releaseObjectGroup"


def test_who_was_first_keeps_its_names_and_others_get_their_own(script: Script) -> None:
    stage = two(script)
    _, _, alice, (bob, at_bob) = stage
    named = {"expression": "1", "objectGroup": "g"}
    own = {"objectGroup": f"g@{at_bob}"}
    does(stage, alice, EVALUATE, named)
    does(stage, (bob, at_bob), EVALUATE, named, sent=(EVALUATE, {**named, **own}))
    does(stage, alice, RELEASE, {"objectGroup": "g"})
    does(stage, (bob, at_bob), RELEASE, {"objectGroup": "g"}, sent=(RELEASE, own))


def test_what_has_no_group_gets_one_so_that_it_leaves_with_its_session(script: Script) -> None:
    stage = two(script)
    _, chrome, alice, (bob, at_bob) = stage
    expression = {"expression": "document"}
    own = {"objectGroup": f"@{at_bob}"}
    does(stage, alice, EVALUATE, expression)
    does(stage, (bob, at_bob), EVALUATE, expression, sent=(EVALUATE, {**own, **expression}))
    does(stage, (bob, at_bob), EVALUATE, {}, sent=(EVALUATE, own))
    script >> bob.leaves() << chrome.commanded(TAB, RELEASE, own)


def test_the_result_of_an_object_joins_that_objects_group(script: Script) -> None:
    stage = two(script)
    does(stage, stage[3], CALL, {"objectId": "1", "functionDeclaration": "f"})


@pytest.mark.parametrize("params", [{"objectGroup": 5}, ["objectGroup"], {"a": {"objectGroup": "g"}}, []])
def test_what_names_no_group_is_chromes_to_judge(script: Script, params: object) -> None:
    stage = two(script)
    does(stage, stage[3], EVALUATE, params)


def test_who_becomes_first_releases_what_it_named_before(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, _), (bob, at_bob) = stage
    named = {"expression": "1", "objectGroup": "g"}
    own = {"objectGroup": f"g@{at_bob}"}
    does(stage, (bob, at_bob), EVALUATE, named, sent=(EVALUATE, {**named, **own}))
    script >> alice.leaves() >> bob.sends(1, RELEASE, {"objectGroup": "g"}, at_bob)
    script << chrome.commanded(TAB, RELEASE, own) << chrome.commanded(TAB, RELEASE, {"objectGroup": "g"})
    script >> chrome.answers() >> chrome.answers() << bob.gets(1, {}, at_bob)
