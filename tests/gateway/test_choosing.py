from __future__ import annotations

from collections.abc import Callable

import pytest

from tabrelay.gateway.answers import Refusal
from tabrelay.gateway.choosing import choose_browser, choose_device, meant
from tabrelay.protocol.operator import BrowserView

WORK = BrowserView(id="aaaa1111", name="Work", state="linked")
HOME = BrowserView(id="aaaa2222", name="Home", state="away")
HEX = BrowserView(id="bbbb3333", name="aaaa1111", state="offline")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aaaa1111", [WORK]),
        ("Work", [WORK]),
        ("WORK", [WORK]),
        ("aaaa", [WORK, HOME]),
        ("AAAA2", [HOME]),
        ("aaa", []),
        ("", []),
        ("Attic", []),
    ],
)
def test_what_a_text_fits(text: str, found: list[BrowserView]) -> None:
    assert meant(text, [WORK, HOME, HEX]) == found


def causes(act: Callable[[], object]) -> tuple[str, list[dict[str, str]]]:
    with pytest.raises(Refusal) as refused:
        act()
    details = refused.value.shape.details
    assert isinstance(details, dict)
    return refused.value.shape.cause, details.get("choices", [])


def test_without_a_name_the_only_linked_one_is_meant_then_the_only_one_that_may_return() -> None:
    assert choose_browser(None, [WORK, HOME, HEX]) is WORK
    assert choose_browser("", [HOME, HEX]) is HOME
    assert causes(lambda: choose_browser(None, [HEX])) == ("BROWSER_NONE", [])
    assert causes(lambda: choose_browser(None, [])) == ("BROWSER_NONE", [])


def test_a_browser_that_is_offline_may_be_named() -> None:
    assert choose_browser("bbbb", [WORK, HEX]) is HEX


def test_ambiguity_comes_with_the_choices() -> None:
    cause, choices = causes(lambda: choose_browser("aaaa", [WORK, HOME]))
    assert cause == "BROWSER_AMBIGUOUS"
    assert choices == [{"id": "aaaa1111", "name": "Work"}, {"id": "aaaa2222", "name": "Home"}]
    assert causes(lambda: choose_browser("Attic", [WORK]))[0] == "BROWSER_UNKNOWN"
    assert causes(lambda: choose_device("aaaa", [WORK, HOME])) == ("DEVICE_UNKNOWN", choices)
    assert causes(lambda: choose_device("Attic", [WORK, HOME])) == ("DEVICE_UNKNOWN", [])
