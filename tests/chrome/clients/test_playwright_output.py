"""What Playwright brings home: pictures, PDF, traces, coverage, snapshots; the same on both ends."""

from __future__ import annotations

import asyncio
import json
import struct
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Browser, Error, Page

from tests.chrome.clients.conftest import End
from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = (
    "<style>body {margin: 0} ::-webkit-scrollbar {display: none}</style>"
    "<div style='height: 1000px'><div id=a style='width: 50px; height: 60px; background: red'></div></div>"
)
RGBA = 6


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the header of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_pictures_of_the_view_the_page_an_element_and_a_part(page: Page) -> None:
    await page.set_viewport_size({"width": 400, "height": 300})
    await page.set_content(LONG)
    assert size(await page.screenshot()) == (400, 300)
    assert size(await page.screenshot(full_page=True)) == (400, 1000)
    part = {"x": 0.0, "y": 700.0, "width": 10.0, "height": 20.0}
    assert size(await page.screenshot(full_page=True, clip=part)) == (10, 20)  # type: ignore[arg-type]
    assert size(await page.locator("#a").screenshot()) == (50, 60)
    assert (await page.screenshot(omit_background=True))[25] == RGBA
    assert (await page.screenshot(type="jpeg", quality=10)).startswith(b"\xff\xd8")
    masked = await page.screenshot(animations="disabled", mask=[page.locator("#a")], style="#a {outline: 1px solid}")
    assert size(masked) == (400, 300)
    assert await page.evaluate("[innerWidth, innerHeight]") == [400, 300]


async def test_a_page_becomes_a_pdf(page: Page) -> None:
    await page.set_content("<h1>title</h1>")
    pdf = await page.pdf(format="A4", print_background=True, display_header_footer=True, header_template="<b>top</b>")
    assert pdf.startswith(b"%PDF")


async def test_a_trace_holds_pictures_snapshots_and_requests(page: Page, site: Site, tmp_path: Path) -> None:
    await page.context.tracing.start(screenshots=True, snapshots=True)
    await page.goto(site.url("form.html"))
    await page.fill("#name", "traced")
    await page.click("#send")
    await page.wait_for_selector("p#name")
    await page.context.tracing.stop(path=tmp_path / "trace.zip")
    with zipfile.ZipFile(tmp_path / "trace.zip") as trace:
        events = [json.loads(line)["type"] for line in trace.read("trace.trace").splitlines()]
        requests = trace.read("trace.network").decode()
        assert any(name.endswith(".jpeg") for name in trace.namelist())
    assert {"frame-snapshot", "screencast-frame"} <= set(events)
    assert "/echo" in requests


async def test_chromes_own_trace(browser: Browser, page: Page, site: Site) -> None:
    await browser.start_tracing(page=page, screenshots=True)
    await page.goto(site.url("form.html"))
    assert len(json.loads(await browser.stop_tracing())["traceEvents"]) > 100


async def test_coverage_of_style_rules(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    for method in ("DOM.enable", "CSS.enable", "CSS.startRuleUsageTracking"):
        await session.send(method)
    await page.set_content("<style>b {color: red} i {color: blue}</style><b>bold</b>")
    usage = (await session.send("CSS.stopRuleUsageTracking"))["ruleUsage"]
    assert [rule["used"] for rule in usage].count(True) == 1
    await session.detach()


async def test_coverage_of_scripts_is_not_for_extensions(page: Page, end: End) -> None:
    """Chrome gives the V8 profiler to trusted clients only, and says that it has none."""
    session = await page.context.new_cdp_session(page)
    if end.name == "direct":
        await session.send("Profiler.enable")
    else:
        with pytest.raises(Error, match=r"'Profiler\.enable' wasn't found"):
            await session.send("Profiler.enable")
    await session.detach()


async def test_snapshots_of_accessibility_layout_and_document(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    session = await page.context.new_cdp_session(page)
    tree = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    assert "Send" in [node.get("name", {}).get("value") for node in tree]
    await session.send("Performance.enable")
    assert (await session.send("Performance.getMetrics"))["metrics"]
    assert "form" in (await session.send("Page.captureSnapshot"))["data"]
    assert (await session.send("DOMSnapshot.captureSnapshot", {"computedStyles": []}))["documents"]
    await session.detach()


async def test_a_screencast_shows_what_changes(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    session = await page.context.new_cdp_session(page)
    frame: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
    session.on("Page.screencastFrame", lambda params: frame.done() or frame.set_result(params))
    await session.send("Page.startScreencast", {"format": "jpeg"})
    await page.evaluate("document.body.style.background = 'red'")
    async with asyncio.timeout(15):
        shown = await frame
    await session.send("Page.screencastFrameAck", {"sessionId": shown["sessionId"]})
    await session.send("Page.stopScreencast")
    await session.detach()
