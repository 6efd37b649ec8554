"""The doctor, on machines that are well and on some that are not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Tabrelay, object_of
from tests.cli.stand import Stand


def findings(tabrelay: Tabrelay, exit_code: int = 0) -> dict[str, Any]:
    result = tabrelay("doctor", "--json")
    answer = object_of(result)
    assert result.exit_code == exit_code
    assert answer["ok"] == (exit_code == 0)
    return {check["name"]: check for check in answer["checks"]}


def test_before_anything_was_started_nothing_is_broken(
    tabrelay: Tabrelay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TABRELAY_STATE_DIR", str(tmp_path / "none"))
    found = findings(tabrelay)
    assert found["gateway"]["state"] == "warning"
    assert "tabrelay up" in found["gateway"]["cure"]
    assert found["extension"]["state"] == "ok"
    assert not (tmp_path / "none").exists()


def test_with_a_gateway_and_a_browser_all_is_well(tabrelay: Tabrelay, running: Stand) -> None:
    running.link_browser("work")
    found = findings(tabrelay)
    names = ("state directory", "database", "gateway", "version", "clock", "browser work")
    assert {name: found[name]["state"] for name in names} == dict.fromkeys(names, "ok")
    assert "✓ gateway" in tabrelay("doctor").stdout


def test_without_a_browser_the_next_step_is_named(tabrelay: Tabrelay, running: Stand) -> None:
    assert running.url
    assert "tabrelay pair" in findings(tabrelay)["browsers"]["cure"]


def test_a_key_that_is_not_the_gateway_s_is_broken(tabrelay: Tabrelay, running: Stand) -> None:
    path = running.state_dir / "gateway.json"
    assert running.gateway is not None
    path.write_text(path.read_text().replace(running.gateway.fingerprint, "0" * 64))
    found = findings(tabrelay, 1)
    assert "does not let us in" in found["gateway"]["found"]
    assert "key" in found["gateway"]["cure"]


def test_a_state_directory_that_others_can_read_is_broken(tabrelay: Tabrelay, own_state: Path) -> None:
    own_state.chmod(0o755)
    assert findings(tabrelay, 1)["state directory"]["cure"] == f"chmod 700 {own_state}"


def test_a_damaged_database_is_broken(tabrelay: Tabrelay, own_state: Path) -> None:
    (own_state / "tabrelay.db").touch(0o600)
    (own_state / "tabrelay.db").write_bytes(os.urandom(4096))
    found = findings(tabrelay, 1)["database"]
    assert "damaged" in found["found"]
    assert "move" in found["cure"]


def test_a_file_that_others_can_read_is_broken(tabrelay: Tabrelay, own_state: Path) -> None:
    (own_state / "token").touch(0o600)
    (own_state / "token").chmod(0o640)
    assert findings(tabrelay, 1)["token"]["cure"].startswith("chmod 600")


def test_a_file_where_the_directory_should_be(
    tabrelay: Tabrelay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TABRELAY_STATE_DIR", str(tmp_path / "file"))
    assert "is a file" in findings(tabrelay, 1)["state directory"]["found"]


def test_an_installed_extension_of_another_version(tabrelay: Tabrelay, own_state: Path) -> None:
    (own_state / "extension").mkdir()
    (own_state / "extension" / "manifest.json").write_text('{"version": "0.0.1"}')
    assert "tabrelay extension install" in findings(tabrelay)["installed extension"]["cure"]
    (own_state / "extension" / "manifest.json").write_text("{")
    assert findings(tabrelay, 1)["installed extension"]["state"] == "broken"


def test_a_machine_without_a_browser_is_told_what_needs_one(
    tabrelay: Tabrelay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = findings(tabrelay)["browser to start"]
    assert (found["state"], "up --browser" in found["found"]) == ("warning", True)
