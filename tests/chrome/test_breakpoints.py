"""Breakpoints and pauses of two clients on one page of a real Chrome."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import Relay

SOURCE = "window.f = function f(x) {\n  return x + 1\n}\n//# sourceURL=http://a/f.js"
PLACE = {"url": "http://a/f.js", "lineNumber": 1}
BY_URL = "Debugger.setBreakpointByUrl"


@asynccontextmanager
async def debugging(relay: Relay) -> AsyncIterator[tuple[Cdp, str, Cdp, str, str]]:
    """Two clients with the debugger on, on a page that has a function ``f``; the last is the target's id."""
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        await one.evaluate(SOURCE, at_one)
        for client, session in ((one, at_one), (two, at_two)):
            await client.call("Debugger.enable", {}, session)
        yield one, at_one, two, at_two, target
        await two.call("Target.closeTarget", {"targetId": target})


async def calls(client: Cdp, session: str, argument: int) -> int:
    """``f`` is called; the id of the command."""
    return await client.send("Runtime.evaluate", {"expression": f"f({argument})", "returnByValue": True}, session)


async def answered(client: Cdp, id_: int) -> object:
    frame = await client.wait_for(lambda frame: frame.get("id") == id_)
    return frame["result"]["result"]["value"]


async def test_one_location_of_two_with_conditions_of_their_own(relay: Relay) -> None:
    async with debugging(relay) as (one, at_one, two, at_two, _):
        first = await one.call(BY_URL, {**PLACE, "condition": "x == 1"}, at_one)
        second = await two.call(BY_URL, {**PLACE, "condition": "unheard.of || x == 2"}, at_two)
        assert first == second
        assert first["locations"]
        again = await two.ask(BY_URL, PLACE, at_two)
        assert again["error"]["message"] == "Breakpoint at specified location already exists."
        called = await calls(one, at_one, 3)
        assert await answered(one, called) == 4
        called = await calls(two, at_two, 1)
        pause = await one.event("Debugger.paused", at_one)
        assert pause["hitBreakpoints"] == [first["breakpointId"]]
        await two.event("Debugger.paused", at_two)
        await two.call("Debugger.resume", {}, at_two)
        await one.event("Debugger.resumed", at_one)
        assert await answered(two, called) == 2
        late = await one.ask("Debugger.resume", {}, at_one)
        assert late["error"]["message"] == "Can only perform operation while paused."


async def test_what_one_removes_still_stops_for_the_other(relay: Relay) -> None:
    async with debugging(relay) as (one, at_one, two, at_two, _):
        id_ = (await one.call(BY_URL, PLACE, at_one))["breakpointId"]
        await two.call(BY_URL, PLACE, at_two)
        await one.call("Debugger.removeBreakpoint", {"breakpointId": id_}, at_one)
        called = await calls(one, at_one, 1)
        assert (await two.event("Debugger.paused", at_two))["hitBreakpoints"] == [id_]
        assert (await one.event("Debugger.paused", at_one))["hitBreakpoints"] == []
        await one.call("Debugger.resume", {}, at_one)
        assert await answered(one, called) == 2
        await two.call("Debugger.removeBreakpoint", {"breakpointId": id_}, at_two)
        called = await calls(one, at_one, 2)
        assert await answered(one, called) == 3


async def test_the_debugger_of_one_goes_with_its_breakpoints_alone(relay: Relay) -> None:
    async with debugging(relay) as (one, at_one, two, at_two, _):
        await one.call(BY_URL, PLACE, at_one)
        await one.call("Debugger.disable", {}, at_one)
        called = await calls(two, at_two, 1)
        assert await answered(two, called) == 2
        await two.call(BY_URL, PLACE, at_two)
        called = await calls(two, at_two, 1)
        await two.event("Debugger.paused", at_two)
        await two.call("Debugger.resume", {}, at_two)
        assert await answered(two, called) == 2


async def test_a_client_that_leaves_a_paused_page_does_not_leave_it_standing(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.evaluate(SOURCE, at_leaves)
            await leaves.call("Debugger.enable", {}, at_leaves)
            await leaves.call(BY_URL, PLACE, at_leaves)
            called = await calls(stays, at_stays, 1)
            await leaves.event("Debugger.paused", at_leaves)
        assert await answered(stays, called) == 2
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_a_client_that_skips_pauses_does_not_keep_one_alive(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.evaluate(SOURCE, at_leaves)
            for client, session in ((leaves, at_leaves), (stays, at_stays)):
                await client.call("Debugger.enable", {}, session)
            await stays.call("Debugger.setSkipAllPauses", {"skip": True}, at_stays)
            await leaves.call(BY_URL, PLACE, at_leaves)
            called = await calls(stays, at_stays, 1)
            await leaves.event("Debugger.paused", at_leaves)
        assert await answered(stays, called) == 2
        assert "Debugger.paused" not in [frame.get("method") for frame in stays.frames]
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_a_place_that_is_found_later_is_told_to_its_owner_alone(relay: Relay) -> None:
    async with debugging(relay) as (one, at_one, two, at_two, _):
        id_ = (await one.call(BY_URL, {**PLACE, "url": "http://a/g.js"}, at_one))["breakpointId"]
        await one.evaluate("function g() {\n  return 1\n}\n//# sourceURL=http://a/g.js", at_one)
        resolved = await one.event("Debugger.breakpointResolved", at_one)
        assert resolved["breakpointId"] == id_
        second = await two.call(BY_URL, {**PLACE, "url": "http://a/g.js"}, at_two)
        assert second == {"breakpointId": id_, "locations": [resolved["location"]]}
        assert "Debugger.breakpointResolved" not in [frame.get("method") for frame in two.frames]
        assert not [frame for frame in two.frames if "resolvedBreakpoints" in frame.get("params", {})]
