"""A session Chrome knows: the root of an attached tab, or a child that auto-attach made below it.

Any number of clients' sessions share one. What Chrome says once, when a domain is enabled, is kept here so that a
later enabler hears it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Raw

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.targets import TargetInfo
    from tabrelay.protocol.ids import ChromeSessionId


@dataclass(slots=True, eq=False)
class ChromeSession:
    """One session of Chrome's. ``id`` is ``""`` for a tab's root.

    ``info`` is the child's target as Chrome described it (a root asks its tab). ``enabled`` maps a domain to the
    sessions that enabled it. ``contexts`` holds ``Runtime.executionContextCreated`` by context id; ``joining`` are the
    sessions that are told them when their own ``Runtime.enable`` is answered, and hear nothing of contexts until then.
    ``waiters`` are the sessions that must let the target run before it may.
    """

    id: ChromeSessionId
    tab: TabState
    parent: ChromeSession | None = None
    info: TargetInfo | None = None
    paused: bool = False
    sessions: list[Session] = field(default_factory=list)
    children: dict[ChromeSessionId, ChromeSession] = field(default_factory=dict)
    enabled: dict[str, list[Session]] = field(default_factory=dict)
    contexts: dict[int, Raw] = field(default_factory=dict)
    joining: list[Session] = field(default_factory=list)
    waiters: list[Session] = field(default_factory=list)

    def wants_auto_attach(self) -> bool:
        """Whether any session here asked for auto-attach."""
        return any(session.auto_attach for session in self.sessions)

    def wants_pause(self) -> bool:
        """Whether any session here wants new children to wait for it."""
        return any(session.auto_attach and session.auto_attach.wait for session in self.sessions)

    def enable(self, domain: str, session: Session) -> bool:
        """Note that ``session`` enabled ``domain``; ``True`` when somebody else had before."""
        holders = self.enabled.setdefault(domain, [])
        others = any(holder is not session for holder in holders)
        if session not in holders:
            holders.append(session)
        session.enabled.add(domain)
        return others

    def others_enabled(self, domain: str, session: Session) -> bool:
        """Whether anybody but ``session`` has ``domain`` enabled."""
        return any(holder is not session for holder in self.enabled.get(domain, ()))

    def disable(self, domain: str, session: Session) -> bool:
        """Note that ``session`` no longer needs ``domain``; ``True`` when nobody does."""
        holders = self.enabled.get(domain, [])
        if session in holders:
            holders.remove(session)
        session.enabled.discard(domain)
        if domain == "Runtime" and session in self.joining:
            self.joining.remove(session)
        if holders:
            return False
        self.enabled.pop(domain, None)
        if domain == "Runtime":
            self.contexts.clear()  # Chrome says no more what becomes of them, and tells the next enabler itself
        return True
