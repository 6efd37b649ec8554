"""What the commands that ask the gateway one thing have in common: connect, ask, show the answer or the error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tabrelay.cli.terminal import Terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tabrelay.client import GatewayConnection

T = TypeVar("T")


class Where(NamedTuple):
    """Which gateway: the one of a state directory, or the one at an address; and a token for it."""

    state_dir: Path | None = None
    url: str | None = None
    token: str | None = None


def ask(
    question: Callable[[GatewayConnection], Awaitable[T]],
    shown: Callable[[T], tuple[object, RenderableType]],
    where: Where,
    *,
    json: bool,
) -> None:
    """Ask the gateway, and print the answer as ``shown`` makes it: a JSON value, and the same for people."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.reach import reach

    async def work() -> T:
        async with reach(*where) as gateway:
            return await question(gateway)

    terminal = Terminal(json)
    with terminal.failing():
        terminal.result(*shown(run(work())))


def revoked(name: str) -> tuple[object, RenderableType]:
    """What is shown of a revocation, whose answer is empty."""
    from rich.text import Text

    return {"revoked": name}, Text(f"Revoked {name}.")
