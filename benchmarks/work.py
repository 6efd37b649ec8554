"""What is done and timed. Every function drives a page through one connection and does not know which side it is on."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.cdp import Cdp, CdpFailed, Message, connect
from benchmarks.order import CONSOLE

EVALUATE = ("Runtime.evaluate", {"expression": "1+1", "returnByValue": True})

STRING_CHARS = 10_000_000
LONG_STRING = ("Runtime.evaluate", {"expression": f"'x'.repeat({STRING_CHARS})", "returnByValue": True})

VIEW = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
SCREENSHOT = ("Page.captureScreenshot", {"format": "png"})
SCREENSHOT_CHARS = 4_000_000
NOISE = Path(__file__).with_name("noise.js")


def milliseconds_since(begun: float) -> float:
    """From a reading of ``time.perf_counter`` until now."""
    return (time.perf_counter() - begun) * 1000


async def sequential(cdp: Cdp, count: int) -> list[float]:
    """Milliseconds of each of ``count`` evaluations, one after the other."""
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        await cdp.call(*EVALUATE)
        times.append(milliseconds_since(begun))
    return times


async def in_flight(cdp: Cdp, count: int, width: int) -> float:
    """Evaluations per second with ``width`` of them in flight."""
    left = iter(range(count))

    async def worker() -> None:
        for _ in left:
            await cdp.call(*EVALUATE)

    begun = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(width)))
    return count / (time.perf_counter() - begun)


async def long_string(cdp: Cdp) -> float:
    """Milliseconds until a string of 10 MB is a value of this program."""
    begun = time.perf_counter()
    answer = await cdp.call(*LONG_STRING)
    passed = milliseconds_since(begun)
    if len(answer["result"]["value"]) != STRING_CHARS:
        raise CdpFailed("the string did not come whole")
    return passed


async def show_noise(cdp: Cdp) -> None:
    """Make the page a picture that cannot be compressed."""
    await cdp.call("Emulation.setDeviceMetricsOverride", VIEW)
    script = NOISE.read_text(encoding="utf-8").rstrip().rstrip(";")
    await cdp.evaluate(f"({script})({VIEW['width']}, {VIEW['height']})")


async def hide_noise(cdp: Cdp) -> None:
    """Make the page as it was."""
    await cdp.evaluate("document.querySelector('#noise').remove()")
    await cdp.call("Emulation.clearDeviceMetricsOverride")


async def screenshot(cdp: Cdp) -> float:
    """Milliseconds until the picture is a value of this program."""
    begun = time.perf_counter()
    answer = await cdp.call(*SCREENSHOT)
    passed = milliseconds_since(begun)
    if len(answer["data"]) < SCREENSHOT_CHARS:
        raise CdpFailed(f"the screenshot has only {len(answer['data'])} characters")
    return passed


def log_many(count: int) -> str:
    """An expression that logs ``count`` times."""
    return f"for (let i = 0; i < {count}; i += 1) console.log(i)"


async def events(cdp: Cdp, count: int) -> float:
    """Console events per second, from the evaluation that logs them all until the last one is here."""
    seen = 0
    whole: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def watch(message: Message) -> None:
        nonlocal seen
        if message.method == CONSOLE:
            seen += 1
            if seen == count:
                whole.set_result(time.perf_counter())

    await cdp.call("Runtime.enable")
    cdp.watch = watch
    try:
        begun = time.perf_counter()
        await cdp.evaluate(log_many(count))
        ended = await whole
    finally:
        cdp.watch = None
    await cdp.call("Runtime.disable")
    return count / (ended - begun)


async def first_evaluate(http: aiohttp.ClientSession, url: str, target_id: str) -> float:
    """Milliseconds from dialling to the value of a first evaluation."""
    begun = time.perf_counter()
    async with connect(http, url) as cdp:
        await cdp.attach(target_id)
        await cdp.call(*EVALUATE)
        return milliseconds_since(begun)


async def connect_over_cdp(playwright: Any, url: str) -> float:  # noqa: ANN401 - Playwright may be absent
    """Milliseconds that Playwright takes to connect; its page has to be there and to answer afterwards."""
    begun = time.perf_counter()
    browser = await playwright.chromium.connect_over_cdp(url)
    passed = milliseconds_since(begun)
    try:
        [page] = [page for context in browser.contexts for page in context.pages]
        if await page.evaluate("1+1") != 2:  # noqa: PLR2004
            raise CdpFailed("Playwright's page does not answer")
    finally:
        await browser.close()
    return passed
