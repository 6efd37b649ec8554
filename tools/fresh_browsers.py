"""Starts a fresh browser, connects, sets a page with a frame of another site and clicks in it; as often as asked.

This is where a relay that loses CDP's order shows it: Playwright drops the frame, and the click waits in vain.

    python tools/fresh_browsers.py 50
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from aiohttp import web
from playwright.async_api import Error, async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.chrome.conftest import start_relay, stop_relay

INNER = "<button id=b onclick=\"this.textContent='clicked'\">press</button>"
CLICK_LIMIT_MS = 10_000


async def attempt(ws: str, frame: str) -> None:
    """Connect, set the content, click. Raises Playwright's error where that fails."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(ws)
        page = await browser.contexts[0].new_page()
        await page.set_content(f"<iframe id=f src='{frame}'></iframe>")
        button = page.frame_locator("#f").locator("#b")
        await button.click(timeout=CLICK_LIMIT_MS)
        if await button.inner_text() != "clicked":
            raise Error("the click did nothing")
        await browser.close()


async def main(runs: int) -> int:
    """The number of runs that failed."""
    app = web.Application()
    app.router.add_get("/inner", _inner)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    frame = f"http://localhost:{runner.addresses[0][1]}/inner"
    failed = 0
    for run in range(1, runs + 1):
        with tempfile.TemporaryDirectory() as state:
            process, relay = await asyncio.to_thread(start_relay, Path(state))
            try:
                await attempt(relay.ready["ws"], frame)
            except Error as error:
                failed += 1
                print(f"run {run}: {error}")
            finally:
                await asyncio.to_thread(stop_relay, process)
        print(f"\r{run} of {runs}, {failed} failed", end="", flush=True)
    print()
    await runner.cleanup()
    return failed


async def _inner(_: web.Request) -> web.Response:
    return web.Response(text=INNER, content_type="text/html")


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)) else 0)
