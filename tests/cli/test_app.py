"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tabrelay as package
from tests.cli.conftest import Tabrelay, object_of

COMMANDS = ["up", "pair", "status", "tabs", "ticket", "devices", "extension", "doctor", "demo", "version"]
HEAVY = ("aiohttp", "cryptography", "playwright", "sqlite3")


def test_alone_it_shows_its_help(tabrelay: Tabrelay) -> None:
    result = tabrelay()
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)
    assert "3 no gateway running" in result.stdout


@pytest.mark.parametrize(
    "command", [*([command] for command in COMMANDS), ["ticket", "create"], ["devices", "revoke"]], ids=" ".join
)
def test_every_command_explains_itself(tabrelay: Tabrelay, command: list[str]) -> None:
    result = tabrelay(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


LEAVES = [
    ["up"], ["pair"], ["status"], ["tabs"], ["ticket", "create"], ["ticket", "list"], ["ticket", "revoke"],
    ["devices", "list"], ["devices", "revoke"], ["extension", "path"], ["extension", "install"], ["doctor"], ["demo"],
    ["version"],
]  # fmt: skip


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_every_command_speaks_json(tabrelay: Tabrelay, command: list[str]) -> None:
    assert "--json" in tabrelay(*command, "--help").stdout


@pytest.mark.parametrize(
    "command", [["nonsense"], ["status", "--nonsense"], ["up", "--port", "x"], ["up", "--headless"]], ids=" ".join
)
def test_wrong_usage_exits_with_2(tabrelay: Tabrelay, command: list[str]) -> None:
    assert tabrelay(*command).exit_code == 2


def test_the_version_is_the_package_s(tabrelay: Tabrelay) -> None:
    assert tabrelay("--version").stdout == f"tabrelay {package.__version__}\n"
    assert tabrelay("version").stdout == f"tabrelay {package.__version__}\n"
    assert object_of(tabrelay("version", "--json")) == {"version": package.__version__}


def test_it_runs_as_a_module() -> None:
    out = subprocess.run([sys.executable, "-m", "tabrelay", "--version"], check=True, capture_output=True, text=True)
    assert out.stdout == f"tabrelay {package.__version__}\n"


def test_showing_help_imports_nothing_heavy() -> None:
    code = f"import sys, tabrelay.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout == "[]\n"
