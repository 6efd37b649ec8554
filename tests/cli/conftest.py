from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tabrelay.cli.app import app
from tests.cli.stand import Stand, stand

Tabrelay = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of this test's own, and nothing from outside."""
    state_dir = tmp_path / "state"
    state_dir.mkdir(mode=0o700)
    monkeypatch.setenv("TABRELAY_STATE_DIR", str(state_dir))
    for name in ("TABRELAY_URL", "TABRELAY_TOKEN", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return state_dir


@pytest.fixture
def tabrelay() -> Tabrelay:
    """The command line, in this process: ``tabrelay("status", "--json")``."""

    def call(*args: str) -> Result:
        return CliRunner().invoke(app, args)

    return call


@pytest.fixture
def running(own_state: Path) -> Iterator[Stand]:
    """A gateway without a browser."""
    with stand(own_state) as made:
        yield made


def object_of(result: Result) -> Any:  # noqa: ANN401 - JSON
    """The one JSON object that a command printed."""
    (line,) = result.stdout.splitlines()
    return json.loads(line)
