"""A person shares tabs of their own browser: the button, the group, the badge, the pairing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

import tabrelay
from tabrelay.client import GatewayConnection
from tabrelay.extension_id import EXTENSION_ID
from tabrelay.gateway import Gateway, Settings
from tabrelay.protocol.operator import TabView
from tests.chrome.cdp import connected
from tests.chrome.conftest import Site
from tests.chrome.person import Person, person_at_browser

LOADED_TITLE = """new Promise((done) => {
  const tell = () => done(document.title);
  document.readyState === "complete" ? tell() : addEventListener("load", tell);
})"""


@pytest_asyncio.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with Gateway(Settings(port=0, state_dir=tmp_path / "state")) as gateway:
        yield gateway


@pytest_asyncio.fixture
async def operator(gateway: Gateway) -> AsyncIterator[GatewayConnection]:
    async with tabrelay.connect(state_dir=gateway.settings.state_dir) as operator:
        yield operator


@pytest_asyncio.fixture
async def person(operator: GatewayConnection, tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody whose browser is paired and linked, in the mode that people get: only tabs they share."""
    offer = await operator.create_pairing(name="own browser")
    bootstrap = {"pairing": offer.pairing, "mode": "shared", "name": "own browser"}
    async with person_at_browser(tmp_path / "browser", bootstrap) as person:
        await operator.wait_for_browser(timeout=30)
        yield person


@pytest_asyncio.fixture
async def dedicated(operator: GatewayConnection, tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody at a browser that is there for programs: all its tabs are shared."""
    offer = await operator.create_pairing(name="dedicated")
    bootstrap = {"pairing": offer.pairing, "mode": "all", "name": "dedicated"}
    async with person_at_browser(tmp_path / "browser", bootstrap) as person:
        await operator.wait_for_browser(timeout=30)
        yield person


async def shared_urls(operator: GatewayConnection) -> set[str]:
    return {tab.url for tab in await operator.tabs()}


async def test_nothing_is_shared_until_the_person_clicks(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    await person.open(site.url("form.html"))
    assert await operator.tabs() == ()
    async with connected((await operator.create_ticket()).ws) as client:
        assert (await client.call("Target.getTargets"))["targetInfos"] == []


async def test_a_click_shares_the_tab_and_another_one_takes_it_back(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    tab_id = await person.open(site.url("form.html"))
    with operator.events() as events:
        await person.click_button(tab_id)
        shared = (await anext(event async for event in events if event.name == "tab.shared")).payload
        assert isinstance(shared, TabView)
        assert shared.url == site.url("form.html")
        await person.badge(tab_id, "ON")
        group = await person.in_worker(f"return await chrome.tabGroups.get((await chrome.tabs.get({tab_id})).groupId)")
        assert group["title"] == "Tabrelay"
        async with connected((await operator.create_ticket()).ws) as client:
            session = await client.attach(shared.target_id)
            assert await client.evaluate(LOADED_TITLE, session) == "form"
            await person.click_button(tab_id)
            await client.event("Target.detachedFromTarget")
        await person.badge(tab_id, "")
        assert await operator.tabs() == ()
        assert await person.in_worker(f"return (await chrome.tabs.get({tab_id})).groupId") == -1


async def test_dragging_the_tab_out_of_the_group_unshares_it(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    tab_id = await person.open(site.url("form.html"))
    await person.click_button(tab_id)
    await person.badge(tab_id, "ON")
    await person.in_worker(f"await chrome.tabs.ungroup({tab_id})")
    await person.badge(tab_id, "")
    assert await operator.tabs() == ()


async def test_a_page_of_chromes_own_cannot_be_shared_and_the_button_says_why(person: Person) -> None:
    tab_id = await person.open("chrome://version/")
    await person.click_button(tab_id)
    assert "Chrome" in await person.badge(tab_id, "!")


async def test_a_client_opens_a_tab_in_the_background_of_a_persons_browser(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    mine = await person.open(site.url("form.html"))
    async with connected((await operator.create_ticket()).ws) as client:
        target, session = await client.page(site.url("button.html"))
        assert [tab.target_id for tab in await operator.tabs()] == [target]
        assert await person.in_worker(f"return (await chrome.tabs.get({mine})).active") is True
        await client.call("Target.closeTarget", {"targetId": target})
        await client.event("Target.detachedFromTarget")
        assert session


async def test_what_a_shared_page_opens_is_shared_and_what_the_person_opens_beside_it_is_not(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    tab_id = await person.open(site.url("popup.html"))
    await person.click_button(tab_id)
    await person.badge(tab_id, "ON")
    (opener,) = await operator.tabs()
    beside = await person.open(site.url("form.html"))
    async with connected((await operator.create_ticket()).ws) as client:
        await client.call("Target.setDiscoverTargets", {"discover": True})
        session = await client.attach(opener.target_id)
        params = {"expression": "document.getElementById('open').click()", "userGesture": True}
        await client.call("Runtime.evaluate", params, session)
        popup = await client.wait_for(lambda frame: "openerId" in str(frame) and "targetCreated" in str(frame))
        info = popup["params"]["targetInfo"]
        assert info["openerId"] == opener.target_id
        assert {tab.target_id for tab in await operator.tabs()} == {opener.target_id, info["targetId"]}
    assert await person.badge(beside, "") != ""


async def test_shared_tabs_and_sessions_survive_the_workers_end(
    person: Person, operator: GatewayConnection, site: Site
) -> None:
    await person.open(site.url("button.html"))
    other = await person.page(site.url("button.html"))
    tab_id = await person.open(site.url("form.html"))
    await person.click_button(tab_id)
    await person.badge(tab_id, "ON")
    (shared,) = await operator.tabs()
    async with connected((await operator.create_ticket()).ws) as client:
        session = await client.attach(shared.target_id)
        await client.evaluate("window.kept = 'kept'", session)
        with operator.events() as events:
            await person.kill_worker()
            names = []
            while "browser.unlinked" not in names:
                names.append((await anext(events)).name)
        # Any event of the browser wakes the worker: here, what happens in a tab that is not shared.
        await person.port.call("Page.navigate", {"url": site.url("worker.html")}, other)
        await operator.wait_for_browser(timeout=60)
        await person.badge(tab_id, "ON")
        assert [tab.target_id for tab in await operator.tabs()] == [shared.target_id]
        assert await client.evaluate("window.kept", session) == "kept"


async def test_where_all_tabs_are_shared_a_click_takes_one_back_until_the_next_click(
    dedicated: Person, operator: GatewayConnection, site: Site
) -> None:
    mine, page = await dedicated.open(site.url("form.html")), await dedicated.page(site.url("form.html"))
    await dedicated.badge(mine, "ON")
    await dedicated.click_button(mine)
    await dedicated.badge(mine, "")
    assert site.url("form.html") not in await shared_urls(operator)
    # Whatever the page does, the tab stays theirs.
    await dedicated.port.call("Page.navigate", {"url": site.url("worker.html")}, page)
    other = await dedicated.open(site.url("button.html"))
    await dedicated.badge(other, "ON")
    assert await dedicated.tab(mine) == {"url": site.url("worker.html"), "badge": ""}
    assert site.url("button.html") in await shared_urls(operator)
    assert site.url("worker.html") not in await shared_urls(operator)
    await dedicated.click_button(mine)
    await dedicated.badge(mine, "ON")
    assert site.url("worker.html") in await shared_urls(operator)


async def test_where_all_tabs_are_shared_cancel_on_chromes_bar_takes_a_tab_back_for_good(
    dedicated: Person, operator: GatewayConnection, site: Site
) -> None:
    tab_id, page = await dedicated.open(site.url("form.html")), await dedicated.page(site.url("form.html"))
    await dedicated.badge(tab_id, "ON")
    (target,) = (tab.target_id for tab in await operator.tabs() if tab.url == site.url("form.html"))
    async with connected((await operator.create_ticket()).ws) as client:
        await client.attach(target)
        await dedicated.cancel_debugging(tab_id)
        await client.event("Target.detachedFromTarget")
        await dedicated.badge(tab_id, "")
        assert (await client.ask("Target.attachToTarget", {"targetId": target}))["error"]
        with operator.events() as events:
            await dedicated.kill_worker()
            await anext(event async for event in events if event.name == "browser.unlinked")
        await dedicated.port.call("Page.navigate", {"url": site.url("worker.html")}, page)
        await operator.wait_for_browser(timeout=60)
        other = await dedicated.open(site.url("button.html"))
        await dedicated.badge(other, "ON")
        assert await dedicated.tab(tab_id) == {"url": site.url("worker.html"), "badge": ""}
        assert site.url("worker.html") not in await shared_urls(operator)


async def test_pairing_by_the_page_that_tabrelay_pair_opens(operator: GatewayConnection, tmp_path: Path) -> None:
    offer = await operator.create_pairing(name="by hand")
    async with person_at_browser(tmp_path / "unpaired") as person:
        await person.worker()
        await person.port.call("Target.createTarget", {"url": offer.page})
        question = await person.page(f"chrome-extension://{EXTENSION_ID}/ui/pair.html")
        shown = "document.getElementById('gateway-words').textContent"
        async with asyncio.timeout(30):
            while await person.port.evaluate(shown, question) != offer.words.replace("-", ""):
                pass
        with operator.events() as events:
            await person.port.evaluate("document.getElementById('pair').click()", question)
            names = []
            while "device.paired" not in names:
                names.append((await anext(events)).name)
        browser = await operator.wait_for_browser(timeout=30)
        assert browser.name == "by hand"
