from __future__ import annotations

from pathlib import Path

import tabrelay as package
from tabrelay.extension_id import EXTENSION_ID
from tests.cli.conftest import Tabrelay, object_of


def test_its_path_is_printed_alone(tabrelay: Tabrelay) -> None:
    path = Path(tabrelay("extension", "path").stdout.removesuffix("\n"))
    assert (path / "manifest.json").is_file()
    assert object_of(tabrelay("extension", "path", "--json")) == {"path": str(path), "version": package.__version__}


def test_installing_copies_it_and_says_the_steps(tabrelay: Tabrelay, own_state: Path) -> None:
    text = tabrelay("extension", "install").stdout
    assert str(own_state / "extension") in text
    assert "Load unpacked" in text
    assert (own_state / "extension" / "manifest.json").is_file()
    again = object_of(tabrelay("extension", "install", "--json"))
    assert again == {"path": str(own_state / "extension"), "version": package.__version__, "id": EXTENSION_ID}


def test_the_policy_is_printed_and_nothing_is_written(tabrelay: Tabrelay, own_state: Path) -> None:
    policy = object_of(tabrelay("extension", "install", "--policy"))
    assert policy["3rdparty"]["extensions"][EXTENSION_ID]["mode"] == "shared"
    assert list(own_state.iterdir()) == []
