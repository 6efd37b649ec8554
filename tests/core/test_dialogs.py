"""JavaScript dialogs with several clients."""

from tests.core.acts import TAB, does, fails, hears, two
from tests.script import Script

OPENING, CLOSED, HANDLE = "Page.javascriptDialogOpening", "Page.javascriptDialogClosed", "Page.handleJavaScriptDialog"


def test_all_hear_of_it_and_the_first_to_answer_wins(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    for who in (alice, bob):
        does(stage, who, "Page.enable")
    hears(stage, OPENING, {"type": "confirm"}, alice, bob)
    does(stage, alice, HANDLE, {"accept": True})
    hears(stage, CLOSED, {"result": True}, alice, bob)
    words = "No dialog is showing"
    fails(stage, bob, HANDLE, {"accept": True}, words, code=-32602)


def test_it_is_dismissed_when_the_last_who_heard_of_it_leaves(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), _ = stage
    does(stage, (alice, at_alice), "Page.enable")
    hears(stage, OPENING, {"type": "confirm"}, (alice, at_alice))
    script >> alice.leaves()
    script << chrome.commanded(TAB, HANDLE, {"accept": False}) << chrome.commanded(TAB, "Page.disable", {})


def test_it_stays_for_the_others(script: Script) -> None:
    stage = two(script)
    _, _, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "Page.enable")
    hears(stage, OPENING, {"type": "alert"}, (alice, at_alice), bob)
    script >> alice.leaves()
    does(stage, bob, HANDLE, {"accept": True})
