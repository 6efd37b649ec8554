"""Playwright and its pages: popups, frames, workers, history, crashes, coming again; the same on both ends."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from playwright.async_api import Error, Frame, Page, async_playwright, expect

from tests.chrome.clients.conftest import End
from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_popup_that_closes_itself_is_closed(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    async with page.expect_popup() as opened:
        await page.evaluate("void (window.popup = window.open('button.html'))")
    popup = await opened.value
    async with popup.expect_event("close"):
        await popup.evaluate("void setTimeout(() => window.close())")
    async with page.expect_popup() as opened:
        await page.evaluate("void (window.popup = window.open('about:blank'))")
    popup = await opened.value
    async with popup.expect_event("close"):
        await page.evaluate("popup.close()")
    assert popup not in page.context.pages


async def test_a_link_to_a_new_tab_is_a_page(page: Page, site: Site) -> None:
    await page.set_content(f"<a id=a href='{site.url('button.html')}' target=_blank rel=noopener>link</a>")
    async with page.context.expect_page() as opened:
        await page.click("#a")
    new = await opened.value
    await new.wait_for_load_state()
    assert await new.title() == "inner"
    await new.close()


async def test_many_pages_work_at_once(page: Page, site: Site) -> None:
    async def fills(number: int) -> str:
        mine = await page.context.new_page()
        await mine.goto(site.url("form.html"))
        await mine.fill("#name", str(number))
        await mine.click("#send")
        await mine.wait_for_selector("p#name")
        text = await mine.inner_text("#name")
        await mine.close()
        return text

    assert await asyncio.gather(*map(fills, range(4))) == [str(number) for number in range(4)]


async def test_history_goes_back_and_forward_and_within_a_document(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    await page.goto(site.url("button.html"))
    # From the back/forward cache no `load` comes: Playwright waits for it in vain on both ends.
    await page.go_back(wait_until="commit")
    assert await page.title() == "form"
    await page.go_forward(wait_until="commit")
    assert await page.title() == "inner"
    assert await page.go_forward() is None
    await page.reload()
    await page.evaluate("history.pushState({}, '', '/pushed')")
    await page.wait_for_url("**/pushed")
    await page.evaluate("location.hash = 'part'")
    await page.wait_for_url("**/pushed#part")


async def test_navigations_fail_with_chromes_reasons(page: Page, site: Site) -> None:
    response = await page.goto(site.url("form.html"))
    assert response is not None
    assert response.status == 200
    with pytest.raises(Error, match="invalid URL"):
        await page.goto("nonsense")
    with pytest.raises(Error, match="ERR_UNSAFE_PORT"):
        await page.goto("http://127.0.0.1:1/")


async def test_frames_come_navigate_between_sites_and_go(page: Page, site: Site) -> None:
    await page.goto(site.url("frames/localhost/button.html"))
    main, inner = page.frames
    assert inner.parent_frame == main
    element = await inner.frame_element()
    assert await element.get_attribute("id") == "f"
    assert await element.content_frame() == inner
    await inner.click("#b")
    await expect(page.frame_locator("iframe").get_by_role("button")).to_have_text("clicked")
    for address in (site.url("form.html"), site.other_site_url("form.html")):

        def is_there(frame: Frame, address: str = address) -> bool:
            return frame.url == address

        async with page.expect_event("framenavigated", is_there):
            await page.evaluate("url => { document.getElementById('f').src = url }", address)
        await page.frame_locator("#f").locator("#name").fill(address)
        assert await page.frame_locator("#f").locator("#name").input_value() == address
    async with page.expect_event("framedetached"):
        await page.evaluate("document.getElementById('f').remove()")
    async with page.expect_event("frameattached"):
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('iframe'), {srcdoc: '<b>hi</b>'}))"
        )
    await expect(page.frame_locator("iframe").locator("b")).to_have_text("hi")


async def test_frames_within_frames_of_other_sites(page: Page, site: Site) -> None:
    await page.goto(site.url("frames/localhost/frames/127.0.0.1/frames/localhost/button.html"))
    button = page.frame_locator("#f").frame_locator("#f").frame_locator("#f").locator("#b")
    await button.click()
    await expect(button).to_have_text("clicked")
    assert len(page.frames) == 4


async def test_workers_come_talk_and_go(page: Page, site: Site) -> None:
    async with page.expect_worker() as started:
        await page.goto(site.url("worker.html"))
    worker = await started.value
    assert page.workers == [worker]
    handle = await worker.evaluate_handle("self")
    assert await handle.evaluate("scope => scope.answer") == 42
    async with page.expect_console_message() as said:
        await worker.evaluate("console.log('from the worker')")
    assert (await said.value).text == "from the worker"
    async with worker.expect_event("close"):
        await page.goto(site.url("form.html"))
    assert page.workers == []


async def test_a_crashed_page_is_told_and_can_be_closed(page: Page, site: Site) -> None:
    for crash in ("Page.crash", "chrome://crash"):
        doomed = await page.context.new_page()
        await doomed.goto(site.url("form.html"))
        session = await doomed.context.new_cdp_session(doomed)
        command = ("Page.navigate", {"url": crash}) if ":" in crash else (crash, {})
        async with doomed.expect_event("crash"):
            sent = asyncio.create_task(session.send(*command))
        with pytest.raises(Error, match="crashed"):
            await doomed.evaluate("1")
        await doomed.close()
        with contextlib.suppress(Error):  # Chrome answers the one and not the other
            await sent


async def test_pages_are_found_again_by_who_comes_again(page: Page, site: Site, end: End) -> None:
    await page.goto(site.url("form.html#again"))
    await page.fill("#name", "kept")
    for _ in range(2):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(end.ws)
            [same] = [found for found in browser.contexts[0].pages if found.url == page.url]
            assert await same.input_value("#name") == "kept"
            async with browser.contexts[0].expect_page() as opened:
                await same.evaluate("void window.open('about:blank')")
            await (await opened.value).close()
            # It leaves without a word.
    assert await page.input_value("#name") == "kept"


async def test_the_page_in_front_is_visible(page: Page) -> None:
    other = await page.context.new_page()
    await page.bring_to_front()
    assert await page.evaluate("document.visibilityState") == "visible"
    await other.close()


async def test_two_on_one_page_each_work(page: Page, site: Site, end: End) -> None:
    """A new tab is initialised by both at once."""
    async with async_playwright() as playwright:
        other = await playwright.chromium.connect_over_cdp(end.ws)
        async with page.context.expect_page() as opened:
            theirs = await other.contexts[0].new_page()
        mine = await opened.value
        await theirs.goto(site.url("form.html"))
        await theirs.fill("#name", "theirs")
        await mine.wait_for_url("**/form.html")
        assert await mine.input_value("#name") == "theirs"
        await mine.route("**/made-up", lambda route: route.fulfill(body="mine"))
        assert await theirs.evaluate("fetch('/made-up').then(r => r.text())") == "mine"
        await other.close()
    assert await mine.input_value("#name") == "theirs"
    await mine.close()
