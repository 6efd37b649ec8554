"""Tests mirror the source: who reads a file knows where its tests are."""

import pytest

from tests.house.tree import ROOT, shown

MIRRORED = ("protocol", "core", "store", "client")

# Source files without a test file of their own, each with the reason. The list can only shrink.
WITHOUT_A_TEST: dict[str, str] = {}

SOURCES = {
    shown(source): ROOT / "tests" / package / f"test_{source.stem.lstrip('_')}.py"
    for package in MIRRORED
    for source in sorted((ROOT / "src" / "tabrelay" / package).glob("*.py"))
    if source.name != "__init__.py"
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_file_has_a_test_file(source: str) -> None:
    test = SOURCES[source]
    assert test.exists() or source in WITHOUT_A_TEST, f"{source} has no {shown(test)}"


def test_every_exception_is_still_needed() -> None:
    for source in WITHOUT_A_TEST:
        assert source in SOURCES, f"{source} is gone: take it off the list"
        assert not SOURCES[source].exists(), f"{source} has a test now: take it off the list"
