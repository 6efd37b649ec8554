"""What is asked of the browser as a whole, beside a direct port where Chrome itself answers the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import tabrelay
from tabrelay.client import GatewayConnection
from tabrelay.gateway import Gateway, Settings
from tests.chrome.cdp import Cdp, Frame, connected
from tests.chrome.conftest import Relay, Site
from tests.chrome.person import Person, person_at_browser

LOADED = "document.readyState === 'complete' || new Promise((done) => addEventListener('load', done))"


@pytest_asyncio.fixture
async def operator(tmp_path: Path) -> AsyncIterator[GatewayConnection]:
    async with (
        Gateway(Settings(port=0, state_dir=tmp_path / "state")) as gateway,
        tabrelay.connect(state_dir=gateway.settings.state_dir) as operator,
    ):
        yield operator


@pytest_asyncio.fixture
async def person(operator: GatewayConnection, tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody whose browser is paired and linked; `person.port` is its own debugging port."""
    offer = await operator.create_pairing(name="own browser")
    bootstrap = {"pairing": offer.pairing, "mode": "shared", "name": "own browser"}
    async with person_at_browser(tmp_path / "browser", bootstrap) as person:
        await operator.wait_for_browser(timeout=30)
        yield person


class Nested:
    """A session that is not flat: what `Target.sendMessageToTarget` carries, and what comes back."""

    def __init__(self, client: Cdp, target: str) -> None:
        self.client = client
        self.target = target
        self.id = ""
        self.last = 0

    async def attach(self) -> None:
        self.id = (await self.client.call("Target.attachToTarget", {"targetId": self.target}))["sessionId"]

    async def ask(self, method: str, params: Frame | None = None) -> Frame:
        self.last += 1
        number = self.last
        message = json.dumps({"id": number, "method": method, "params": params or {}})
        await self.client.call("Target.sendMessageToTarget", {"sessionId": self.id, "message": message})
        return await self.message(lambda inner: inner.get("id") == number)

    async def message(self, wanted: Any) -> Frame:  # noqa: ANN401 - a predicate
        frame = await self.client.wait_for(lambda frame: (inner := self._inner(frame)) is not None and wanted(inner))
        inner = self._inner(frame)
        assert inner is not None
        return inner

    def _inner(self, frame: Frame) -> Frame | None:
        if frame.get("method") != "Target.receivedMessageFromTarget" or frame["params"]["sessionId"] != self.id:
            return None
        inner: Frame = json.loads(frame["params"]["message"])
        return inner


async def old_client(client: Cdp) -> list[object]:
    """What a client of the old, nested protocol does; what it gets, without what differs from run to run."""
    seen: list[object] = []
    target = (await client.call("Target.createTarget", {"url": "about:blank"}))["targetId"]
    page = Nested(client, target)
    await page.attach()
    seen.append((await page.ask("Runtime.evaluate", {"expression": "6 * 7"}))["result"]["result"])
    seen.append(await page.ask("Runtime.enable"))
    seen.append((await page.message(lambda m: m.get("method") == "Runtime.executionContextCreated"))["method"])
    seen.append(await page.ask("Nothing.here"))
    seen.append(await client.ask("Runtime.evaluate", {"expression": "1"}, page.id))
    seen.append(await client.ask("Target.sendMessageToTarget", {"message": "{}"}))
    auto = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
    seen.append(await page.ask("Target.setAutoAttach", auto))
    code = "void (self.w = new Worker(URL.createObjectURL(new Blob(['self.answer = 42']))))"
    await page.ask("Runtime.evaluate", {"expression": code})
    attached = await page.message(lambda m: m.get("method") == "Target.attachedToTarget")
    worker = attached["params"]["sessionId"]
    seen += [attached["params"]["targetInfo"]["type"], "sessionId" in attached]
    inner = json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": "self.constructor.name"}})
    seen.append(await page.ask("Target.sendMessageToTarget", {"sessionId": worker, "message": inner}))
    twice = await page.message(
        lambda m: (
            m.get("method") == "Target.receivedMessageFromTarget" and json.loads(m["params"]["message"]).get("id") == 1
        )
    )
    seen.append(json.loads(twice["params"]["message"])["result"]["result"]["value"])
    seen.append(await client.call("Target.detachFromTarget", {"sessionId": page.id}))
    gone = await client.event("Target.detachedFromTarget", "")
    seen.append(gone == {"sessionId": page.id, "targetId": target})
    await client.call("Target.closeTarget", {"targetId": target})
    return [{k: v for k, v in item.items() if k != "id"} if isinstance(item, dict) else item for item in seen]


async def test_sessions_that_are_not_flat_are_as_on_chromes_own_port(relay: Relay, person: Person) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        over_relay = await old_client(client)
    direct = await old_client(person.port)
    assert over_relay == direct
    assert "DedicatedWorkerGlobalScope" in over_relay


@pytest.mark.parametrize(
    "params",
    [
        {"url": "about:blank", "windowState": "maximized"},
        {"url": "about:blank", "left": 10},
        {"url": "about:blank", "focus": True, "background": True},
        {"url": "about:blank", "browserContextId": "nope"},
    ],
)
async def test_a_target_that_cannot_be_made_is_refused_in_chromes_words(
    relay: Relay, person: Person, params: Frame
) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        refused = await client.ask("Target.createTarget", params)
    direct = await person.port.ask("Target.createTarget", params)
    assert refused["error"] == direct["error"]


async def test_a_window_of_its_own_where_it_was_asked_for_and_contents_of_a_size(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        place = {"left": 20, "top": 30, "width": 700, "height": 500}
        made = await client.call("Target.createTarget", {"url": "about:blank", "newWindow": True, **place})
        window = await client.call("Browser.getWindowForTarget", made)
        assert window["bounds"] == {**place, "windowState": "normal"}
        size = {"width": 640, "height": 333}
        await client.call("Browser.setContentsSize", {"windowId": window["windowId"], **size})
        page = await client.attach(made["targetId"])
        resized = "innerHeight === 333 ? 0 : new Promise((done) => addEventListener('resize', done))"
        await client.evaluate(resized, page)
        assert await client.evaluate("[innerWidth, innerHeight]", page) == [640, 333]
        await client.call("Target.closeTarget", made)


async def test_a_tab_made_in_the_background_leaves_the_persons_in_front(
    operator: GatewayConnection, person: Person, site: Site
) -> None:
    front = await person.open(site.url("form.html"))
    async with connected((await operator.create_ticket()).ws) as client:
        made = await client.call("Target.createTarget", {"url": "about:blank"})
        assert await person.in_worker(f"return (await chrome.tabs.get({front})).active")
        focused = await client.call("Target.createTarget", {"url": "about:blank", "focus": True})
        assert not await person.in_worker(f"return (await chrome.tabs.get({front})).active")
        for target in (made, focused):
            await client.call("Target.closeTarget", target)


async def test_cookies_are_those_of_shared_tabs_and_no_others(
    operator: GatewayConnection, person: Person, site: Site
) -> None:
    bank = {"name": "bank", "value": "secret", "url": "https://bank.test/"}
    mine = {"name": "mine", "value": "1", "url": site.url()}
    frame = {"name": "frame", "value": "1", "url": site.other_site_url()}
    await person.port.call("Storage.setCookies", {"cookies": [bank, mine, frame]})
    await person.click_button(await person.open(site.url("frames/localhost/button.html")))
    async with connected((await operator.create_ticket()).ws) as client:
        await client.call("Target.setDiscoverTargets", {"discover": True})
        shared = await client.wait_for(
            lambda f: f.get("method") == "Target.targetCreated" and f["params"]["targetInfo"]["type"] == "page"
        )
        page = await client.attach(shared["params"]["targetInfo"]["targetId"])
        await client.evaluate(LOADED, page)
        for session, methods in (("", ["Storage.getCookies"]), (page, ["Storage.getCookies", "Network.getAllCookies"])):
            for method in methods:
                seen = (await client.call(method, {}, session))["cookies"]
                assert sorted(cookie["name"] for cookie in seen) == ["frame", "mine"], method
        peek = await client.call("Network.getCookies", {"urls": [bank["url"]]}, page)
        assert peek == {"cookies": []}
        for method, params, session in (
            ("Storage.setCookies", {"cookies": [bank]}, ""),
            ("Network.setCookie", bank, page),
            ("Network.deleteCookies", {"name": "bank", "url": bank["url"]}, page),
            ("Storage.clearDataForOrigin", {"origin": "https://bank.test", "storageTypes": "all"}, ""),
        ):
            refused = await client.ask(method, params, session)
            assert "no shared tab shows that site" in refused["error"]["message"], method
        await client.call("Storage.clearCookies")
    left = (await person.port.call("Storage.getCookies"))["cookies"]
    assert [cookie["name"] for cookie in left] == ["bank"]


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("Browser.getHistograms", -32000),
        ("Browser.crash", -32000),
        ("SystemInfo.getInfo", -32000),
        ("Browser.noSuchThing", -32601),
        ("Target.noSuchThing", -32601),
    ],
)
async def test_what_is_not_there_is_said(relay: Relay, method: str, code: int) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        assert (await client.ask(method))["error"]["code"] == code
