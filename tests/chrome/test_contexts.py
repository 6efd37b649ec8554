"""Browser contexts: Playwright's `new_context()`, Puppeteer's `createBrowserContext()`, and what they share."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

import tabrelay
from tabrelay.client import GatewayConnection
from tabrelay.gateway import Gateway, Settings
from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import Relay, Site
from tests.chrome.person import Person, person_at_browser

COOKIE = {"name": "who", "value": "context", "url": "http://cookies.test/"}


async def names(context: BrowserContext) -> list[str]:
    return sorted(str(cookie.get("name")) for cookie in await context.cookies())


async def test_a_context_shares_no_cookies_with_the_profile_and_leaves_none(browser: Browser, site: Site) -> None:
    default = browser.contexts[0]
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(site.url("form.html"))
    await page.evaluate("document.cookie = 'page=1'; localStorage.setItem('kept', 'here')")
    await context.add_cookies([COOKIE])  # type: ignore[list-item]
    assert await names(context) == ["page", "who"]
    assert not {"page", "who"} & set(await names(default))
    outside = await default.new_page()
    await outside.goto(site.url("form.html"))
    cookies, kept = await outside.evaluate("[document.cookie, localStorage.getItem('kept')]")
    assert "page=" not in cookies
    assert kept != "here"
    await outside.close()
    await page.close()
    assert await names(context) == ["page", "who"]  # they are the context's, not its last page's
    await context.close()

    again = await browser.new_context()
    assert await names(again) == []
    fresh = await again.new_page()
    await fresh.goto(site.url("form.html"))
    assert await fresh.evaluate("localStorage.getItem('kept')") is None
    await again.close()


async def test_a_state_that_was_saved_is_there_from_the_start(browser: Browser, site: Site) -> None:
    origin = site.url().rstrip("/")
    state = {
        "cookies": [{**COOKIE, "domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": False, "secure": False,
                     "sameSite": "Lax"}],
        "origins": [{"origin": origin, "localStorage": [{"name": "kept", "value": "here"}]}],
    }  # fmt: skip
    state["cookies"][0].pop("url")  # type: ignore[union-attr]
    context = await browser.new_context(storage_state=state)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(site.url("form.html"))
    assert await page.evaluate("[document.cookie, localStorage.getItem('kept')]") == ["who=context", "here"]
    saved = await context.storage_state()
    assert saved["origins"] == state["origins"]
    assert [cookie["name"] for cookie in saved["cookies"]] == ["who"]
    await context.close()


async def test_two_contexts_have_their_own_pages_and_popups_and_one_incognito_profile(browser: Browser) -> None:
    one, two = await browser.new_context(), await browser.new_context()
    await one.new_page()
    opener = await two.new_page()
    async with opener.expect_popup() as opened:
        await opener.evaluate("void open('about:blank', '_blank', 'width=300,height=200')")
    popup = await opened.value
    assert popup.context is two
    assert (len(one.pages), len(two.pages)) == (1, 2)
    await one.add_cookies([COOKIE])  # type: ignore[list-item]
    assert await names(two) == ["who"]
    await one.close()
    assert popup in two.pages
    assert await opener.evaluate("1 + 1") == 2
    await two.close()
    assert popup.is_closed()


async def test_the_options_of_a_context_hold_on_its_pages(browser: Browser, site: Site) -> None:
    context = await browser.new_context(viewport={"width": 500, "height": 400}, locale="de-DE", user_agent="Mine/1")
    page = await context.new_page()
    await page.goto(site.url("form.html"))
    assert await page.evaluate("[innerWidth, innerHeight, navigator.language, navigator.userAgent]") == [
        500, 400, "de-DE", "Mine/1",
    ]  # fmt: skip
    await context.close()


def test_puppeteer(relay: Relay, site: Site) -> None:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    options = json.dumps({"connect": {"browserWSEndpoint": relay.ticket()["ws"]}, "site": site.url()})
    script = str(Path(__file__).with_name("contexts.mjs"))
    done = subprocess.run([node, script, options], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen == {"inside": ["puppet"], "outside": [], "pages": 1, "contexts": 2, "left": 1}


async def test_disposing_destroys_the_targets_before_the_answer(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        context = (await client.call("Target.createBrowserContext"))["browserContextId"]
        named = {"browserContextId": context}
        assert (await client.call("Target.getBrowserContexts"))["browserContextIds"] == [context]
        await client.call("Target.setDiscoverTargets", {"discover": True})
        targets = [
            (await client.call("Target.createTarget", {"url": "about:blank", **named}))["targetId"] for _ in range(2)
        ]
        for target in targets:
            info = (await client.call("Target.getTargetInfo", {"targetId": target}))["targetInfo"]
            assert info["browserContextId"] == context
        await client.attach(targets[0])
        client.frames.clear()
        answer = await client.send("Target.disposeBrowserContext", named)
        await client.wait_for(lambda frame: frame.get("id") == answer)
        gone = [
            frame["params"]["targetId"] for frame in client.frames if frame.get("method") == "Target.targetDestroyed"
        ]
        assert sorted(gone) == sorted(targets)
        assert client.frames[-1] == {"id": answer, "result": {}}
        assert (await client.call("Target.getBrowserContexts"))["browserContextIds"] == []


async def test_a_context_goes_with_its_client_and_one_that_may_stay_stays(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as watcher:
        await watcher.call("Target.setDiscoverTargets", {"discover": True})
        async with connected(relay.ticket()["ws"]) as client:
            made = {}
            for dispose in (True, False):
                context = await client.call("Target.createBrowserContext", {"disposeOnDetach": dispose})
                tab = await client.call("Target.createTarget", {"url": "about:blank", **context})
                made[dispose] = (context["browserContextId"], tab["targetId"])
        await watcher.wait_for(lambda frame: frame.get("params") == {"targetId": made[True][1]})
        left = await until_listed(watcher, [made[False][0]])
        assert left == [made[False][0]]
        await watcher.call("Target.disposeBrowserContext", {"browserContextId": made[False][0]})


async def until_listed(client: Cdp, wanted: list[str]) -> list[str]:
    """The contexts, once they are these; a tab is gone before its context is."""
    async with asyncio.timeout(30):
        while True:
            found: list[str] = (await client.call("Target.getBrowserContexts"))["browserContextIds"]
            if found == wanted:
                return found


async def test_a_ticket_can_demand_isolation(relay: Relay) -> None:
    async with connected(relay.ticket("--isolated")["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        context = await one.call("Target.createBrowserContext", {"disposeOnDetach": True})
        second = await one.ask("Target.createBrowserContext")
        assert "one incognito profile" in second["error"]["message"]
        other = await two.call("Target.createBrowserContext", {"disposeOnDetach": True})
        await one.call("Storage.setCookies", {"cookies": [COOKIE], **context})
        assert (await two.call("Storage.getCookies", other))["cookies"] == []
        await one.call("Target.disposeBrowserContext", context)
        await two.call("Target.disposeBrowserContext", other)


@pytest_asyncio.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with Gateway(Settings(port=0, state_dir=tmp_path / "state")) as gateway:
        yield gateway


@asynccontextmanager
async def at_their_browser(
    gateway: Gateway, home: Path, *, incognito: bool
) -> AsyncIterator[tuple[GatewayConnection, Person]]:
    """Somebody whose browser is paired, in the mode that people get."""
    async with tabrelay.connect(state_dir=gateway.settings.state_dir) as operator:
        offer = await operator.create_pairing(name="own")
        bootstrap = {"pairing": offer.pairing, "mode": "shared", "name": "own"}
        async with person_at_browser(home, bootstrap, incognito=incognito) as person:
            await operator.wait_for_browser(timeout=30)
            yield operator, person


async def test_where_the_person_did_not_allow_it_a_context_is_a_group_of_tabs(
    gateway: Gateway, tmp_path: Path, site: Site
) -> None:
    async with (
        at_their_browser(gateway, tmp_path / "browser", incognito=False) as (operator, _),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.connect_over_cdp((await operator.create_ticket()).ws)
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(site.url("form.html"))
        await page.evaluate("document.cookie = 'page=1'")
        assert await names(context) == await names(browser.contexts[0]) == ["page"]
        assert len(browser.contexts[0].pages) == 0
        await context.close()
        assert await operator.tabs() == ()
        await browser.close()
        demanding = (await operator.create_ticket(isolated=True)).ws
        async with connected(demanding) as client:
            refused = await client.ask("Target.createBrowserContext")
        assert "not allowed in incognito" in refused["error"]["message"]


async def test_the_persons_own_private_window_is_not_joined(gateway: Gateway, tmp_path: Path) -> None:
    async with at_their_browser(gateway, tmp_path / "browser", incognito=True) as (operator, person):
        opened = await person.in_worker(
            "return (await chrome.windows.create({incognito: true, url: 'about:blank'})).id"
        )
        async with connected((await operator.create_ticket(isolated=True)).ws) as client:
            refused = await client.ask("Target.createBrowserContext")
            assert "the person is using it" in refused["error"]["message"]
            await person.in_worker(f"await chrome.windows.remove({opened})")
            context = await client.call("Target.createBrowserContext", {"disposeOnDetach": True})
            tab = await client.call("Target.createTarget", {"url": "about:blank", **context})
            await person.kill_worker()
            info = (await client.call("Target.getTargetInfo", tab))["targetInfo"]
            assert info["browserContextId"] == context["browserContextId"]
        # The client is gone while the worker may not be back: its window goes when the worker is.
        read = "return (await chrome.windows.getAll()).filter(({incognito}) => incognito).length"
        async with asyncio.timeout(30):
            while await person.in_worker(read):
                pass


@pytest.mark.parametrize("option", [{"proxy": {"server": "http://127.0.0.1:1"}}])
async def test_what_cannot_be_had_is_refused(browser: Browser, option: dict[str, object]) -> None:
    with pytest.raises(Exception, match="the profile's proxy"):
        await browser.new_context(**option)  # type: ignore[arg-type]
