"""Two, then five clients on one tab: each sees what it sees when it is alone.

A scenario is played by an actor and watched by all who are on the tab; each tells what it observed, with ids and times
left out and what carries another client's name ignored. What it tells alone is what it must tell beside others.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.chrome.cdp import Cdp, Frame, connected
from tests.chrome.conftest import Relay, Site

Seen = list[object]


@dataclass
class Actor:
    """One client on the tab. ``name`` marks what is its own."""

    name: str
    cdp: Cdp
    session: str
    site: Site

    async def call(self, method: str, **params: object) -> Frame:
        return await self.cdp.call(method, params, self.session)

    async def ask(self, method: str, **params: object) -> Frame:
        return await self.cdp.ask(method, params, self.session)

    async def send(self, method: str, **params: object) -> int:
        return await self.cdp.send(method, params, self.session)

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The first frame on this session that is wanted, among those since :meth:`begin`."""
        return await self.cdp.wait_for(lambda frame: frame.get("sessionId") == self.session and wanted(frame))

    async def event(self, method: str, mark: str = "") -> Frame:
        """The first such event that speaks of ``mark``."""
        frame = await self.until(lambda frame: frame.get("method") == method and mark in json.dumps(frame))
        params: Frame = frame["params"]
        return params

    def begin(self) -> None:
        self.cdp.frames.clear()

    def heard(self, *methods: str, mark: str = "") -> list[Frame]:
        """The events of these names that speak of ``mark``, in order."""
        return [
            frame["params"]
            for frame in self.cdp.frames
            if frame.get("sessionId") == self.session and frame.get("method") in methods and mark in json.dumps(frame)
        ]


Scenario = Callable[[Actor], Awaitable[Seen]]


async def console(me: Actor) -> Seen:
    """Runtime on and off again, with what is logged between and after."""
    await me.call("Runtime.enable")
    contexts = len(me.heard("Runtime.executionContextCreated", mark='"isDefault": true'))
    await me.call("Runtime.evaluate", expression=f"console.log('{me.name} 1')")
    await me.call("Runtime.disable")
    await me.call("Runtime.evaluate", expression=f"console.log('{me.name} 2')")
    logged = [call["args"][0]["value"] for call in me.heard("Runtime.consoleAPICalled", mark=me.name)]
    return [contexts, [text.removeprefix(me.name) for text in logged]]


async def racing(me: Actor) -> Seen:
    """Twenty times on and off, sent in one go: the answers come in order, and nothing after the last."""
    sent = []
    for _ in range(20):
        sent += [await me.send("Runtime.enable"), await me.send("Log.enable")]
        sent += [await me.send("Runtime.disable"), await me.send("Log.disable")]
    await me.until(lambda frame: frame.get("id") == sent[-1])
    me.begin()
    await me.call("Runtime.evaluate", expression=f"console.log('{me.name}')")
    return [[frame.get("method") for frame in me.cdp.frames if frame.get("sessionId") == me.session]]


async def binding(me: Actor) -> Seen:
    """A binding of a name that everybody uses."""
    await me.call("Runtime.addBinding", name="hook")
    await me.call("Runtime.evaluate", expression=f"hook('{me.name}')")
    called = await me.event("Runtime.bindingCalled", me.name)
    await me.call("Runtime.removeBinding", name="hook")
    return [called["name"], len(me.heard("Runtime.bindingCalled", mark=me.name))]


async def script(me: Actor) -> Seen:
    """A script for new documents, seen in a frame that is made for it."""
    added = await me.call("Page.addScriptToEvaluateOnNewDocument", source=f"window.{me.name} = 1")
    frame = "(f => (document.body.append(f), [f, f.contentWindow]))(document.createElement('iframe'))"
    look = f"(([f, w]) => (v => (f.remove(), v))(w.{me.name}))({frame})"
    with_it = await me.call("Runtime.evaluate", expression=look, returnByValue=True)
    await me.call("Page.removeScriptToEvaluateOnNewDocument", **added)
    without = await me.call("Runtime.evaluate", expression=look, returnByValue=True)
    return [with_it["result"].get("value"), without["result"].get("value")]


async def interception(me: Actor) -> Seen:
    """A request of its own is paused, changed and answered."""
    await me.call("Fetch.enable", patterns=[{"urlPattern": f"*{me.name}*"}])
    fetched = await me.send(
        "Runtime.evaluate",
        expression=f"fetch('/{me.name}').then(r => r.text())",
        awaitPromise=True,
        returnByValue=True,
    )
    paused = await me.event("Fetch.requestPaused", me.name)
    await me.call("Fetch.fulfillRequest", requestId=paused["requestId"], responseCode=200, body="aGVsbG8=")
    answer = await me.until(lambda frame: frame.get("id") == fetched)
    await me.call("Fetch.disable")
    return [paused["request"]["method"], answer["result"]["result"]["value"]]


async def network(me: Actor) -> Seen:
    """The story of one request."""
    await me.call("Network.enable")
    await me.call(
        "Runtime.evaluate", expression=f"fetch('/form.html?{me.name}').then(r => r.text())", awaitPromise=True
    )
    will = await me.event("Network.requestWillBeSent", me.name)
    await me.event("Network.loadingFinished", will["requestId"])
    names = [
        frame["method"]
        for frame in me.cdp.frames
        if frame.get("method", "").startswith("Network.") and will["requestId"] in json.dumps(frame)
    ]
    body = await me.call("Network.getResponseBody", requestId=will["requestId"])
    await me.call("Network.disable")
    ordered = ["Network.requestWillBeSent", "Network.responseReceived", "Network.loadingFinished"]
    return [[name for name in names if name in ordered], "<form" in body["body"]]


async def objects(me: Actor) -> Seen:
    """A handle to an object, used and released."""
    made = await me.call("Runtime.evaluate", expression=f"({{who: '{me.name}'}})", objectGroup="mine")
    handle = made["result"]["objectId"]
    read = await me.call(
        "Runtime.callFunctionOn", objectId=handle, functionDeclaration="function() { return this.who }"
    )
    await me.call("Runtime.releaseObjectGroup", objectGroup="mine")
    gone = await me.ask("Runtime.getProperties", objectId=handle)
    return [read["result"]["value"] == me.name, gone["error"]["message"]]


async def world(me: Actor) -> Seen:
    """An isolated world of its own name."""
    tree = await me.call("Page.getFrameTree")
    made = await me.call("Page.createIsolatedWorld", frameId=tree["frameTree"]["frame"]["id"], worldName=me.name)
    context = made["executionContextId"]
    await me.call("Runtime.evaluate", expression="globalThis.secret = 1", contextId=context)
    here = await me.call("Runtime.evaluate", expression="typeof secret", contextId=context)
    main = await me.call("Runtime.evaluate", expression="typeof secret")
    return [here["result"]["value"], main["result"]["value"]]


async def errors(me: Actor) -> Seen:
    """Chrome's words for what it does not do."""
    asked = [
        await me.ask("Page.nonsense"),
        await me.ask("Runtime.evaluate"),
        await me.ask("Page.handleJavaScriptDialog", accept=True),
        await me.ask("Runtime.getProperties", objectId="nonsense"),
        await me.ask("Fetch.continueRequest", requestId="nonsense"),
    ]
    return [(answer["error"]["code"], answer["error"]["message"]) for answer in asked]


AT_ONCE: tuple[Scenario, ...] = (
    console,
    racing,
    binding,
    script,
    interception,
    network,
    objects,
    world,
    errors,
)
"""Played by everybody at the same time."""


@asynccontextmanager
async def tab_of(relay: Relay, site: Site, names: str) -> AsyncIterator[list[Actor]]:
    """A tab and a client for each letter of ``names``, all on it."""
    async with AsyncExitStack() as stack:
        actors: list[Actor] = []
        target = ""
        for name in names:
            cdp = await stack.enter_async_context(connected(relay.address))
            if not target:
                target = (await cdp.call("Target.createTarget", {"url": site.url("form.html")}))["targetId"]
            actors.append(Actor(f"actor_{name}", cdp, await cdp.attach(target), site))
        loaded = "new Promise(done => document.readyState == 'complete' ? done() : addEventListener('load', done))"
        await actors[0].call("Runtime.evaluate", expression=loaded, awaitPromise=True)
        yield actors
        await actors[0].cdp.call("Target.closeTarget", {"targetId": target})


@pytest.mark.parametrize("scenario", AT_ONCE, ids=lambda scenario: scenario.__name__)
@pytest.mark.parametrize("names", ["ab", "abcde"], ids=["two", "five"])
async def test_each_sees_what_it_sees_alone(relay: Relay, site: Site, scenario: Scenario, names: str) -> None:
    async with tab_of(relay, site, "a") as [alone]:
        expected = await scenario(alone)
    async with tab_of(relay, site, names) as actors:
        assert await asyncio.gather(*map(scenario, actors)) == [expected] * len(actors)


async def test_a_navigation_is_the_same_for_all(relay: Relay, site: Site) -> None:
    async def watch(actor: Actor) -> None:
        await actor.call("Page.enable")
        await actor.call("Page.setLifecycleEventsEnabled", enabled=True)
        await actor.call("Runtime.enable")
        actor.begin()

    async def tell(actor: Actor, loader: str) -> Seen:
        await actor.event("Page.lifecycleEvent", f'"loaderId": "{loader}", "name": "networkIdle"')
        return [
            [event["name"] for event in actor.heard("Page.lifecycleEvent", mark=loader)],
            [event["frame"]["url"] for event in actor.heard("Page.frameNavigated")],
            len(actor.heard("Runtime.executionContextsCleared")),
            len(actor.heard("Page.loadEventFired")),
        ]

    told: list[Seen] = []
    for names in ("a", "ab", "abcde"):
        async with tab_of(relay, site, names) as actors:
            for actor in actors:
                await watch(actor)
            done = await actors[0].call("Page.navigate", url=site.url("button.html"))
            told += [await tell(actor, done["loaderId"]) for actor in actors]
    assert told == told[:1] * 8


async def test_a_dialog_is_shown_to_all_and_answered_by_one(relay: Relay, site: Site) -> None:
    async with tab_of(relay, site, "abcde") as actors:
        for actor in actors:
            await actor.call("Page.enable")
        asked = await actors[0].send("Runtime.evaluate", expression="confirm('sure?')", returnByValue=True)
        for actor in actors:
            assert (await actor.event("Page.javascriptDialogOpening"))["message"] == "sure?"
        await actors[3].call("Page.handleJavaScriptDialog", accept=True)
        for actor in actors:
            assert (await actor.event("Page.javascriptDialogClosed"))["result"] is True
        late = await actors[4].ask("Page.handleJavaScriptDialog", accept=False)
        assert late["error"] == {"code": -32602, "message": "No dialog is showing"}
        answer = await actors[0].until(lambda frame: frame.get("id") == asked)
        assert answer["result"]["result"]["value"] is True


async def test_one_that_crashes_in_the_middle_takes_nothing_with_it(relay: Relay, site: Site) -> None:
    """The page is held in every way there is, and then the one who holds it is gone."""
    async with tab_of(relay, site, "ab") as [stays, _]:
        await stays.call("Page.enable")
        async with connected(relay.address) as cdp:
            target = (await stays.cdp.call("Target.getTargetInfo", {}, stays.session))["targetInfo"]["targetId"]
            crashes = Actor("actor_x", cdp, await cdp.attach(target), site)
            await crashes.call("Fetch.enable")
            await crashes.call("Emulation.setScriptExecutionDisabled", value=False)
            await crashes.call(
                "Emulation.setDeviceMetricsOverride", width=321, height=200, deviceScaleFactor=1, mobile=False
            )
            await crashes.call("Network.enable")
            await crashes.call("Network.setExtraHTTPHeaders", headers={"X-Left-Behind": "yes"})
            await crashes.call("Debugger.enable")
            await stays.send("Runtime.evaluate", expression="window.got = fetch('form.html').then(r => r.status)")
            await crashes.event("Fetch.requestPaused")
            await crashes.send("Runtime.evaluate", expression="debugger")
            await crashes.event("Debugger.paused")
        got = await stays.call("Runtime.evaluate", expression="got", awaitPromise=True, returnByValue=True)
        assert got["result"]["value"] == 200
        width = await stays.call("Runtime.evaluate", expression="innerWidth", returnByValue=True)
        assert width["result"]["value"] != 321


async def test_one_that_does_not_read_delays_nobody(relay: Relay, site: Site) -> None:
    async with tab_of(relay, site, "ab") as [reads, sleeps]:
        await sleeps.call("Runtime.enable")
        sleeps.cdp.stop_reading()
        for _ in range(20):
            await reads.call("Runtime.evaluate", expression="console.log('x'.repeat(1_000_000))")
        sleeps.cdp.resume_reading()
        await sleeps.event("Runtime.consoleAPICalled")
