"""The page ``/pair`` in a real browser, with the real extension and without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tabrelay.browser.extension import extension_path
from tabrelay.browser.find import find_browser
from tabrelay.browser.flags import circumstances
from tabrelay.protocol.identity import short_words
from tests.gateway.harness import operator, running


@asynccontextmanager
async def chromium(profile: Path, *, extension: bool) -> AsyncIterator[BrowserContext]:
    args = ["--headless=new", "--test-type", *circumstances()]
    if extension:
        args += [f"--load-extension={extension_path()}", f"--disable-extensions-except={extension_path()}"]
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_browser().path,
            headless=False,
            args=args,
            ignore_default_args=["--disable-extensions"],
        )
        try:
            yield context
        finally:
            await context.close()


async def words_on(page: Page) -> str:
    return "-".join(await page.locator("#words span").all_inner_texts())


async def test_the_page_hands_the_pairing_over_and_the_person_confirms(tmp_path: Path) -> None:
    async with (
        running(tmp_path, name="Den") as gateway,
        operator(gateway) as console,
        chromium(tmp_path / "profile", extension=True) as context,
    ):
        made = await console.ask("pairing.create", name="Laptop")
        if not context.service_workers:
            await context.wait_for_event("serviceworker")
        page = await context.new_page()
        async with context.expect_page(lambda opened: "/ui/pair.html" in opened.url) as opening:
            await page.goto(made["page"])
        await expect(page.locator("#headline")).to_contain_text("Now confirm")
        assert page.url == f"{gateway.url}/pair", "the secret is not left in the address bar"
        assert await words_on(page) == short_words(gateway.fingerprint) == made["words"]
        await expect(page.locator("#gateway")).to_have_text("“Den”")
        question = await opening.value
        await question.click("#pair")
        paired = await console.event("device.paired")
        assert (paired["device"]["name"], paired["pairing"]) == ("Laptop", made["id"])


async def test_without_the_extension_the_page_says_how_to_get_it(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as gateway,
        operator(gateway) as console,
        chromium(tmp_path / "profile", extension=False) as context,
    ):
        page = await context.new_page()
        await page.goto((await console.ask("pairing.create"))["page"])
        await expect(page.locator("#headline")).to_have_text("The Tabrelay extension is not in this browser.")
        await expect(page.locator("#install")).to_contain_text("tabrelay extension install")
        await expect(page.get_by_role("button", name="Look again")).to_be_visible()
        await expect(page.locator("#compare")).to_be_hidden()


@pytest.mark.parametrize(
    ("fragment", "said"),
    [("", "There is no pairing"), ("nonsense", "damaged"), ("tabrelay1.%%%", "damaged"), ("tabrelay1.e30", "damaged")],
)
async def test_an_address_without_a_good_pairing_is_explained(tmp_path: Path, fragment: str, said: str) -> None:
    async with running(tmp_path) as gateway, chromium(tmp_path / "profile", extension=False) as context:
        page = await context.new_page()
        await page.goto(f"{gateway.url}/pair#{fragment}")
        await expect(page.locator("#headline")).to_contain_text(said)
        await expect(page.locator("#state")).to_have_attribute("data-tone", "bad")


async def test_an_expired_pairing_is_explained(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as gateway,
        operator(gateway) as console,
        chromium(tmp_path / "profile", extension=False) as context,
    ):
        page = await context.new_page()
        await page.goto((await console.ask("pairing.create", ttlMs=1))["page"])
        await expect(page.locator("#headline")).to_have_text("This pairing has expired.")


async def test_a_page_of_another_origin_cannot_use_the_gateway(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, chromium(tmp_path / "profile", extension=False) as context:
        page = await context.new_page()
        await page.goto("data:text/html,<title>elsewhere</title>")
        outcome = await page.evaluate(
            """async (base) => {
                const socket = new Promise((resolve) => {
                    const ws = new WebSocket(base.replace("http", "ws") + "/gateway");
                    ws.onopen = () => resolve("open");
                    ws.onerror = () => resolve("refused");
                });
                const image = new Promise((resolve) => {
                    const img = new Image();
                    img.onload = () => resolve("loaded");
                    img.onerror = () => resolve("refused");
                    img.src = base + "/pair/icon.svg";
                });
                const read = fetch(base + "/healthz").then((r) => r.text(), () => "refused");
                return Promise.all([socket, image, read]);
            }""",
            gateway.url,
        )
        assert outcome == ["refused", "refused", "refused"]
