"""A browser of our own, started, paired and linked: what ``up --browser`` and ``demo`` share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tabrelay.browser import FoundBrowser, Launch, LaunchedBrowser
from tabrelay.client import BrowserTimeout, GatewayConnection, Subscription
from tabrelay.client.events import LINK_DOWN
from tabrelay.protocol.errors import LinkLost
from tabrelay.protocol.operator import BrowserView, DevicePaired, DeviceView, TabView

T = TypeVar("T")

READY_LIMIT_S = 60.0
BROWSERS_DIR = "browsers"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBrowser:
    """What to start, and where it keeps its things (``<state_dir>/browsers/<name>``)."""

    found: FoundBrowser
    state_dir: Path
    name: str
    headless: bool = False
    args: tuple[str, ...] = ()
    url: str = "about:blank"


@asynccontextmanager
async def own_browser(
    gateway: GatewayConnection, wish: OwnBrowser, tell: Callable[[str, str], None] = lambda _step, _fact: None
) -> AsyncIterator[tuple[LaunchedBrowser, BrowserView]]:
    """The running browser and how the gateway sees it, linked and with at least one tab; ended on leaving.

    ``tell`` hears of the steps ``started``, ``paired`` and ``linked``. The pairing reaches the extension through a
    private file: it is a secret, and a process's arguments are not.
    """
    with gateway.events() as events:
        offer = await gateway.create_pairing(name=wish.name)
        # The page's pairing is for this machine; `offer.pairing` may name a public address that only others can dial.
        pairing = offer.page.partition("#")[2]
        bootstrap = {"pairing": pairing, "mode": "all", "name": wish.name}
        launch = Launch(
            executable=wish.found.path,
            home=wish.state_dir / BROWSERS_DIR / wish.name,
            bootstrap=bootstrap,
            headless=wish.headless,
            args=wish.args,
            url=wish.url,
        )
        async with LaunchedBrowser(launch) as browser:
            tell("started", f"pid {browser.pid}")
            device = await while_it_runs(browser, paired(events, offer.id))
            tell("paired", device.words)
            view = await while_it_runs(browser, gateway.wait_for_browser(device.id, min_tabs=1, timeout=READY_LIMIT_S))
            tell("linked", view.product)
            yield browser, view


async def paired(events: Subscription, pairing: str) -> DeviceView:
    """The device that redeems this offer; raises :class:`LinkLost` when the gateway, and the offer with it, is gone."""
    async for event in events:
        if isinstance(event.payload, DevicePaired) and event.payload.pairing == pairing:
            return event.payload.device
        if event.name == LINK_DOWN:
            break
    raise LinkLost("The gateway stopped, and the pairing with it. Start it again, then pair.")


async def tab_at(gateway: GatewayConnection, browser: str, address: str) -> TabView:
    """The shared tab whose address begins so, once it is there; raises :class:`BrowserTimeout`."""
    try:
        async with asyncio.timeout(READY_LIMIT_S):
            with gateway.events() as events:
                while True:
                    for tab in await gateway.tabs(browser):
                        if tab.url.startswith(address):
                            return tab
                    await anext(events)
    except TimeoutError:
        raise BrowserTimeout(f"No shared tab came to {address} within {READY_LIMIT_S:g} s.") from None


async def while_it_runs(browser: LaunchedBrowser, work: Coroutine[Any, Any, T]) -> T:
    """The result of ``work``.

    Raises :class:`~tabrelay.browser.BrowserExited` if the browser ends first, and :class:`BrowserTimeout` after
    :data:`READY_LIMIT_S`.
    """
    task = asyncio.ensure_future(work)
    exit_ = asyncio.ensure_future(browser.exited())
    try:
        done, _ = await asyncio.wait({task, exit_}, timeout=READY_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            return task.result()
        if exit_ in done:
            raise exit_.result()
        raise BrowserTimeout(
            f"The browser runs, but its extension did not link within {READY_LIMIT_S:g} s. Does this build load "
            f"extensions given to it? Its output is in {browser.stderr}."
        )
    finally:
        task.cancel()
        exit_.cancel()
        await asyncio.gather(task, exit_, return_exceptions=True)
