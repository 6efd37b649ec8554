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
        self._started = time.perf_counter()
        self.current = "start"

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """One step; what is appended to the list it yields is printed beside its name."""
        found: list[str] = []
        self.begin(name)
        yield found
        self.done(" ".join(found))

    def begin(self, name: str) -> None:
        """A step begins."""
        self.current = name
        self._started = time.perf_counter()

    def done(self, fact: str = "") -> None:
        """The step that began last is over."""
        from rich.text import Text

        name, seconds = self.current, time.perf_counter() - self._started
        self._terminal.event("step", name=name, fact=fact, seconds=round(seconds, 3))
        self._terminal.say(Text.assemble(("✓ ", "green"), f"{name:<28}", (f"{seconds:6.2f} s  ", "dim"), (fact, "dim")))
