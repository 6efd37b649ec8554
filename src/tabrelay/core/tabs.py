"""A shared tab: its targets, and Chrome's debugger on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import UNSET

from tabrelay.core.lifecycle import ATTACHMENT, Attachment, Lifecycle
from tabrelay.core.targets import TargetInfo, derived_id

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.contexts import Context
    from tabrelay.core.sessions import Session
    from tabrelay.protocol.cdp import CdpError
    from tabrelay.protocol.control import Tab
    from tabrelay.protocol.ids import ChromeSessionId, TabId, TargetId

Attached = Callable[["CdpError | None"], None]
"""Called once the debugger is attached (``None``) or could not be."""


@dataclass(slots=True, eq=False)
class TabState:
    """One shared tab.

    ``tab`` is what the extension last said of it; ``context`` is the browser context that a client made it in.

    ``chrome`` holds Chrome's sessions while attached, the root under ``""``. ``tab_sessions`` are the sessions on its
    *tab* target, which need no debugger. ``waiting`` are those who want it attached. ``leases`` counts uses of the
    debugger that are no session. ``owed`` are commands that undo something, for when the browser is back.

    A tab that a client made is ``held`` blank while clients want to be first: ``deferred_url`` is where it goes when
    they let it, ``tab_waiters`` are those on its *tab* target (those on its page are its root's ``waiters``).
    """

    browser: Browser
    tab: Tab
    context: Context | None = None
    attachment: Lifecycle[Attachment] = field(default_factory=lambda: Lifecycle(ATTACHMENT, Attachment.DETACHED))
    chrome: dict[ChromeSessionId, ChromeSession] = field(default_factory=dict)
    tab_sessions: list[Session] = field(default_factory=list)
    waiting: list[Attached] = field(default_factory=list)
    leases: int = 0
    owed: list[tuple[ChromeSessionId, str, bytes]] = field(default_factory=list)
    held: bool = False
    deferred_url: str = ""
    tab_waiters: list[Session] = field(default_factory=list)

    @property
    def id(self) -> TabId:
        """Chrome's tab id."""
        return self.tab.tab_id

    @property
    def target_id(self) -> TargetId:
        """The page target: Chrome's own id, equal to the main frame's."""
        return self.tab.target_id

    @property
    def tab_target_id(self) -> TargetId:
        """The *tab* target around the page. Chrome hides its id from extensions, so it is derived."""
        return derived_id("tab", self.target_id)

    @property
    def context_id(self) -> str:
        """The browser context as clients see it; the person's incognito windows are one that no client made."""
        if self.context is not None:
            return self.context.id
        return self.browser.incognito_context_id if self.tab.incognito else self.browser.context_id

    def sessions(self) -> Iterator[Session]:
        """Every client session on this tab, roots before children."""
        yield from self.tab_sessions
        for chrome in self.chrome.values():
            yield from chrome.sessions

    def is_attached_to(self) -> bool:
        """Whether any client has a session here."""
        return next(self.sessions(), None) is not None

    @property
    def page_is_attached(self) -> bool:
        """Whether any client has a session on the page itself."""
        return any(chrome.sessions for chrome in self.chrome.values() if chrome.parent is None)

    def page_info(self, *, attached: bool | None = None) -> TargetInfo:
        """The page target as clients see it."""
        opener = self.browser.tabs.get(self.tab.opener_tab_id) if isinstance(self.tab.opener_tab_id, int) else None
        return TargetInfo(
            target_id=self.target_id,
            type="page",
            title=self.tab.title,
            url=self.tab.url,
            attached=self.page_is_attached if attached is None else attached,
            can_access_opener=False,
            browser_context_id=self.context_id,
            opener_id=UNSET if opener is None else opener.target_id,
        )

    def tab_info(self, *, attached: bool | None = None) -> TargetInfo:
        """The tab target as clients see it."""
        return TargetInfo(
            target_id=self.tab_target_id,
            type="tab",
            title=self.tab.title,
            url=self.tab.url,
            attached=bool(self.tab_sessions) if attached is None else attached,
            can_access_opener=False,
            browser_context_id=self.context_id,
        )
