"""What the core asks of the shell about files, and who goes on when it is answered.

Every errand is answered exactly once: files are the gateway's own machine's, so there is no link to lose on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tabrelay.core.effects import AskReach
from tabrelay.core.file_facts import Reach

if TYPE_CHECKING:
    from tabrelay.core.clients import Client
    from tabrelay.core.effects import FileEffect
    from tabrelay.core.events import FileAnswered
    from tabrelay.core.file_facts import FileOutcome
    from tabrelay.core.world import World

Answered = Callable[["FileOutcome", str], None]
"""Receives the outcome, or a sentence that says why there is none (``""`` where there is one)."""


@dataclass(slots=True)
class Errands:
    """The errands that are under way, by token."""

    open: dict[int, Answered] = field(default_factory=dict)
    last: int = 0


def ask(world: World, make: Callable[[int], FileEffect], answered: Answered) -> None:
    """Have the shell do what ``make`` builds around a token."""
    errands = world.errands
    errands.last += 1
    errands.open[errands.last] = answered
    world.effects.append(make(errands.last))


def ask_reach(world: World, client: Client, reached: Callable[[Reach], None]) -> None:
    """Whether the gateway reaches the files of ``client``, and those of its browser."""
    conn = client.browser.conn
    if conn is None:
        reached(Reach(browser="The browser is away."))
        return

    def answered(outcome: FileOutcome, error: str) -> None:
        reached(outcome if isinstance(outcome, Reach) else Reach(client=error, browser=error))

    ask(world, lambda token: AskReach(token, client.id, conn), answered)


def handle(world: World, event: FileAnswered) -> None:
    """An errand is done."""
    answered = world.errands.open.pop(event.token, None)
    if answered is None:
        world.count("file_answer_unexpected")
        return
    answered(event.outcome, event.error)
