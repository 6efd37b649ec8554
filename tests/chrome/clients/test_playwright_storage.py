"""Playwright's contexts: cookies, storage, downloads, a context of its own; the same on both ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.chrome.clients.conftest import End
from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_storage_is_told_and_cookies_come_and_go(page: Page, site: Site) -> None:
    context = page.context
    await page.goto(site.url("form.html"))
    await page.evaluate("localStorage.setItem('kept', 'yes')")
    await context.add_cookies(
        [
            {"name": "one", "value": "1", "url": site.url()},
            {"name": "two", "value": "2", "url": site.url(), "httpOnly": True, "sameSite": "Lax"},
        ]
    )
    state = await context.storage_state()
    assert {"one", "two"} <= {cookie["name"] for cookie in state["cookies"]}
    [origin] = [origin for origin in state["origins"] if origin["origin"] + "/" == site.url()]
    assert {"name": "kept", "value": "yes"} in origin["localStorage"]
    await page.evaluate("localStorage.clear()")
    await context.clear_cookies(name="one")
    assert [cookie["name"] for cookie in await context.cookies(site.url())] == ["two"]
    await context.clear_cookies()
    assert await context.cookies(site.url()) == []
    response = await context.request.get(site.url("form.html"))
    assert "<title>form" in await response.text()


async def test_a_context_of_its_own_has_its_own_cookies_and_settings(browser: Browser, page: Page, site: Site) -> None:
    context = await browser.new_context(
        viewport={"width": 333, "height": 222},
        user_agent="its own",
        locale="de-DE",
        timezone_id="Asia/Tokyo",
        color_scheme="dark",
        extra_http_headers={"x-own": "1"},
        storage_state={
            "cookies": [
                {
                    "name": "given",
                    "value": "1",
                    "domain": "127.0.0.1",
                    "path": "/",
                    "expires": -1,
                    "httpOnly": False,
                    "secure": False,
                    "sameSite": "Lax",
                }
            ],
            "origins": [{"origin": site.url()[:-1], "localStorage": [{"name": "given", "value": "too"}]}],
        },
    )
    inside = await context.new_page()
    async with inside.expect_request("**/form.html") as asked:
        await inside.goto(site.url("form.html"))
    assert (await (await asked.value).all_headers())["x-own"] == "1"
    seen = """[innerWidth, navigator.userAgent, navigator.language, new Date(0).getHours(),
        matchMedia("(prefers-color-scheme: dark)").matches, document.cookie, localStorage.given]"""
    assert await inside.evaluate(seen) == [333, "its own", "de-DE", 9, True, "given=1", "too"]
    async with inside.expect_popup() as opened:
        await inside.evaluate("void window.open('button.html')")
    popup = await opened.value
    assert popup.context == context
    await page.goto(site.url("form.html"))
    assert "given" not in await page.evaluate("document.cookie")
    await context.close()
    assert context not in browser.contexts


async def test_a_download_arrives_where_the_script_is(end: End, site: Site, tmp_path: Path) -> None:
    """By a client that came last: on Chrome's own port, the last one to say where downloads go is obeyed."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(end.ws)
        page = await browser.contexts[0].new_page()
        await page.goto(site.url("form.html"))
        await page.set_content("<a id=a href='data:text/plain,arrived' download='named.txt'>get</a>")
        async with page.expect_download() as started:
            await page.click("#a")
        download = await started.value
        assert download.suggested_filename == "named.txt"
        await download.save_as(tmp_path / "here.txt")
        assert (tmp_path / "here.txt").read_text() == "arrived"
        assert await download.failure() is None
        await page.close()
