"""Who waits for what: every request to an extension that has not been answered yet.

A call always ends once: by its answer, by its deadline, or with the link. Nothing waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Raw

from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.protocol.ids import TabId

Settle = Callable[["Raw | CdpError"], None]
"""Receives the payload of the answer, or the error in CDP's terms."""


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
    """A client's command on its way through Chrome. ``before`` runs before the client gets the answer."""

    label: str
    deadline_ms: int
    asked_at_ms: int
    tab_id: TabId
    session: Session
    command_id: int
    before: Settle | None = None


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
        """The commands of a session that ended, no longer open."""
        taken = self._take(lambda call: isinstance(call, Forward) and call.session is session)
        return [call for call in taken if isinstance(call, Forward)]

    def take_all(self) -> list[Call | Forward]:
        """Everything, no longer open: the link is gone."""
        return self._take(lambda _: True)

    def __iter__(self) -> Iterator[Call | Forward]:
        return iter(self._open.values())

    def _take(self, wanted: Callable[[Call | Forward], bool]) -> list[Call | Forward]:
        ids = [id_ for id_, call in self._open.items() if wanted(call)]
        return [self._open.pop(id_) for id_ in ids]
