"""Tracing, screencasts and CSS coverage of two clients in a real Chrome."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import Relay

CAST = {"format": "jpeg", "quality": 50, "maxWidth": 200, "maxHeight": 200}
BOX = "document.body.innerHTML = '<div id=box style=width:50px;height:50px></div>'"


@asynccontextmanager
async def watching(relay: Relay) -> AsyncIterator[tuple[Cdp, str, Cdp, str]]:
    """Two clients on a page."""
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        await one.evaluate(BOX, at_one)
        yield one, at_one, two, at_two
        await two.call("Target.closeTarget", {"targetId": target})


def said(client: Cdp, prefix: str) -> list[str]:
    """The events of this kind that a client has heard."""
    return [frame["method"] for frame in client.frames if frame.get("method", "").startswith(prefix)]


async def test_tracing_belongs_to_who_started_it(relay: Relay) -> None:
    async with watching(relay) as (one, at_one, two, at_two):
        await one.call("Tracing.start", {"categories": "devtools.timeline"}, at_one)
        refused = await two.ask("Tracing.start", {}, at_two)
        assert refused["error"]["message"].startswith("Tracing has already been started (possibly in another tab).")
        assert "(held by client " in refused["error"]["message"]
        assert (await two.ask("Tracing.end", {}, at_two))["error"]["message"] == "Tracing is not started"
        await one.evaluate("1", at_one)
        await one.call("Tracing.end", {}, at_one)
        await one.event("Tracing.tracingComplete", at_one)
        assert "Tracing.dataCollected" in said(one, "Tracing")
        assert said(two, "Tracing") == []
        await two.call("Tracing.start", {"categories": "devtools.timeline"}, at_two)
        await two.call("Tracing.end", {}, at_two)
        await two.event("Tracing.tracingComplete", at_two)


async def test_tracing_ends_with_the_client_that_started_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.call("Tracing.start", {"transferMode": "ReturnAsStream"}, at_leaves)
        while "error" in (await stays.ask("Tracing.start", {}, at_stays)):
            pass  # until Chrome has put the other one away
        await stays.call("Tracing.end", {}, at_stays)
        assert "stream" not in await stays.event("Tracing.tracingComplete", at_stays)
        await stays.call("Target.closeTarget", {"targetId": target})


async def frame(client: Cdp, session: str) -> int:
    """The next image; the series that it is of."""
    params = await client.event("Page.screencastFrame", session)
    assert base64.b64decode(params["data"]).startswith(b"\xff\xd8")
    client.frames.clear()
    series: int = params["sessionId"]
    return series


async def test_two_watch_one_page_and_a_slow_one_delays_nobody(relay: Relay) -> None:
    async with watching(relay) as (fast, at_fast, slow, at_slow):
        await fast.call("Page.startScreencast", CAST, at_fast)
        await fast.call("Page.screencastFrameAck", {"sessionId": await frame(fast, at_fast)}, at_fast)
        await slow.call("Page.startScreencast", CAST, at_slow)
        series = await frame(slow, at_slow)
        for colour in ("red", "green", "blue", "black", "white", "yellow"):
            await fast.send("Runtime.evaluate", {"expression": f"box.style.background = '{colour}'"}, at_fast)
            await fast.call("Page.screencastFrameAck", {"sessionId": await frame(fast, at_fast)}, at_fast)
        await slow.call("Page.screencastFrameAck", {"sessionId": series}, at_slow)
        await frame(slow, at_slow)
        refused = await slow.ask("Page.startScreencast", CAST, at_slow)
        assert refused["error"]["message"] == "Screencast is already active"
        await slow.call("Page.stopScreencast", {}, at_slow)
        refused = await slow.ask("Page.startScreencast", {"format": "png"}, at_slow)
        assert "(held by client " in refused["error"]["message"]
        await fast.call("Page.stopScreencast", {}, at_fast)
        await slow.call("Page.startScreencast", {"format": "png"}, at_slow)
        assert base64.b64decode((await slow.event("Page.screencastFrame", at_slow))["data"]).startswith(b"\x89PNG")


async def test_a_watcher_that_leaves_takes_nobodys_images_with_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.evaluate(BOX, at_leaves)
            await leaves.call("Page.startScreencast", CAST, at_leaves)
            await stays.call("Page.startScreencast", CAST, at_stays)
            await frame(leaves, at_leaves)
        await stays.call("Page.screencastFrameAck", {"sessionId": await frame(stays, at_stays)}, at_stays)
        for colour in ("red", "green", "blue"):
            await stays.send("Runtime.evaluate", {"expression": f"box.style.background = '{colour}'"}, at_stays)
            await stays.call("Page.screencastFrameAck", {"sessionId": await frame(stays, at_stays)}, at_stays)
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_css_coverage_that_one_has_read_is_there_for_the_other(relay: Relay) -> None:
    style = "document.head.innerHTML = '<style>#box { color: red } #absent { color: blue }</style>'"
    async with watching(relay) as (one, at_one, two, at_two):
        for client, session in ((one, at_one), (two, at_two)):
            await client.call("DOM.enable", {}, session)
            await client.call("CSS.enable", {}, session)
            await client.call("CSS.startRuleUsageTracking", {}, session)
        await one.evaluate(f"{style}, getComputedStyle(box).color", at_one)
        first = await one.call("CSS.takeCoverageDelta", {}, at_one)
        assert [entry["used"] for entry in first["coverage"]].count(True) == 1
        assert (await two.call("CSS.stopRuleUsageTracking", {}, at_two))["ruleUsage"] == first["coverage"]
        assert (await one.call("CSS.takeCoverageDelta", {}, at_one))["coverage"] == []
        assert "error" in await two.ask("CSS.takeCoverageDelta", {}, at_two)
