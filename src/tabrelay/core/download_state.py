"""The downloads of one browser's shared tabs, and what clients want of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.clients import Client
    from tabrelay.core.sessions import Session


@dataclass(frozen=True, slots=True, eq=False)
class Behavior:
    """What a session asked of ``setDownloadBehavior`` for one browser context; ``default`` is no wish at all.

    ``folder`` is on the client's machine; ``by_guid`` names files by their download instead of by the site's name.
    """

    session: Session
    context_id: str
    deny: bool
    folder: str = ""
    by_guid: bool = False


@dataclass(slots=True, eq=False)
class Download:
    """One download on its way.

    ``takers`` get a copy each; ``out_of_reach`` wanted one and cannot have it, with the reason. ``undecided`` counts
    those of whom it is not known yet. ``taken``: the extension was told so. ``placing`` counts the copies under way.
    """

    guid: str
    chrome: ChromeSession
    name: str
    takers: list[tuple[Client, Behavior]] = field(default_factory=list)
    out_of_reach: dict[Client, str] = field(default_factory=dict)
    undecided: int = 0
    taken: bool = False
    placing: int = 0


@dataclass(slots=True)
class Downloads:
    """``behaviors`` in the order in which they were asked for; ``listeners`` are the sessions with ``eventsEnabled``.

    ``open`` are the downloads on their way by guid, ``over`` the last ones that ended.
    """

    behaviors: list[Behavior] = field(default_factory=list)
    listeners: list[Session] = field(default_factory=list)
    open: dict[str, Download] = field(default_factory=dict)
    over: dict[str, None] = field(default_factory=dict)

    def prune(self) -> None:
        """What sessions wanted that have ended is wanted no more."""
        self.behaviors = [behavior for behavior in self.behaviors if behavior.session.alive]
        self.listeners = [session for session in self.listeners if session.alive]

    def put(self, session: Session, context_id: str, behavior: Behavior | None) -> None:
        """``session`` wants this now in that context, or nothing."""
        self.prune()
        self.behaviors = [b for b in self.behaviors if (b.session, b.context_id) != (session, context_id)]
        if behavior is not None:
            self.behaviors.append(behavior)

    def listen(self, session: Session, *, enabled: bool) -> None:
        """``session`` hears of downloads from now on, or not any more."""
        self.prune()
        if session in self.listeners:
            self.listeners.remove(session)
        if enabled:
            self.listeners.append(session)

    def is_wanted_by(self, client: Client) -> bool:
        """Whether ``client`` has anything to do with downloads."""
        self.prune()
        return any(session.client is client for session in self.listeners) or any(
            behavior.session.client is client for behavior in self.behaviors
        )
