"""Searches of the document."""

from tests.core.acts import TAB, does, fails, notes, two
from tests.script import Script

SEARCH, DISCARD = "DOM.performSearch", "DOM.discardSearchResults"
FOUND = {"searchId": "7.0", "resultCount": 1}


def test_each_discards_its_own(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, SEARCH, {"query": "b"}, result=FOUND)
    notes(stage, bob, DISCARD, {"searchId": "7.0"})
    does(stage, alice, DISCARD, {"searchId": "7.0"})
    does(stage, bob, DISCARD, {"searchId": "7.0"})


def test_it_leaves_with_its_session(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "DOM.enable")
    does(stage, (alice, at_alice), SEARCH, {"query": "b"}, result=FOUND)
    script >> alice.leaves() << chrome.commanded(TAB, DISCARD, {"searchId": "7.0"})


def test_one_made_while_its_session_leaves_is_discarded(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    does(stage, bob, "DOM.enable")
    script >> alice.sends(1, SEARCH, {"query": "b"}, at_alice) << chrome.commanded(TAB, SEARCH) >> alice.leaves()
    script >> chrome.answers(FOUND) << chrome.commanded(TAB, DISCARD, {"searchId": "7.0"})


def test_a_refused_one_is_nobodys(script: Script) -> None:
    stage = two(script)
    fails(stage, stage[2], SEARCH, {}, "DOM agent is not enabled")
