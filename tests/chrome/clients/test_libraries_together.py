"""Playwright, Puppeteer and Selenium on one page at once, each doing its work; then one after another leaves."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chrome.clients.conftest import End
from tests.chrome.clients.test_selenium_features import started
from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = Path(__file__).with_name("puppeteer_beside.mjs")


class Puppet:
    """puppeteer-core in its own process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def does(self, act: str) -> object:
        """It does this, and says what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": act}).encode() + b"\n")
        async with asyncio.timeout(60):
            return json.loads(await self._process.stdout.readline())


@asynccontextmanager
async def puppet(end: End, url: str) -> AsyncIterator[Puppet]:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    options = json.dumps({"connect": {"browserWSEndpoint": end.ws}, "url": url})
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(node, str(SCRIPT), options, stdin=pipe, stdout=pipe)
    try:
        yield Puppet(process)
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def on_page(driver: webdriver.Chrome, url: str) -> webdriver.Chrome:
    """Selenium finds the page among the windows."""
    for handle in driver.window_handles:
        driver.switch_to.window(handle)
        if driver.current_url == url:
            return driver
    raise AssertionError(f"no window shows {url}")


async def test_three_libraries_work_on_one_page_and_leave_it(
    browser: Browser, page: Page, end: End, site: Site
) -> None:
    url = site.url("form.html#together")
    await page.goto(url)
    await page.route("**/made-up", lambda route: route.fulfill(body="playwright"))
    await page.expose_function("play", lambda: "playwright")
    driver = await asyncio.to_thread(started, end.address)
    await asyncio.to_thread(on_page, driver, url)
    async with puppet(end, url) as other:
        assert await other.does("start") == "form"
        await page.fill("#name", "playwright")
        # Each does its normal work, all at once. (Only one types: there is one focus.)
        seen = asyncio.to_thread(driver.execute_script, "return document.title")
        fetched = page.evaluate("fetch('/made-up').then(r => r.text())")
        typed, title, made = await asyncio.gather(other.does("type"), seen, fetched)
        assert (title, made, typed) == ("form", "playwright", ["puppeteer", 9])
        assert await page.evaluate("play()") == "playwright"
        # One leaves, and takes with it what was its own alone.
        assert await other.does("leave") is True
    assert await page.evaluate("new Date(0).getHours()") != 9
    assert await page.evaluate("fetch('/made-up').then(r => r.text())") == "playwright"
    assert await page.input_value("#note") == "puppeteer"
    # Selenium sends what the others filled in, and leaves.
    button = await asyncio.to_thread(driver.find_element, By.ID, "send")
    await asyncio.to_thread(button.click)
    await page.wait_for_selector("p#name")
    assert await page.inner_text("#name") == "playwright"
    await asyncio.to_thread(driver.quit)
    assert await page.evaluate("play()") == "playwright"
    assert browser.is_connected()
