"""The demo, as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Tabrelay


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the demo runs, and where its temporary files go; its name is short, because sockets will lie in it."""
    with tempfile.TemporaryDirectory(prefix="tabrelay-") as path:
        yield Path(path)


def run_demo(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "tabrelay", "demo", *options]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)


def processes_of(folder: Path) -> list[bytes]:
    """The command lines that name this folder."""
    found = []
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(cmdline.read_bytes())
        except OSError:
            continue
    return [line for line in found if str(folder).encode() in line]


def test_it_drives_a_tab_saves_a_screenshot_and_leaves_nothing_running(folder: Path) -> None:
    done = run_demo(folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "demo: ok"
    assert all(" s  " in line for line in lines[:-1])
    assert "'Tea for Ada'" in done.stdout
    assert (folder / "build" / "demo.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in folder.iterdir()] == ["build"]
    assert processes_of(folder) == []


def test_a_step_that_fails_is_named_and_leaves_nothing_running(folder: Path) -> None:
    (folder / "file").touch()
    done = run_demo("--screenshot", "file/x.png", folder=folder)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("demo: failed: save a screenshot: ")
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert processes_of(folder) == []


def test_a_browser_that_does_not_stay_is_told_with_its_reason(folder: Path) -> None:
    path = folder / "browser"
    path.write_text("#!/bin/sh\nexit 3\n")
    path.chmod(0o755)
    done = run_demo("--browser", str(path), "--json", folder=folder)
    last = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, last["demo"], last["step"]) == (1, "failed", "pair its extension")
    assert "exit code 3" in last["message"]


def test_without_playwright_a_sentence_says_so(tabrelay: Tabrelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    result = tabrelay("demo")
    assert result.exit_code == 1
    assert result.stdout.endswith(
        "demo: failed: find browser: the demo drives the tab with Playwright. Install it: pip install playwright\n"
    )
