"""The demo's steps, each printed with the time it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tabrelay.cli.terminal import Terminal


class Steps:
    """Prints a line for each step. ``current`` names the one that runs, for whoever must say where it failed."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.current = "start"

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """One step; what is appended to the list it yields is printed beside its name."""
        self.current = name
        found: list[str] = []
        started = time.perf_counter()
        yield found
        self.passed(name, " ".join(found), time.perf_counter() - started)

    def passed(self, name: str, fact: str, seconds: float) -> None:
        """A step that is over."""
        from rich.text import Text

        self._terminal.event("step", name=name, fact=fact, seconds=round(seconds, 3))
        self._terminal.say(Text.assemble(("✓ ", "green"), f"{name:<28}", (f"{seconds:6.2f} s  ", "dim"), (fact, "dim")))
