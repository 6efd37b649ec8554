"""What an unmodified Playwright script does, through the real extension."""

from __future__ import annotations

from playwright.async_api import Browser, Page, async_playwright

from tests.chrome.conftest import Relay, Site


async def test_a_form_is_filled_and_submitted(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    await page.fill("#name", "Ada")
    await page.locator("#note").press_sequentially("typed key by key")
    await page.click("#send")
    assert await page.inner_text("#name") == "Ada"
    assert await page.inner_text("#note") == "typed key by key"


async def test_screenshot_and_pdf(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    assert (await page.screenshot()).startswith(b"\x89PNG")
    assert (await page.screenshot(full_page=True, type="jpeg")).startswith(b"\xff\xd8")
    assert (await page.pdf()).startswith(b"%PDF")


async def test_cookies_are_those_of_the_profile(page: Page, site: Site) -> None:
    context = page.context
    await page.goto(site.url("form.html"))
    await page.evaluate("document.cookie = 'seen=yes'")
    assert {c["name"]: c["value"] for c in await context.cookies(site.url())}["seen"] == "yes"
    await context.add_cookies([{"name": "added", "value": "1", "url": site.url()}])
    assert "added=1" in await page.evaluate("document.cookie")
    await context.clear_cookies()
    assert await page.evaluate("document.cookie") == ""


async def test_dialogs_wait_for_their_answer(page: Page) -> None:
    seen: list[str] = []

    async def answer(dialog: object) -> None:
        seen.append(dialog.message)  # type: ignore[attr-defined]
        await dialog.accept("typed")  # type: ignore[attr-defined]

    page.on("dialog", answer)
    assert await page.evaluate("prompt('your name?')") == "typed"
    assert await page.evaluate("confirm('sure?')") is True
    assert seen == ["your name?", "sure?"]


async def test_a_click_inside_a_frame_of_another_site(page: Page, site: Site) -> None:
    await page.goto(site.url("frames/localhost/button.html"))
    button = page.frame_locator("#f").locator("#b")
    await button.click()
    assert await button.inner_text() == "clicked"


async def test_set_content_with_a_frame_of_another_site(page: Page, site: Site) -> None:
    await page.set_content(f"<iframe id=f src='{site.other_site_url('button.html')}'></iframe>")
    button = page.frame_locator("#f").locator("#b")
    await button.click()
    assert await button.inner_text() == "clicked"


async def test_workers_are_seen_and_evaluated_in(page: Page, site: Site) -> None:
    async with page.expect_event("worker") as info:
        await page.goto(site.url("worker.html"))
    worker = await info.value
    assert await worker.evaluate("self.answer") == 42


async def test_a_popup_is_a_page_with_its_opener(page: Page, site: Site) -> None:
    await page.goto(site.url("popup.html"))
    async with page.expect_popup() as info:
        await page.click("#open")
    popup = await info.value
    await popup.wait_for_load_state()
    assert await popup.title() == "inner"
    assert await popup.opener() == page
    await popup.click("#b")
    await popup.close()


async def test_requests_are_intercepted_and_let_go_with_the_client(relay: Relay, page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    async with async_playwright() as other:
        browser = await other.chromium.connect_over_cdp(relay.ticket()["ws"])
        seen_by_other = next(p for p in browser.contexts[0].pages if p.url == page.url)
        await seen_by_other.route("**/made-up", lambda route: route.fulfill(body="made up"))
        assert await seen_by_other.evaluate("fetch('/made-up').then(r => r.text())") == "made up"
        await browser.close()
    assert await page.evaluate("fetch('/made-up').then(r => r.status)") == 404


async def test_console_messages_and_exposed_functions(page: Page) -> None:
    async with page.expect_console_message() as info:
        await page.evaluate("console.log('hello', 7)")
    assert (await info.value).text == "hello 7"
    await page.expose_function("double", lambda n: n * 2)
    assert await page.evaluate("double(21)") == 42


async def test_a_cdp_session_of_the_scripts_own(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    answer = await session.send("Runtime.evaluate", {"expression": "6 * 7"})
    assert answer["result"]["value"] == 42
    await session.detach()


async def test_navigation_history_and_waiting(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    await page.goto(site.other_site_url("button.html"))
    # From the back/forward cache no `load` comes: on Chrome's own port Playwright waits for it in vain, too.
    await page.go_back(wait_until="commit")
    assert await page.title() == "form"
    await page.reload()
    await page.wait_for_selector("#send")


async def test_existing_pages_are_there_at_connect(relay: Relay, page: Page, site: Site) -> None:
    await page.goto(site.url("form.html?existing"))
    async with async_playwright() as other:
        browser = await other.chromium.connect_over_cdp(relay.ticket()["ws"])
        same = next(p for p in browser.contexts[0].pages if p.url == site.url("form.html?existing"))
        await same.fill("#name", "from the second client")
        assert await page.input_value("#name") == "from the second client"
        await browser.close()
    assert await page.title() == "form"


async def test_connecting_over_http_finds_the_websocket(relay: Relay) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(relay.ticket()["http"])
        assert browser.version.split(".")[0].isdigit()
        await browser.close()


async def test_closing_the_browser_ends_the_client_and_not_the_browser(relay: Relay, browser: Browser) -> None:
    session = await browser.new_browser_cdp_session()
    version = await session.send("Browser.getVersion")
    assert version["product"].startswith("Chrome/")
    async with async_playwright() as other:
        second = await other.chromium.connect_over_cdp(relay.ticket()["ws"])
        closer = await second.new_browser_cdp_session()
        await closer.send("Browser.close")
    assert browser.is_connected()
    page = await browser.contexts[0].new_page()
    await page.close()
