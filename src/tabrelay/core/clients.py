"""A CDP client: one connection and the sessions it opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.sessions import Session
    from tabrelay.protocol.ids import ClientId, SessionId, TicketId


@dataclass(slots=True, eq=False)
class Client:
    """One client. ``sessions`` holds every live session by id, the connection itself under ``""``.

    ``isolated``: its ticket demands browser contexts that share nothing. ``backlog`` holds frames (``backlog_bytes``
    together) that came before Chrome was attached to the page that the connection itself is.
    """

    id: ClientId
    browser: Browser
    ticket: TicketId
    label: str
    connected_at_ms: int
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    alive: bool = True
    backlog: list[bytes | str] | None = None
    isolated: bool = False
    backlog_bytes: int = 0
