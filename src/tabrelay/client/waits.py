"""Waiting for something to come true at the gateway, with a limit."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from tabrelay.client.errors import BrowserTimeout
from tabrelay.client.events import LINK_UP, Subscription
from tabrelay.protocol.operator import BrowserView

BROWSER_NEWS = frozenset({"browser.linked", "browser.unlinked", "tab.shared", "tab.gone", LINK_UP})


class Waits(ABC):
    """Waits that look once, then again after each event that may have changed the answer: nothing is polled."""

    @abstractmethod
    def events(self) -> Subscription:
        """The events from now on."""

    @abstractmethod
    async def browsers(self) -> tuple[BrowserView, ...]:
        """The paired browsers."""

    @abstractmethod
    def wait_limit(self) -> float:
        """The limit that applies when none is given, in seconds."""

    async def wait_for_browser(
        self,
        browser: str | None = None,
        *,
        min_tabs: int = 0,
        timeout: float | None = None,  # noqa: ASYNC109 - the limit is part of what the caller asks
    ) -> BrowserView:
        """The first linked browser with at least ``min_tabs`` shared tabs; ``browser``: id, its beginning, or name.

        Raises :class:`BrowserTimeout` after ``timeout`` seconds.
        """
        limit_s = self.wait_limit() if timeout is None else timeout
        try:
            async with asyncio.timeout(limit_s):
                with self.events() as events:
                    while True:
                        for view in await self.browsers():
                            if view.state == "linked" and view.tabs >= min_tabs and is_meant(view, browser):
                                return view
                        async for event in events:
                            if event.name in BROWSER_NEWS:
                                break
        except TimeoutError:
            raise BrowserTimeout(_lack(browser, min_tabs, limit_s)) from None


def is_meant(view: BrowserView, browser: str | None) -> bool:
    """Whether ``browser`` (id, beginning of an id, or name; ``None`` is any) means this one."""
    return browser is None or view.name == browser or (bool(browser) and view.id.startswith(browser))


def _lack(browser: str | None, min_tabs: int, limit_s: float) -> str:
    who = "No browser" if browser is None else f"No browser {browser!r}"
    with_tabs = " with a shared tab" if min_tabs else ""
    return f"{who}{with_tabs} was linked within {limit_s:g} s. See `tabrelay devices list` and the extension's badge."
