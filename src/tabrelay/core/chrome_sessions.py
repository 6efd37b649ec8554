"""A session Chrome knows: the root of an attached tab, or a child that auto-attach made below it.

Any number of clients' sessions share one; how, is said by the features (:mod:`tabrelay.core.features`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.targets import TargetInfo
    from tabrelay.protocol.ids import ChromeSessionId

S = TypeVar("S")


@dataclass(slots=True, eq=False)
class ChromeSession:
    """One session of Chrome's. ``id`` is ``""`` for a tab's root.

    ``info`` is the child's target as Chrome described it (a root asks its tab). ``enabled`` maps a domain to the
    sessions that enabled it; ``ending`` are the domains that Chrome has been told to disable and has not answered for.
    ``waiters`` are the sessions that must let the target run before it may. ``features`` is for :meth:`of` alone.
    """

    id: ChromeSessionId
    tab: TabState
    parent: ChromeSession | None = None
    info: TargetInfo | None = None
    paused: bool = False
    sessions: list[Session] = field(default_factory=list)
    children: dict[ChromeSessionId, ChromeSession] = field(default_factory=dict)
    enabled: dict[str, list[Session]] = field(default_factory=dict)
    ending: set[str] = field(default_factory=set)
    waiters: list[Session] = field(default_factory=list)
    features: dict[type, Any] = field(default_factory=dict)

    def of(self, kind: type[S]) -> S:
        """The state that a feature keeps here; made when first asked for."""
        state: S | None = self.features.get(kind)
        if state is None:
            state = self.features[kind] = kind()
        return state

    def target_info(self) -> TargetInfo:
        """A child's target as clients see it: attached is what they are attached to, not what the gateway is."""
        assert self.info is not None
        return msgspec.structs.replace(self.info, attached=bool(self.sessions))

    def wants_auto_attach(self) -> bool:
        """Whether any session here asked for auto-attach."""
        return any(session.auto_attach for session in self.sessions)

    def wants_pause(self) -> bool:
        """Whether any session here wants new children to wait for it."""
        return any(session.auto_attach and session.auto_attach.wait for session in self.sessions)

    def enable(self, domain: str, session: Session) -> bool:
        """Note that ``session`` enabled ``domain``; ``True`` when it is on in Chrome for somebody else already."""
        is_on = self.others_enabled(domain, session) and domain not in self.ending
        holders = self.enabled.setdefault(domain, [])
        if session not in holders:
            holders.append(session)
        session.enabled.add(domain)
        return is_on

    def others_enabled(self, domain: str, session: Session) -> bool:
        """Whether anybody but ``session`` has ``domain`` enabled."""
        return any(holder is not session for holder in self.enabled.get(domain, ()))

    def disable(self, domain: str, session: Session) -> bool:
        """Note that ``session`` no longer needs ``domain``; ``True`` when nobody does."""
        holders = self.enabled.get(domain, [])
        if session in holders:
            holders.remove(session)
        session.enabled.discard(domain)
        if not holders:
            self.enabled.pop(domain, None)
        return not holders
