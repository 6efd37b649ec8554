"""What is guarded ends with its guard's process; the pipes tell when, so nothing waits for time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tabrelay.browser import guard as module
from tabrelay.browser.guard import Guard

HOLDER = """
import subprocess, sys
from tabrelay.browser.guard import Guard

group = subprocess.Popen(["/bin/sh", "-c", "sh -c 'echo here; exec tail -f /dev/null' & wait"], start_new_session=True)
guard = Guard(group.pid)
sys.stdin.read()
if sys.argv[1] == "release":
    guard.release()
"""


@contextmanager
def holder(how: str) -> Iterator[subprocess.Popen[str]]:
    """A program with a guarded group of two, which both hold its standard output open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        yield process


def test_a_group_ends_when_its_guard_is_killed() -> None:
    with holder("hold") as process:
        process.kill()
        assert process.stdout is not None
        assert process.stdout.read() == "", "ends when the last of the group is gone"


def test_a_group_ends_when_its_guard_just_ends() -> None:
    with holder("hold") as process:
        assert process.communicate() == ("", None)
        assert process.returncode == 0


@contextmanager
def group() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["tail", "-f", "/dev/null"], start_new_session=True) as process:
        yield process
        process.kill()


def test_what_is_released_is_left_alone() -> None:
    with group() as watched:
        guard = Guard(watched.pid)
        guard.release()
        guard.release()
        assert watched.poll() is None


def test_ctrl_c_does_not_reach_the_watch() -> None:
    with group() as watched:
        guard = Guard(watched.pid)
        shell = guard._shell  # noqa: SLF001 - the process that must not be in our session
        assert shell is not None
        assert os.getsid(shell.pid) == shell.pid != os.getsid(0)
        guard.release()
        assert shell.returncode == -signal.SIGKILL


def test_where_nobody_can_watch_nothing_else_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "SHELL", str(tmp_path / "none"))
    with group() as watched:
        Guard(watched.pid).release()
        monkeypatch.setattr(module.sys, "platform", "win32")
        Guard(watched.pid).release()
        assert watched.poll() is None
