"""A client's session: one attach of one client to one target."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tabrelay.protocol.ids import SessionId

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.clients import Client
    from tabrelay.core.tabs import TabState
    from tabrelay.core.targets import TargetFilter
    from tabrelay.protocol.ids import TargetId


class Kind(Enum):
    """What a session is attached to."""

    BROWSER = "browser"
    TAB = "tab"
    CHROME = "chrome"
    """A page, or a frame or worker below one: something Chrome itself has a session for."""


@dataclass(frozen=True, slots=True)
class AutoAttach:
    """What a session asked of ``Target.setAutoAttach``. ``nested``: what it makes is not flat."""

    wait: bool
    filter: TargetFilter
    nested: bool = False


@dataclass(slots=True, eq=False)
class Session:
    """One session. ``id`` is ``""`` for the client's connection itself.

    ``parent`` is the session on which it was attached and on which its end is announced. ``auto`` says that
    auto-attach made it, so that turning auto-attach off ends it. ``declined`` are targets that auto-attach attached and
    the client left: it does not want them back. ``enabled`` are the domains it hears of; ``disabling`` those of them
    that it has asked to disable, until that is answered. ``alive`` turns false once, when it ends.

    ``nested`` (``flatten: false``): its frames travel as text inside those of its parent. ``carrier`` is the nearest
    such session from here up, ``None`` where frames travel on the connection itself; ``address`` is what frames inside
    the carrier name it by.
    """

    id: SessionId
    client: Client
    kind: Kind
    target_id: TargetId
    parent: Session | None = None
    tab: TabState | None = None
    chrome: ChromeSession | None = None
    auto: bool = False
    alive: bool = True
    discover: TargetFilter | None = None
    auto_attach: AutoAttach | None = None
    declined: set[TargetId] = field(default_factory=set)
    children: list[Session] = field(default_factory=list)
    enabled: set[str] = field(default_factory=set)
    disabling: set[str] = field(default_factory=set)
    nested: bool = False
    carrier: Session | None = field(init=False)
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.carrier = self if self.nested else self.parent and self.parent.carrier
        self.address = "" if self.nested else self.id

    def addressed(self, session_id: str) -> Session | None:
        """The session that a frame travelling where this one's do means by ``session_id``."""
        if not session_id:
            return self.carrier or self.client.sessions[SessionId("")]
        session = self.client.sessions.get(SessionId(session_id))
        if session is None or session.carrier is not self.carrier or session.address != session_id:
            return None
        return session

    def wants(self, target_id: TargetId, target_type: str) -> bool:
        """Whether auto-attach is to make a session from here to this target."""
        if self.auto_attach is None or not self.auto_attach.filter.accepts(target_type):
            return False
        return target_id not in self.declined and self.auto_child(target_id) is None

    def auto_child(self, target_id: TargetId) -> Session | None:
        """The session that auto-attach made from here to this target, if any."""
        return next((s for s in self.children if s.auto and s.target_id == target_id), None)
