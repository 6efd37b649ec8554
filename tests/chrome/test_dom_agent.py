"""Node ids of two clients on one page of a real Chrome."""

from __future__ import annotations

from functools import partial
from typing import Any

from tabrelay.core import node_trees
from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import Relay

PAGE = (
    "document.body.innerHTML = `<div id=a><p class=x><b>bold</b></p><input value=1></div><iframe srcdoc='<i>in</i>'>`;"
    "new Promise(loaded => document.querySelector('iframe').onload = loaded).then(() => null)"
)
WHOLE = {"depth": -1, "pierce": True}


def shape(root: dict[str, Any]) -> list[tuple[str, int]]:
    """The nodes, with the ids that outlive a request."""
    return [(node["nodeName"], node["backendNodeId"]) for node in node_trees.walk(root)]


def tells_all_children(node: int, frame: dict[str, Any]) -> bool:
    """Whether this is ``DOM.setChildNodes`` of ``node``, and of what is below its children."""
    if frame.get("method") != "DOM.setChildNodes" or frame["params"]["parentId"] != node:
        return False
    return "children" in frame["params"]["nodes"][1]


async def is_known(client: Cdp, session: str, node: int) -> bool:
    return "result" in await client.ask("DOM.describeNode", {"nodeId": node}, session)


async def test_two_have_the_document_and_none_ends_the_others_ids(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        await one.evaluate(PAGE, at_one)
        first = (await one.call("DOM.getDocument", WHOLE, at_one))["root"]
        second = (await two.call("DOM.getDocument", WHOLE, at_two))["root"]
        assert second == first
        assert (await one.call("DOM.getDocument", {"depth": 1}, at_one))["root"]["nodeId"] == first["nodeId"]
        flat = (await two.call("DOM.getFlattenedDocument", WHOLE, at_two))["nodes"]
        assert {node["nodeId"] for node in flat} == {node["nodeId"] for node in node_trees.walk(first)}
        for client, session in ((one, at_one), (two, at_two)):
            found = await client.call("DOM.querySelector", {"nodeId": first["nodeId"], "selector": "b"}, session)
            assert await is_known(client, session, found["nodeId"])
        for frames in (one.frames, two.frames):
            assert not [frame for frame in frames if frame.get("method") == "DOM.documentUpdated"]
        await one.call("Target.closeTarget", {"targetId": target})


async def test_a_described_document_is_what_chrome_gives_to_one_alone(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        await one.evaluate(PAGE, at_one)
        at_two = await two.attach(target)
        for params in ({}, {"depth": 0}, {"depth": 1}, {"depth": 3}, {"depth": -1}, {"depth": -2}, WHOLE):
            await two.call("DOM.enable", {}, at_two)
            await two.call("DOM.disable", {}, at_two)
            alone = (await one.call("DOM.getDocument", params, at_one))["root"]
            described = (await two.call("DOM.getDocument", params, at_two))["root"]
            assert shape(described) == shape(alone)
            assert described == alone
        await one.call("Target.closeTarget", {"targetId": target})


async def test_children_are_told_to_each_who_asks(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        await one.evaluate(PAGE, at_one)
        for client, session in ((one, at_one), (two, at_two)):
            root = (await client.call("DOM.getDocument", {"depth": 1}, session))["root"]
            html = root["children"][0]["nodeId"]
            await client.call("DOM.requestChildNodes", {"nodeId": html, "depth": -1}, session)
            children = await client.wait_for(partial(tells_all_children, html))
            assert [node["nodeName"] for node in children["params"]["nodes"]] == ["HEAD", "BODY"]
        await one.evaluate("document.querySelector('b').setAttribute('n', '1')", at_one)
        heard = [await client.event("DOM.attributeModified") for client in (one, two)]
        assert heard[0] == heard[1]
        await one.call("Target.closeTarget", {"targetId": target})


async def test_a_new_document_is_told_once_to_each_and_asked_for_by_both(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        for client, session in ((one, at_one), (two, at_two)):
            await client.call("Page.enable", {}, session)
            await client.call("DOM.enable", {}, session)
            await client.call("DOM.getDocument", {}, session)
        await one.call("Page.navigate", {"url": "data:text/html,<title>next</title>"}, at_one)
        for client, session in ((one, at_one), (two, at_two)):
            await client.event("Page.loadEventFired", session)
            await client.event("DOM.documentUpdated", session)
            client.frames.clear()
        roots = [
            (await client.call("DOM.getDocument", {}, session))["root"]
            for client, session in ((one, at_one), (two, at_two))
        ]
        assert roots[0] == roots[1]
        for client, session in ((one, at_one), (two, at_two)):
            assert await client.evaluate("document.title", session) == "next"
            assert "DOM.documentUpdated" not in [frame.get("method") for frame in client.frames]
        await one.call("Target.closeTarget", {"targetId": target})


async def test_the_ids_of_one_outlive_the_other(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.call("DOM.getDocument", {}, at_leaves)
            root = (await stays.call("DOM.getDocument", {}, at_stays))["root"]["nodeId"]
            await leaves.call("DOM.disable", {}, at_leaves)
        assert await is_known(stays, at_stays, root)
        await stays.call("Target.closeTarget", {"targetId": target})
