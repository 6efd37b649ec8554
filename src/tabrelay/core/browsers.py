"""A paired browser while it is linked, or away within its grace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tabrelay.core.calls import Calls
from tabrelay.core.download_state import Downloads
from tabrelay.core.lifecycle import LINK, Lifecycle, Link
from tabrelay.core.targets import TargetInfo, derived_id
from tabrelay.protocol.control import BrowserInfo

if TYPE_CHECKING:
    from tabrelay.core.clients import Client
    from tabrelay.core.contexts import Context
    from tabrelay.core.tabs import TabState
    from tabrelay.protocol.control import Mode
    from tabrelay.protocol.ids import ClientId, ConnId, DeviceId, TabId, TargetId


@dataclass(slots=True, eq=False)
class Browser:
    """One browser. ``conn`` is ``None`` while it is away; ``known`` is true from a link's first snapshot to its end.

    ``contexts`` are the browser contexts that clients made.

    ``deferring`` counts the ``tabs.create`` under way whose tab is kept blank for clients that want to be first.
    """

    device: DeviceId
    name: str
    conn: ConnId | None
    link: Lifecycle[Link] = field(default_factory=lambda: Lifecycle(LINK, Link.LINKED))
    info: BrowserInfo = field(default_factory=lambda: BrowserInfo(product="", user_agent=""))
    mode: Mode = "shared"
    known: bool = False
    deferring: int = 0
    away_since_ms: int = 0
    tabs: dict[TabId, TabState] = field(default_factory=dict)
    clients: dict[ClientId, Client] = field(default_factory=dict)
    contexts: dict[str, Context] = field(default_factory=dict)
    calls: Calls = field(default_factory=Calls)
    downloads: Downloads = field(default_factory=Downloads)

    @property
    def is_reachable(self) -> bool:
        """Whether it can be asked for anything: it is linked, and has said what became of its tabs."""
        return self.conn is not None and self.known

    @property
    def target_id(self) -> TargetId:
        """The browser target."""
        return derived_id("browser", self.device)

    @property
    def context_id(self) -> str:
        """The default browser context."""
        return derived_id("context", self.device)

    @property
    def incognito_context_id(self) -> str:
        """The browser context of the incognito windows that the person opened."""
        return derived_id("incognito", self.device)

    def browser_info(self) -> TargetInfo:
        """The browser target as clients see it."""
        return TargetInfo(
            target_id=self.target_id, type="browser", title="", url="", attached=True, can_access_opener=False
        )

    def tab_of(self, target_id: str) -> TabState | None:
        """The tab whose page or tab target this is."""
        for tab in self.tabs.values():
            if target_id in (tab.target_id, tab.tab_target_id):
                return tab
        return None
