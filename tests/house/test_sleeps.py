"""Nothing waits for time to pass: a test waits for an event, and source code never blocks a thread."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import parse, python_files, shown

BLOCKING = {"time.sleep"}
WAITING = BLOCKING | {"asyncio.sleep", "anyio.sleep", "trio.sleep"}

# Test files that have to wait for time itself, each with the reason. The list can only shrink.
WAITS_FOR_TIME: dict[str, str] = {}

SOURCES = {shown(path): path for path in python_files("src")}
TESTS = {shown(path): path for path in python_files("tests")}


def imported_names(module: ast.Module) -> dict[str, str]:
    """What imported names stand for: ``{"nap": "time.sleep"}`` for ``from time import sleep as nap``."""
    names = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names.update({alias.asname: alias.name for alias in node.names if alias.asname})
        elif isinstance(node, ast.ImportFrom):
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return names


def full_name(function: ast.expr, names: dict[str, str]) -> str:
    """The dotted name that a call's function is known by, or an empty string when it has none."""
    match function:
        case ast.Name(id=name):
            return names.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            return f"{full_name(value, names)}.{attribute}"
        case _:
            return ""


def sleeps(path: Path, functions: set[str]) -> Iterator[str]:
    """The calls that wait for time to pass; ``sleep(0)``, which only lets others run, is none."""
    module = parse(path)
    names = imported_names(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = full_name(node.func, names)
            lets_others_run = bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
            # Playwright's wait_for_timeout is a sleep by another name.
            if (name in functions and not lets_others_run) or name.endswith(".wait_for_timeout"):
                yield f"{shown(path)}:{node.lineno}: {name}"


@pytest.mark.parametrize("name", SOURCES)
def test_no_source_file_blocks_its_thread(name: str) -> None:
    found = list(sleeps(SOURCES[name], BLOCKING))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", TESTS)
def test_no_test_file_sleeps(name: str) -> None:
    found = list(sleeps(TESTS[name], WAITING))
    assert not found or name in WAITS_FOR_TIME, "\n".join(found)


def test_every_exception_is_still_needed() -> None:
    for name in WAITS_FOR_TIME:
        assert name in TESTS, f"{name} is gone: take it off the list"
        assert list(sleeps(TESTS[name], WAITING)), f"{name} sleeps no more: take it off the list"


def test_the_names_a_sleep_hides_behind_are_seen_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.tree.ROOT", tmp_path)
    example = tmp_path / "example.py"
    example.write_text(
        "import asyncio as aio\nfrom time import sleep as nap\n"
        "nap(1)\naio.sleep(0.1)\naio.sleep(0)\npage.wait_for_timeout(5)\n",
        encoding="utf-8",
    )
    assert list(sleeps(example, WAITING)) == [
        "example.py:3: time.sleep",
        "example.py:4: asyncio.sleep",
        "example.py:6: page.wait_for_timeout",
    ]
