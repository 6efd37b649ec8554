"""The demo, step by step. It is made of what everybody has: gateway, extension, ticket, and Playwright as it comes."""

from __future__ import annotations

import importlib.util
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tabrelay
from tabrelay.browser import FoundBrowser, find_browser
from tabrelay.cli.demo_page import demo_page
from tabrelay.cli.failures import CommandFailed
from tabrelay.cli.own_browser import OwnBrowser, own_browser, tab_at
from tabrelay.cli.reach import reach
from tabrelay.cli.steps import Steps
from tabrelay.client import GatewayConnection
from tabrelay.config import Settings
from tabrelay.gateway import Gateway
from tabrelay.protocol.errors import TabrelayError
from tabrelay.protocol.operator import BrowserView

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

NAME = "Ada"
DRINK = "Tea"
EXPECTED = f"{DRINK} for {NAME}"
PAGE_LIMIT_MS = 15_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWish:
    """How to show it."""

    screenshot: Path
    headed: bool = False
    browser: str | None = None


class DemoFailed(Exception):  # noqa: N818 - reads as what happened
    """The demo's step ``step`` did not work; ``str()`` is a sentence that names it."""

    def __init__(self, step: str, reason: str) -> None:
        self.step = step
        super().__init__(f"{step}: {reason}")


async def run_demo(wish: DemoWish, steps: Steps) -> None:
    """From nothing to a driven tab. Whatever happens, nothing is left running; raises :class:`DemoFailed`."""
    try:
        async with AsyncExitStack() as stack:
            await _run(wish, steps, stack)
    except (TabrelayError, CommandFailed) as error:
        raise DemoFailed(steps.current, str(error)) from error
    except OSError as error:
        raise DemoFailed(steps.current, f"{error.strerror or error}") from error


async def _run(wish: DemoWish, steps: Steps, stack: AsyncExitStack) -> None:
    with steps.step("find browser") as found:
        _need_playwright()
        browser = find_browser(wish.browser)
        found.append(str(browser.path))
    with steps.step("start gateway") as found:
        state_dir = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="tabrelay-demo-", ignore_cleanup_errors=True))
        )
        gateway = await stack.enter_async_context(Gateway(Settings(port=0, state_dir=state_dir, name="demo")))
        found.append(gateway.url)
    with steps.step("serve a page with a form") as found:
        address = await stack.enter_async_context(demo_page())
        found.append(address)
    with steps.step("log in to the gateway"):
        operator = await stack.enter_async_context(reach(state_dir, gateway.url))
    view = await _browser(stack, operator, steps, _own(wish, browser, state_dir, address))
    with steps.step("find the shared tab") as found:
        tab = await tab_at(operator, view.id, address)
        found.append(f"{tab.title!r} {tab.url}")
    with steps.step("make a ticket"):
        ws = await tabrelay.acdp_url(view.id, label="demo", url=gateway.url, state_dir=state_dir)
    await _drive(ws, address, wish.screenshot, steps)
    steps.current = "shut down"


async def _browser(stack: AsyncExitStack, operator: GatewayConnection, steps: Steps, own: OwnBrowser) -> BrowserView:
    following = {"started": "pair its extension", "paired": "link it, tabs shared"}

    def tell(step: str, fact: str) -> None:
        steps.done(fact)
        if step in following:
            steps.begin(following[step])

    steps.begin("start browser")
    _, view = await stack.enter_async_context(own_browser(operator, own, tell))
    return view


def _own(wish: DemoWish, found: FoundBrowser, state_dir: Path, address: str) -> OwnBrowser:
    return OwnBrowser(found=found, state_dir=state_dir, name="demo", headless=not wish.headed, url=address)


async def _drive(ws: str, address: str, screenshot: Path, steps: Steps) -> None:
    from playwright.async_api import Error, async_playwright

    try:
        async with async_playwright() as playwright, AsyncExitStack() as stack:
            with steps.step("connect Playwright"):
                browser = await playwright.chromium.connect_over_cdp(ws)
                stack.push_async_callback(browser.close)
                page = _page_at(browser, address)
                if page is None:
                    raise DemoFailed(steps.current, f"it does not see the tab with {address}")
                page.set_default_timeout(PAGE_LIMIT_MS)
            await _use(page, screenshot, steps)
            with steps.step("disconnect"):
                await browser.close()
    except Error as error:
        raise DemoFailed(steps.current, error.message.splitlines()[0]) from error


def _page_at(browser: Browser, address: str) -> Page | None:
    pages = (page for context in browser.contexts for page in context.pages)
    return next((page for page in pages if page.url.startswith(address)), None)


async def _use(page: Page, screenshot: Path, steps: Steps) -> None:
    with steps.step("fill in the form"):
        await page.get_by_label("Name").fill(NAME)
        await page.get_by_label("Drink").select_option(DRINK)
    with steps.step("send it and read the answer") as found:
        await page.get_by_role("button", name="Send").click()
        answer = await page.locator("output").inner_text()
        found.append(repr(answer))
        if answer != EXPECTED:
            raise DemoFailed(steps.current, f"the page answered {answer!r} where {EXPECTED!r} was expected")
    with steps.step("save a screenshot") as found:
        screenshot.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=screenshot)
        found.append(str(screenshot))


def _need_playwright() -> None:
    if importlib.util.find_spec("playwright") is None:
        raise CommandFailed(
            "PLAYWRIGHT_MISSING", "the demo drives the tab with Playwright. Install it: pip install playwright"
        )
