from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tabrelay.core import conformance as module
from tabrelay.core import features
from tabrelay.core.commands import ANSWERED, REFUSED
from tabrelay.core.conformance import MADE, NOT_FOUND, THERE, Chrome, Entry, Roads, conformance
from tabrelay.core.settings import SETTINGS

CORE = Path(str(module.__file__)).parent
EVERYWHERE = Roads(THERE, THERE, THERE)
ON_PAGES = Roads(THERE, NOT_FOUND, THERE)
NOT_FOR_EXTENSIONS = Roads(THERE, NOT_FOUND, NOT_FOUND)
NOWHERE = Roads(NOT_FOUND, NOT_FOUND, NOT_FOUND)


def method(name: str, roads: Roads = ON_PAGES) -> Entry:
    return conformance(Chrome("Chrome/1", {name: roads}, [])).methods[name]


def event(name: str, methods: dict[str, Roads] | None = None) -> Entry:
    return conformance(Chrome("Chrome/1", methods or {}, [name])).events[name]


def test_what_is_passed_on_is_native() -> None:
    assert method("Page.navigate") == Entry("native")


def test_what_chrome_has_nowhere_is_refused_by_chrome_itself() -> None:
    assert method("Nothing.such", NOWHERE).status == "native"


def test_what_only_extensions_are_refused_is_refused_in_chromes_words() -> None:
    refused = method("Animation.enable", NOT_FOR_EXTENSIONS)
    assert (refused.status, refused.code, refused.message) == ("refused", -32601, "'Animation.enable' wasn't found")
    refused = method("Tracing.x", Roads(THERE, THERE, "Not allowed"))
    assert (refused.status, refused.code, refused.message) == ("refused", -32000, "Not allowed")


def test_a_setting_that_chrome_refuses_is_not_called_emulated() -> None:
    assert method("Animation.setPlaybackRate", NOT_FOR_EXTENSIONS).status == "refused"


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_what_the_gateway_answers_is_emulated_and_says_how(name: str) -> None:
    entry = method(name, NOWHERE)
    assert entry.status == "emulated"
    assert entry.how


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_the_gateway_refuses_says_why(name: str) -> None:
    assert method(name, EVERYWHERE) == Entry("refused", "", -32000, REFUSED[name])


@pytest.mark.parametrize("name", sorted(features.COMMANDS))
def test_what_features_share_is_emulated_and_says_how(name: str) -> None:
    entry = method(name)
    assert entry.status == "emulated"
    assert entry.how.endswith(".")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.sets[0])
def test_every_way_to_combine_wishes_has_a_rule(setting: module.Setting) -> None:
    assert method(setting.sets[0]).how


def test_what_was_not_asked_is_undecided() -> None:
    assert method("Page.navigate", Roads("", "", "")).status == "undecided"


def test_enabling_is_counted() -> None:
    assert method("Page.enable").status == method("Page.disable").status == "emulated"


def test_what_belongs_to_the_browser_and_is_in_no_table_is_not_found() -> None:
    assert method("Browser.newest", EVERYWHERE).code == -32601


def test_events_follow_their_domain() -> None:
    assert event("Page.loadEventFired").status == "native"
    assert event("Input.dragIntercepted").how == "To every session on the target."
    assert event("Animation.animationStarted", {"Animation.enable": NOT_FOR_EXTENSIONS}).status == "never sent"
    assert event("FindInPage.found", {"FindInPage.findFirst": NOT_FOR_EXTENSIONS}).status == "never sent"
    assert event("Tethering.accepted").status == "never sent"
    assert event("Target.attachedToTarget").status == "emulated"
    assert event("Runtime.executionContextCreated", {"Runtime.enable": ON_PAGES}).status == "emulated"


def test_the_numbers_are_those_of_the_entries() -> None:
    made = conformance(
        Chrome("Chrome/1", {"Page.navigate": ON_PAGES, "Page.enable": ON_PAGES}, ["Page.loadEventFired"])
    )
    assert made.counts()["methods"] == {
        "native": 1,
        "emulated": 1,
        "refused": 0,
        "never sent": 0,
        "undecided": 0,
    }
    assert made.counts()["events"]["native"] == 1


def said_events() -> set[str]:
    """Every text in the core that looks like an event and is sent by name."""
    found = set()
    for path in CORE.glob("*.py"):
        if path.name == "conformance.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="event" | "event_value"), args=[_, ast.Constant(value=str(name)), *_]
                ):
                    found.add(name)
                case _:
                    pass
    return found


def test_every_event_that_the_gateway_sends_by_name_is_known_to_the_map() -> None:
    assert said_events() <= MADE.keys() | features.EVENTS.keys()
    text = "\n".join(path.read_text(encoding="utf-8") for path in CORE.glob("*.py") if path.name != "conformance.py")
    assert not [name for name in MADE if not re.search(rf"\b{re.escape(name)}\b", text)]
