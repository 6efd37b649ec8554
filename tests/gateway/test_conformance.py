from __future__ import annotations

from tabrelay.core.features import COMMANDS, EVENTS
from tabrelay.gateway.conformance import chrome, document, the_map


def test_the_record_has_every_method_on_every_road() -> None:
    record = chrome()
    assert record.chrome.startswith("Chrome/")
    assert len(record.methods) > 600
    assert all(roads.page and roads.browser and roads.extension for roads in record.methods.values())


def test_nothing_is_undecided() -> None:
    counts = the_map().counts()
    assert counts["methods"]["undecided"] == counts["events"]["undecided"] == 0


def test_the_document_has_the_map() -> None:
    assert document()["methods"] is the_map().methods


def test_no_feature_is_about_what_chrome_keeps_from_extensions() -> None:
    made = the_map()
    assert [
        method for method in COMMANDS if method not in made.methods or made.methods[method].status == "refused"
    ] == []
    assert [event for event in EVENTS if event not in made.events or made.events[event].status == "never sent"] == []
