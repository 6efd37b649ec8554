from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import tabrelay
from tabrelay.browser.errors import BrowserError, ExtensionMissing
from tabrelay.browser.extension import BOOTSTRAP, copy_extension, extension_path, extension_version, open_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_extension_of_this_version_is_there() -> None:
    assert extension_version(extension_path()) == tabrelay.__version__


def test_a_copy_is_private_and_carries_its_bootstrap(tmp_path: Path) -> None:
    dest = copy_extension(tmp_path / "copy", {"pairing": "tabrelay1.x", "mode": "all", "name": "n"})
    assert mode(dest) == 0o700
    assert mode(dest / BOOTSTRAP) == 0o600
    assert json.loads((dest / BOOTSTRAP).read_text())["mode"] == "all"
    assert (dest / "manifest.json").read_bytes() == (extension_path() / "manifest.json").read_bytes()
    assert not (extension_path() / BOOTSTRAP).exists()


def test_a_new_copy_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    dest = copy_extension(tmp_path / "copy", {"pairing": "old"})
    (dest / "left-over.js").touch()
    copy_extension(dest)
    assert not (dest / BOOTSTRAP).exists()
    assert not (dest / "left-over.js").exists()


def test_what_is_no_extension_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(BrowserError, match="Move it away"):
        copy_extension(tmp_path)
    assert (tmp_path / "thesis.tex").exists()


def test_where_nothing_can_be_written_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrowserError, match="cannot be copied"):
        copy_extension(tmp_path / "file" / "copy")


def test_an_installation_without_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabrelay, "__file__", str(tmp_path / "src" / "tabrelay" / "__init__.py"))
    with pytest.raises(ExtensionMissing, match="pip install"):
        extension_path()


def test_an_installed_package_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "tabrelay" / "_extension"
    home.mkdir(parents=True)
    (home / "manifest.json").write_text("{}")
    monkeypatch.setattr(tabrelay, "__file__", str(tmp_path / "tabrelay" / "__init__.py"))
    assert extension_path() == home
    with pytest.raises(ExtensionMissing, match="no readable extension"):
        extension_version(home)


def test_a_private_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    path.chmod(0o644)
    with open_private(path) as file:
        file.write(b"new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)
