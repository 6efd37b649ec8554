"""Objects, dialogs and authenticators of two clients on one page of a real Chrome."""

from __future__ import annotations

from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import Relay

USB = {"options": {"protocol": "ctap2", "transport": "usb"}}


async def made(client: Cdp, session: str, group: str = "") -> str:
    """A new object in this group; its id."""
    params = {"expression": "({})", "objectGroup": group} if group else {"expression": "({})"}
    id_: str = (await client.call("Runtime.evaluate", params, session))["result"]["objectId"]
    return id_


async def is_there(client: Cdp, session: str, object_id: str) -> bool:
    params = {"objectId": object_id, "functionDeclaration": "function () {}"}
    return "result" in await client.ask("Runtime.callFunctionOn", params, session)


async def test_a_group_is_released_for_the_session_that_releases_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        objects = {client: await made(client, session, "g") for client, session in ((one, at_one), (two, at_two))}
        await one.call("Runtime.releaseObjectGroup", {"objectGroup": "g"}, at_one)
        assert not await is_there(one, at_one, objects[one])
        assert await is_there(two, at_two, objects[two])
        await two.call("Runtime.releaseObjectGroup", {"objectGroup": "g"}, at_two)
        assert not await is_there(two, at_two, objects[two])
        await one.call("Target.closeTarget", {"targetId": target})


async def test_the_objects_of_a_client_leave_with_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        target, at_stays = await stays.page()
        async with connected(relay.ticket()["ws"]) as leaves:
            at_leaves = await leaves.attach(target)
            objects = [await made(leaves, at_leaves), await made(leaves, at_leaves, "g")]
            mine = await made(stays, at_stays, "g")
            assert all([await is_there(stays, at_stays, object_id) for object_id in objects])
        async with connected(relay.ticket()["ws"]) as later:  # comes after all that the other one left behind
            await later.attach(target)
            assert not any([await is_there(stays, at_stays, object_id) for object_id in objects])
            assert await is_there(stays, at_stays, mine)
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_a_dialog_is_answered_by_the_first(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        for client, session in ((one, at_one), (two, at_two)):
            await client.call("Page.enable", {}, session)
        asked = await one.send("Runtime.evaluate", {"expression": "confirm('?')"}, at_one)
        for client in (one, two):
            assert (await client.event("Page.javascriptDialogOpening"))["message"] == "?"
        await two.call("Page.handleJavaScriptDialog", {"accept": True}, at_two)
        late = await one.ask("Page.handleJavaScriptDialog", {"accept": False}, at_one)
        assert late["error"]["message"] == "No dialog is showing"
        answer = await one.wait_for(lambda frame: frame.get("id") == asked)
        assert answer["result"]["result"]["value"] is True
        assert (await one.event("Page.javascriptDialogClosed"))["result"] is True
        await one.call("Target.closeTarget", {"targetId": target})


async def test_a_client_that_leaves_an_open_dialog_does_not_leave_the_page_standing(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, at_leaves = await leaves.page()
            at_stays = await stays.attach(target)
            await leaves.call("Page.enable", {}, at_leaves)
            asked = await stays.send("Runtime.evaluate", {"expression": "confirm('?')"}, at_stays)
            await leaves.event("Page.javascriptDialogOpening", at_leaves)
        answer = await stays.wait_for(lambda frame: frame.get("id") == asked)
        assert answer["result"]["result"]["value"] is False
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_cleared_messages_are_gone_for_those_who_come_later(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        await one.call("Runtime.enable", {}, at_one)
        await one.evaluate("console.log('cleared')", at_one)
        await one.event("Runtime.consoleAPICalled", at_one)
        await one.call("Runtime.discardConsoleEntries", {}, at_one)
        await two.call("Runtime.enable", {}, at_two)
        assert "Runtime.consoleAPICalled" not in [frame.get("method") for frame in two.frames]
        await one.call("Target.closeTarget", {"targetId": target})


async def test_an_authenticator_belongs_to_the_session_that_added_it(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, at_one = await one.page()
        at_two = await two.attach(target)
        for client, session in ((one, at_one), (two, at_two)):
            await client.call("WebAuthn.enable", {}, session)
        key = await one.call("WebAuthn.addVirtualAuthenticator", USB, at_one)
        foreign = await two.ask("WebAuthn.getCredentials", key, at_two)
        assert foreign["error"]["message"] == "Could not find a Virtual Authenticator matching the ID"
        assert (await one.call("WebAuthn.getCredentials", key, at_one))["credentials"] == []
        await one.call("WebAuthn.disable", {}, at_one)
        await one.call("WebAuthn.enable", {}, at_one)
        assert "error" in await one.ask("WebAuthn.getCredentials", key, at_one)
        await one.call("Target.closeTarget", {"targetId": target})
