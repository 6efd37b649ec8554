"""Playwright inside the page: scripts, bindings, handles, values, errors, emulation, time; the same on both ends."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Error, Page

from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEDIA = (
    "print",
    "(prefers-color-scheme: dark)",
    "(prefers-reduced-motion: reduce)",
    "(forced-colors: active)",
    "(prefers-contrast: more)",
)


async def test_scripts_and_functions_are_there_in_every_frame_of_every_document(page: Page, site: Site) -> None:
    told: list[tuple[str, str]] = []

    def tell(source: dict[str, object], word: str) -> str:
        told.append((source["frame"].url, word))  # type: ignore[attr-defined]
        return word.upper()

    await page.add_init_script("window.early = 1")
    await page.expose_binding("tell", tell)
    await page.goto(site.url("form.html"))
    await page.goto(site.url("frames/localhost/button.html"))
    for frame in page.frames:
        assert await frame.evaluate("early") == 1
        assert await frame.evaluate("tell('word')") == "WORD"
    assert told == [(frame.url, "word") for frame in page.frames]
    with pytest.raises(Error, match="already registered"):
        await page.expose_function("tell", lambda: None)


async def test_thousands_of_handles_are_held_and_let_go(page: Page) -> None:
    await page.set_content("<ul>" + "".join(f"<li>{number}</li>" for number in range(1000)) + "</ul>")
    handles = await page.query_selector_all("li")
    assert len(handles) == 1000
    assert await handles[-1].inner_text() == "999"
    await asyncio.gather(*(handle.dispose() for handle in handles))
    handle = await page.evaluate_handle("({a: {b: [1, 2]}, body: document.body})")
    properties = await handle.get_properties()
    assert properties["body"].as_element() is not None
    assert await properties["a"].json_value() == {"b": [1, 2]}
    both = [handle, await page.query_selector("ul"), 5]
    assert await page.evaluate("([held, list, n]) => [held.a.b.length, list.tagName, n]", both) == [2, "UL", 5]


async def test_large_and_odd_values_go_both_ways(page: Page) -> None:
    assert len(await page.evaluate("'x'.repeat(5e6)")) == 5_000_000
    assert await page.evaluate("text => text.length", "y" * 3_000_000) == 3_000_000
    many = await page.evaluate("Array.from({length: 10_000}, (_, i) => ({i, text: 'é😀'}))")
    assert many[9_999] == {"i": 9_999, "text": "é😀"}
    assert await page.evaluate("[NaN, -Infinity, null, undefined, 10n].map(String)") == [
        "NaN",
        "-Infinity",
        "null",
        "undefined",
        "10",
    ]
    with pytest.raises(Error, match="boom"):
        await page.evaluate("(() => { throw new Error('boom') })()")


async def test_errors_and_messages_of_the_page_are_told(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    async with page.expect_event("pageerror") as raised:
        await page.evaluate("void setTimeout(() => { throw new TypeError('thrown') })")
    error = await raised.value
    assert (error.name, error.message) == ("TypeError", "thrown")
    async with page.expect_event("pageerror") as raised:
        await page.evaluate("void Promise.reject(new Error('rejected'))")
    assert (await raised.value).message == "rejected"
    said: list[tuple[str, str]] = []
    page.on("console", lambda message: said.append((message.type, message.text)))
    async with page.expect_console_message(lambda message: message.text == "last"):
        await page.evaluate("""{
            console.error("e", 1, {a: 2}); console.table([1]); console.assert(false, "no"); console.trace("t");
            console.log("last");
        }""")
    assert said == [("error", "e 1 {a: 2}"), ("table", "[1]"), ("assert", "no"), ("trace", "t"), ("log", "last")]


async def test_what_is_emulated_is_seen_by_the_page_and_outlives_navigation(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    await page.set_viewport_size({"width": 500, "height": 400})
    await page.emulate_media(
        media="print", color_scheme="dark", reduced_motion="reduce", forced_colors="active", contrast="more"
    )
    matches = "queries => queries.map(query => matchMedia(query).matches)"
    assert await page.evaluate(matches, MEDIA) == [True] * 5
    await page.goto(site.other_site_url("form.html"))
    assert await page.evaluate(matches, MEDIA) == [True] * 5
    assert await page.evaluate("[innerWidth, innerHeight]") == [500, 400]
    await page.emulate_media(
        media="null", color_scheme="null", reduced_motion="null", forced_colors="null", contrast="null"
    )
    assert await page.evaluate(matches, MEDIA) == [False] * 5


async def test_what_a_session_of_the_scripts_own_emulates_goes_with_it(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    await session.send("Emulation.setLocaleOverride", {"locale": "fr-FR"})
    await session.send("Emulation.setUserAgentOverride", {"userAgent": "mine", "acceptLanguage": "de"})
    seen = "[new Date(0).getHours(), Intl.NumberFormat().resolvedOptions().locale, navigator.userAgent]"
    assert await page.evaluate(seen) == [9, "fr-FR", "mine"]
    await session.detach()
    hours, locale, agent = await page.evaluate(seen)
    assert "mine" not in agent
    assert (hours, locale) != (9, "fr-FR")


async def test_time_is_the_scripts(page: Page, site: Site) -> None:
    await page.clock.install(time=0)
    await page.goto(site.url("form.html"))
    await page.evaluate("{ window.ticks = 0; setInterval(() => ticks++, 1000) }")
    await page.clock.run_for(5000)
    assert await page.evaluate("ticks") == 5
    await page.clock.set_fixed_time(1)
    assert await page.evaluate("Date.now()") == 1000
