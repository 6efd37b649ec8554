"""Where a command's words go: results to stdout, the rest to stderr; with ``--json`` all of it to stdout, as JSON."""

from __future__ import annotations

import json as json_module
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import typer

from tabrelay.cli.exits import Exit

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


WIDE = 10_000


@dataclass(frozen=True)
class Terminal:
    """One command's output. With ``json`` nothing but JSON is printed, one value a line."""

    json: bool = False

    @cached_property
    def console(self) -> Console:
        """Rich's console on stdout; long addresses are never wrapped, they are there to be copied."""
        from rich.console import Console

        # Into a pipe or a file nothing is cut: it has no width.
        width = None if sys.stdout.isatty() else WIDE
        return Console(soft_wrap=True, highlight=False, width=width)

    @cached_property
    def errors(self) -> Console:
        """Rich's console on stderr."""
        from rich.console import Console

        return Console(stderr=True, soft_wrap=True, highlight=False)

    def result(self, value: object, text: RenderableType) -> None:
        """The command's answer, in either form."""
        if self.json:
            self.line(value)
        else:
            self.console.print(text)

    def say(self, text: RenderableType) -> None:
        """Something for a person only."""
        if not self.json:
            self.console.print(text)

    def event(self, event: str, **facts: object) -> None:
        """Something for a program only: ``{"event": …}``."""
        if self.json:
            self.line({"event": event, **facts})

    def line(self, value: object) -> None:
        """One JSON value, flushed: who reads a pipe must not wait for more."""
        print(json_module.dumps(value, ensure_ascii=False), flush=True)

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Turns the product's errors into one clear line and an exit code."""
        from tabrelay.cli.failures import CommandFailed, choices_text, failure_of
        from tabrelay.protocol.errors import TabrelayError

        try:
            yield
        except KeyboardInterrupt:
            raise typer.Exit(Exit.INTERRUPTED) from None
        except BrokenPipeError:
            # The reader went away (`| head`): nobody is left to be told. What Python flushes at exit goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(Exit.FAILED) from None
        except (TabrelayError, CommandFailed) as error:
            failure = failure_of(error)
            if self.json:
                self.line(failure.as_json())
            else:
                from rich.text import Text

                self.errors.print(Text.assemble(("error: ", "bold red"), failure.message))
                if choices := choices_text(failure):
                    self.errors.print(Text(choices))
            raise typer.Exit(failure.exit) from None
