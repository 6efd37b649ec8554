"""Who waits for what: every request to an extension that has not been answered yet.

A call always ends once: by its answer, by its deadline, or with the link. Nothing waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Raw

from tabrelay.protocol.cdp import SERVER_ERROR, CdpError
from tabrelay.protocol.errors import FrameError
from tabrelay.protocol.frames import decode_as

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.ids import TabId

A = TypeVar("A", bound=msgspec.Struct)

Settle = Callable[["Raw | CdpError"], None]
"""Receives the payload of the answer, or the error in CDP's terms."""

Before = Callable[["Raw | CdpError"], "Raw | CdpError | None"]
"""Receives the same, right before the client; what it returns, the client gets instead."""


@dataclass(slots=True, eq=False)
class Call:
    """A request the gateway made for itself; ``settle`` continues what it was made for."""

    label: str
    deadline_ms: int
    asked_at_ms: int
    tab_id: TabId | None
    settle: Settle


@dataclass(slots=True, eq=False)
class Forward:
    """A client's command on its way through Chrome. ``before`` runs before the client gets the answer.

    It runs also when the session has ended meanwhile (the client has its answer then), so that what the command set
    up can be undone. ``result`` is what the client gets instead of Chrome's result.
    """

    label: str
    deadline_ms: int
    asked_at_ms: int
    tab_id: TabId
    session: Session
    command_id: int
    before: Before | None = None
    result: bytes = b""


class Calls:
    """The open calls of one browser, by request id."""

    def __init__(self) -> None:
        self._open: dict[str, Call | Forward] = {}
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._open)

    def add(self, call: Call | Forward) -> int:
        """Register a call; returns its id, never used before on this browser."""
        self._last_id += 1
        self._open[str(self._last_id)] = call
        return self._last_id

    def take(self, id_: str) -> Call | Forward | None:
        """The call that this answer belongs to, no longer open; ``None`` for one that ended already."""
        return self._open.pop(id_, None)

    def take_overdue(self, now_ms: int) -> list[Call | Forward]:
        """The calls whose deadline has passed, no longer open."""
        return self._take(lambda call: call.deadline_ms <= now_ms)

    def take_of_tab(self, tab_id: TabId) -> list[Call | Forward]:
        """The calls about a tab that is gone, no longer open."""
        return self._take(lambda call: call.tab_id == tab_id)

    def take_of_session(self, session: Session) -> list[Forward]:
        """The commands of a session that ended, no longer open but for those whose answer somebody else needs."""
        found = [call for call in self if isinstance(call, Forward) and call.session is session]
        closed = [call for call in found if call.before is None]
        self._take(lambda call: call in closed)
        return found

    def take_all(self) -> list[Call | Forward]:
        """Everything, no longer open: the link is gone."""
        return self._take(lambda _: True)

    def __iter__(self) -> Iterator[Call | Forward]:
        return iter(self._open.values())

    def _take(self, wanted: Callable[[Call | Forward], bool]) -> list[Call | Forward]:
        ids = [id_ for id_, call in self._open.items() if wanted(call)]
        return [self._open.pop(id_) for id_ in ids]


def settle(world: World, call: Call | Forward, outcome: Raw | CdpError) -> None:
    """End a call: continue what it was made for, or give the client its answer."""
    if not isinstance(call, Forward):
        call.settle(outcome)
        return
    if call.before is not None:
        revised = call.before(outcome)
        outcome = outcome if revised is None else revised
    session = call.session
    if not session.alive:
        return
    if isinstance(outcome, CdpError):
        world.fail(session, call.command_id, outcome)
    else:
        world.reply(session, call.command_id, call.result or outcome)


def read_answer(answer: Raw | CdpError, shape: type[A]) -> A | CdpError:
    """What the extension answered, or why there is nothing: it failed, or it says something else."""
    if isinstance(answer, CdpError):
        return answer
    try:
        return decode_as(answer, shape)
    except FrameError as error:
        return CdpError(SERVER_ERROR, f"The extension's answer cannot be understood: {error}")
