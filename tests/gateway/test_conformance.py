from __future__ import annotations

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
