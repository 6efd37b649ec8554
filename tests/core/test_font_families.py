"""``Page.setFontFamilies`` of several clients on a page."""

from tests.core.acts import does, fails, is_denied, notes, two
from tests.script import Script

SET = "Page.setFontFamilies"
SERIF, MONO = {"fontFamilies": {"standard": "Serif"}}, {"fontFamilies": {"standard": "Mono"}}
ONCE = "Font families can only be set once"


def test_those_who_ask_for_the_same_have_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, SET, SERIF)
    notes(stage, bob, SET, SERIF)
    is_denied(stage, alice, SET, SERIF, ONCE)
    is_denied(stage, bob, SET, MONO, ONCE)


def test_who_asks_for_another_is_told_who_has_set_it(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    does(stage, alice, SET, SERIF)
    is_denied(stage, bob, SET, MONO, f"{ONCE} (held by client label of alice)")


def test_it_stays_when_its_client_leaves_and_can_be_set_anew_when_page_was_off(script: Script) -> None:
    stage = two(script)
    _, _, (alice, at_alice), bob = stage
    does(stage, (alice, at_alice), SET, SERIF)
    script >> alice.leaves()
    is_denied(stage, bob, SET, MONO, ONCE)
    does(stage, bob, "Page.enable")
    does(stage, bob, "Page.disable")
    does(stage, bob, SET, MONO)


def test_what_chrome_refused_is_not_set(script: Script) -> None:
    stage = two(script)
    _, _, alice, bob = stage
    fails(stage, alice, SET, SERIF, "Page agent is not enabled")
    does(stage, bob, SET, MONO)


def test_what_cannot_be_read_is_for_chrome_to_refuse(script: Script) -> None:
    stage = two(script)
    _, _, alice, _ = stage
    fails(stage, alice, SET, [], "Invalid parameters", code=-32602)
