"""Real parts only: `tabrelay up --browser --headless` as a user starts it, pages served from loopback."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tabrelay.browser.guard import Guard

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Site:
    """Pages under two names that Chrome takes for two sites."""

    port: int

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def other_site_url(self, path: str = "") -> str:
        return f"http://localhost:{self.port}/{path}"


@dataclass(frozen=True)
class Relay:
    """A running gateway with its own browser."""

    ready: dict[str, Any]
    state_dir: Path

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def tabrelay(self, *arguments: str) -> dict[str, Any]:
        """Run a command of the CLI against this gateway; its JSON."""
        answer = subprocess.run(
            [sys.executable, "-m", "tabrelay", *arguments, "--json"],
            check=True,
            capture_output=True,
            env={**os.environ, "TABRELAY_STATE_DIR": str(self.state_dir)},
        )
        document: dict[str, Any] = json.loads(answer.stdout)
        return document

    @cached_property
    def address(self) -> str:
        """Where a client comes in that does not care for a ticket of its own."""
        return str(self.ticket()["ws"])

    def ticket(self, *arguments: str) -> dict[str, Any]:
        """A fresh ticket, as `tabrelay ticket create` prints it."""
        return self.tabrelay("ticket", "create", *arguments)


class RelayProcess(subprocess.Popen[str]):
    """`tabrelay up`. It ends with this program, were this one killed; its own browser then ends with it."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.guard = Guard(self.pid)


def start_relay(state_dir: Path, *arguments: str) -> tuple[RelayProcess, Relay]:
    """Start gateway and browser; returns when clients can connect."""
    command = [sys.executable, "-m", "tabrelay", "up", "--json", "--browser", "--headless", "--port", "0"]
    process = RelayProcess([*command, "--state-dir", str(state_dir), *arguments])
    assert process.stdout is not None
    for line in process.stdout:
        said = json.loads(line)
        if said.get("event") == "ready":
            # What it says later must not fill the pipe.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, Relay(said, state_dir)
    process.guard.release()
    raise AssertionError(f"the gateway ended with {process.wait()} before it was ready")


def stop_relay(process: RelayProcess) -> int:
    """End it as Ctrl-C does; its exit code."""
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=60)
    process.guard.release()
    assert process.stdout is not None
    process.stdout.close()
    return code


@pytest.fixture(scope="session")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    process, relay = start_relay(tmp_path_factory.mktemp("state"))
    yield relay
    assert stop_relay(process) == 0


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The pages of `pages/`, and a few made on the spot, from a thread of their own."""
    started: queue.SimpleQueue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = queue.SimpleQueue()

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/frames/{host}/{path:.*}", _frame_page)
        app.router.add_post("/echo", _echo)
        app.router.add_static("/", PAGES)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        over = asyncio.Event()
        started.put((runner.addresses[0][1], asyncio.get_running_loop(), over))
        await over.wait()
        await runner.cleanup()
        await asyncio.sleep(0)  # the transports are closed in the next turn of the loop

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, loop, over = started.get(timeout=30)
    yield Site(port)
    loop.call_soon_threadsafe(over.set)
    thread.join()


async def _frame_page(request: web.Request) -> web.Response:
    host, path = request.match_info["host"], request.match_info["path"]
    port = request.url.port
    html = f"<title>outer</title><h1>outer</h1><iframe id=f src='http://{host}:{port}/{path}'></iframe>"
    return web.Response(text=html, content_type="text/html")


async def _echo(request: web.Request) -> web.Response:
    form = await request.post()
    text = "".join(f"<p id={key}>{value}</p>" for key, value in form.items())
    return web.Response(text=f"<title>received</title>{text}", content_type="text/html")


@pytest_asyncio.fixture
async def browser(relay: Relay) -> AsyncIterator[Browser]:
    """Playwright, connected over a fresh ticket."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(relay.ticket()["ws"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A new tab in the person's own context."""
    page = await browser.contexts[0].new_page()
    yield page
    await page.close()


@pytest.fixture
def driver(relay: Relay) -> Iterator[webdriver.Chrome]:
    """Selenium with the distribution's chromedriver, in a new tab, through a port that carries a ticket."""
    path = shutil.which("chromedriver")
    assert path is not None, "chromedriver is not on the PATH: run the tests with `make test`"
    options = Options()
    options.debugger_address = relay.ticket("--port")["debugger_address"]
    driver = webdriver.Chrome(options=options, service=Service(path))
    driver.switch_to.new_window("tab")
    yield driver
    driver.close()
    driver.quit()
