"""What several sessions draw over the page."""

from tests.core.acts import TAB, does, fails, notes, two
from tests.script import Script

DRAW, HIDE = "Overlay.highlightRect", "Overlay.hideHighlight"


def test_the_last_to_draw_hides_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, DRAW, {"x": 1})
    does(stage, bob, DRAW, {"x": 2})
    notes(stage, alice, HIDE)
    does(stage, bob, HIDE)
    does(stage, alice, HIDE)


def test_it_goes_with_its_session(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    for who in ((alice, at_alice), bob):
        does(stage, who, "Overlay.enable")
    words = "Overlay must be enabled before a tool can be shown"
    fails(stage, bob, DRAW, {}, words, code=-32600)
    does(stage, (alice, at_alice), DRAW)
    script >> alice.leaves() << chrome.commanded(TAB, HIDE, {})


def test_one_drawn_while_its_session_leaves_goes(script: Script) -> None:
    stage = two(script)
    _, chrome, (alice, at_alice), bob = stage
    does(stage, bob, "Overlay.enable")
    script >> alice.sends(1, DRAW, {}, at_alice) << chrome.commanded(TAB, DRAW) >> alice.leaves()
    script >> chrome.answers() << chrome.commanded(TAB, HIDE, {})
