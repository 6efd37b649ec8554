"""Responses and events come in CDP's order. With promises in the worker, 5 % of these trials failed."""

from __future__ import annotations

from tests.chrome.cdp import Cdp, Frame, connected
from tests.chrome.conftest import Relay

TRIALS = 200


async def test_an_event_never_overtakes_the_response_before_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        await client.call("Runtime.enable", {}, session)
        for trial in range(TRIALS):
            client.frames.clear()
            ids = [
                await client.send("Runtime.evaluate", {"expression": expression}, session)
                for expression in ("1", f"console.log({trial})", "2")
            ]
            await client.wait_for(lambda frame, last=ids[-1]: frame.get("id") == last)
            assert [_name(frame) for frame in client.frames] == [ids[0], "Runtime.consoleAPICalled", *ids[1:]]
        await client.call("Target.closeTarget", {"targetId": target})


async def test_order_holds_with_64_commands_in_flight(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        await client.call("Runtime.enable", {}, session)
        client.frames.clear()
        await _keep_in_flight(client, session, total=2000, window=64)
        names = [_name(frame) for frame in client.frames]
        first = min(name for name in names if isinstance(name, int))
        expected: list[int | str] = []
        for id_ in range(first, first + 2000):
            expected += ["Runtime.consoleAPICalled", id_] if id_ % 2 else [id_]
        assert names == expected
        await client.call("Target.closeTarget", {"targetId": target})


async def test_an_answer_that_depends_on_the_client_does_not_deadlock(relay: Relay) -> None:
    """A dialog, a paused request and a binding each hold a response back until the client has reacted to an event."""
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        await client.call("Page.enable", {}, session)
        asked = await client.send("Runtime.evaluate", {"expression": "confirm('go on?')"}, session)
        pipelined = await client.send("Page.getFrameTree", {}, session)
        await client.event("Page.javascriptDialogOpening", session)
        await client.call("Page.handleJavaScriptDialog", {"accept": True}, session)
        answer = await client.wait_for(lambda frame: frame.get("id") == asked)
        assert answer["result"]["result"]["value"] is True
        await client.wait_for(lambda frame: frame.get("id") == pipelined)
        await client.call("Target.closeTarget", {"targetId": target})


async def _keep_in_flight(client: Cdp, session: str, *, total: int, window: int) -> None:
    ids: list[int] = []
    while len(ids) < total:
        expression = "console.log(1)" if (_last(ids, client) + 1) % 2 else "1"
        ids.append(await client.send("Runtime.evaluate", {"expression": expression}, session))
        if len(ids) >= window:
            oldest = ids[-window]
            await client.wait_for(lambda frame, oldest=oldest: frame.get("id") == oldest)
    await client.wait_for(lambda frame: frame.get("id") == ids[-1])


def _last(ids: list[int], client: Cdp) -> int:
    return ids[-1] if ids else client.last_id


def _name(frame: Frame) -> int | str:
    name: int | str = frame["id"] if "id" in frame else frame["method"]
    return name
