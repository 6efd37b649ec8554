"""A profile for programs allows the extension in incognito windows, and keeps all else that is in it."""

import json
from pathlib import Path

import pytest

from tabrelay.browser.preferences import allow_incognito
from tabrelay.extension_id import EXTENSION_ID


def preferences(profile: Path) -> Path:
    return profile / "Default" / "Preferences"


def test_a_new_profile_gets_the_one_preference(tmp_path: Path) -> None:
    allow_incognito(tmp_path)
    path = preferences(tmp_path)
    assert json.loads(path.read_text()) == {"extensions": {"settings": {EXTENSION_ID: {"incognito": True}}}}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["Preferences"]


def test_an_old_profile_keeps_what_is_in_it(tmp_path: Path) -> None:
    path = preferences(tmp_path)
    path.parent.mkdir()
    path.write_text(json.dumps({"a": 1, "extensions": {"b": 2, "settings": {EXTENSION_ID: {"c": 3}, "other": {}}}}))
    allow_incognito(tmp_path)
    settings = {EXTENSION_ID: {"c": 3, "incognito": True}, "other": {}}
    assert json.loads(path.read_text()) == {"a": 1, "extensions": {"b": 2, "settings": settings}}


def test_one_that_allows_it_already_is_not_written(tmp_path: Path) -> None:
    allow_incognito(tmp_path)
    before = preferences(tmp_path).stat().st_mtime_ns
    allow_incognito(tmp_path)
    assert preferences(tmp_path).stat().st_mtime_ns == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"extensions": 1}', '{"extensions": {"settings": []}}'])
def test_what_cannot_be_read_is_begun_anew(tmp_path: Path, text: str) -> None:
    path = preferences(tmp_path)
    path.parent.mkdir()
    path.write_text(text)
    allow_incognito(tmp_path)
    assert json.loads(path.read_text())["extensions"]["settings"][EXTENSION_ID] == {"incognito": True}
