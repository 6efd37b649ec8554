"""The same scripts of unmodified clients against two ends: Chrome's own debugging port, which says what is right, and
the relay. One browser for each, for all the tests here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tabrelay.browser import find_browser
from tabrelay.browser.flags import command_line
from tabrelay.browser.guard import Guard
from tests.chrome.conftest import Relay

LISTENING = "DevTools listening on "
OF_THE_EXTENSION = ("--load-extension", "--disable-extensions-except")
LIMIT_MS = 15_000


@dataclass(frozen=True)
class End:
    """Where clients connect: ``ws`` is the browser's WebSocket, ``address`` host and port for who keeps no more."""

    name: str
    ws: str
    address: str


@pytest.fixture(scope="session")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[End]:
    """The same Chromium with the same flags, without the extension, and with a debugging port."""
    home = tmp_path_factory.mktemp("direct")
    port = ("--disable-extensions", "--remote-debugging-port=0")
    flags = command_line(find_browser().path, profile=home / "profile", extension=home, headless=True, extra=port)
    process = subprocess.Popen(
        [flag for flag in flags if not flag.startswith(OF_THE_EXTENSION)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    guard = Guard(process.pid)
    assert process.stderr is not None
    with process.stderr:
        line = next(line for line in process.stderr if LISTENING in line)
        drain = threading.Thread(target=process.stderr.read)  # what it says later must not fill the pipe
        drain.start()
        ws = line.partition(LISTENING)[2].strip()
        yield End("direct", ws, urlsplit(ws).netloc)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        drain.join()
    guard.release()


@pytest.fixture(scope="session", params=["direct", "relay"])
def end(request: pytest.FixtureRequest) -> End:
    """Every test that uses it runs on both ends."""
    if request.param == "direct":
        direct: End = request.getfixturevalue("direct")
        return direct
    relay: Relay = request.getfixturevalue("relay")
    ticket = relay.ticket("--port", "--ttl", "1h")
    return End("relay", ticket["ws"], ticket["debugger_address"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(end: End) -> AsyncIterator[Browser]:
    """Playwright, connected while its tests run: it dismisses the dialogs of all pages it sees, also of others'."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(end.ws)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A new tab in the person's own context. What hangs fails."""
    page = await browser.contexts[0].new_page()
    page.set_default_timeout(LIMIT_MS)
    yield page
    if not page.is_closed():
        async with asyncio.timeout(LIMIT_MS / 1000):
            await page.close()
