"""A person's own browser, headless: the extension as shipped, and hands that click where a person would.

What only a person can do (the toolbar button, the tab strip) is done through the browser's own debugging port, which
the product itself never uses.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabrelay.browser import Launch, LaunchedBrowser, find_browser
from tabrelay.extension_id import EXTENSION_ID
from tests.chrome.cdp import Cdp, connected

LIMIT_S = 30.0
WORKER = f"chrome-extension://{EXTENSION_ID}/background.js"


@dataclass
class Person:
    """Somebody at a browser."""

    port: Cdp

    async def in_worker(self, body: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run the body of an async function in the extension's worker; started first where Chrome has ended it."""
        params = {"expression": f"(async () => {{ {body} }})()", "awaitPromise": True, "returnByValue": True}
        while True:
            session = await self.port.attach(await self.worker())
            answer = await self.port.ask("Runtime.evaluate", params, session)
            if "error" in answer or "chrome is not defined" in str(answer["result"].get("exceptionDetails")):
                continue  # the worker ended meanwhile, or has only just been started
            assert "exceptionDetails" not in answer["result"], answer["result"]
            return answer["result"]["result"].get("value")

    async def worker(self) -> str:
        """The target of the worker, once there is one."""
        return await self._target("service_worker", WORKER)

    async def kill_worker(self) -> None:
        """End the worker, as Chrome does when it likes."""
        target = await self.worker()
        await self.port.call("Target.closeTarget", {"targetId": target})

    async def open(self, url: str) -> int:
        """Open a tab by hand; its tab id, once it shows the address."""
        await self.port.call("Target.createTarget", {"url": url})
        await self._target("page", url)
        return int(await self.in_worker(f"return (await chrome.tabs.query({{url: '{url}'}}))[0].id"))

    async def click_button(self, tab_id: int) -> None:
        """Click the toolbar button on a tab."""
        await self.in_worker(f"chrome.action.onClicked.dispatch(await chrome.tabs.get({tab_id}))")

    async def cancel_debugging(self, tab_id: int) -> None:
        """Press Cancel on Chrome's debugging bar: the debugger leaves the tab, and Chrome says why."""
        tab = f"{{tabId: {tab_id}}}"
        await self.in_worker(
            f"await chrome.debugger.detach({tab}); chrome.debugger.onDetach.dispatch({tab}, 'canceled_by_user')"
        )

    async def badge(self, tab_id: int, wanted: str) -> str:
        """Wait until the badge says ``wanted``; the tooltip then."""
        tab = f"{{tabId: {tab_id}}}"
        read = f"return [await chrome.action.getBadgeText({tab}), await chrome.action.getTitle({tab})]"
        async with asyncio.timeout(LIMIT_S):
            while True:
                text, title = await self.in_worker(read)
                if text == wanted:
                    return str(title)

    async def tab(self, tab_id: int) -> dict[str, str]:
        """What a tab shows, and what the button says on it."""
        tab = f"{{tabId: {tab_id}}}"
        read = f"return {{url: (await chrome.tabs.get({tab_id})).url, badge: await chrome.action.getBadgeText({tab})}}"
        return dict(await self.in_worker(read))

    async def page(self, url: str) -> str:
        """A session on the page at this address, once it is there."""
        return await self.port.attach(await self._target("page", url))

    async def _target(self, kind: str, url: str) -> str:
        async with asyncio.timeout(LIMIT_S):
            while True:
                for info in (await self.port.call("Target.getTargets"))["targetInfos"]:
                    if info["type"] == kind and info["url"].startswith(url):
                        return str(info["targetId"])


@asynccontextmanager
async def person_at_browser(
    home: Path, bootstrap: dict[str, str] | None = None, *, incognito: bool = False
) -> AsyncIterator[Person]:
    """A browser with the extension; ``bootstrap`` pairs it without asking, ``incognito`` allows it there."""
    arguments = ("--remote-debugging-port=0",)
    launch = Launch(
        executable=find_browser().path,
        home=home,
        bootstrap=bootstrap,
        headless=True,
        args=arguments,
        incognito=incognito,
    )
    async with LaunchedBrowser(launch) as browser:
        address = await asyncio.to_thread(_debugging_address, browser.profile / "DevToolsActivePort")
        async with connected(address) as port:
            yield Person(port)


def _debugging_address(file: Path) -> str:
    """The debugging port's WebSocket, once the browser has written its file (a line for the port, one for the path)."""
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > 1:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
    raise TimeoutError("the browser opened no debugging port")
