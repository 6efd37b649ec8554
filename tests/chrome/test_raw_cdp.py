"""CDP as it is on the wire: sessions, errors, bad input."""

from __future__ import annotations

import json

import aiohttp

from tests.chrome.cdp import connected
from tests.chrome.conftest import Relay, Site


async def test_version_tells_the_truth(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        version = await client.call("Browser.getVersion")
    assert version["protocolVersion"] == "1.3"
    assert version["product"].startswith("Chrome/")
    assert version["product"].split("/")[1].split(".")[0] in version["userAgent"]


async def test_two_clients_on_one_tab_do_not_disturb_each_other(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as one, connected(relay.ticket()["ws"]) as two:
        target, first = await one.page()
        second = await two.attach(target)
        assert first != second
        await one.call("Runtime.enable", {}, first)
        await one.event("Runtime.executionContextCreated", first)
        await two.call("Runtime.enable", {}, second)
        await two.event("Runtime.executionContextCreated", second)
        await one.call("Runtime.disable", {}, first)
        one.frames.clear()
        await two.evaluate("console.log('for two')", second)
        await two.event("Runtime.consoleAPICalled", second)
        assert await one.evaluate("1", first) == 1
        assert [frame.get("method") for frame in one.frames] == [None]
        await one.call("Target.closeTarget", {"targetId": target})
        await two.event("Target.detachedFromTarget")


async def test_a_page_is_as_it_was_when_its_client_has_left(relay: Relay, site: Site) -> None:
    async with connected(relay.ticket()["ws"]) as stays:
        async with connected(relay.ticket()["ws"]) as leaves:
            target, session = await leaves.page(site.url("form.html"))
            await leaves.call("Emulation.setUserAgentOverride", {"userAgent": "changed"}, session)
            await leaves.call("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}, session)
            assert await leaves.evaluate("navigator.userAgent", session) == "changed"
        session = await stays.attach(target)
        assert await stays.evaluate("navigator.userAgent !== 'changed'", session) is True
        assert await stays.evaluate("fetch('form.html').then(r => r.status)", session) == 200
        await stays.call("Target.closeTarget", {"targetId": target})


async def test_closing_a_tab_ends_its_sessions_and_answers_every_command(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        await client.call("Target.setDiscoverTargets", {"discover": True})
        target, session = await client.page()
        hangs = await client.send(
            "Runtime.evaluate", {"expression": "new Promise(() => {})", "awaitPromise": True}, session
        )
        await client.call("Target.closeTarget", {"targetId": target})
        await client.event("Target.detachedFromTarget")
        await client.event("Target.targetDestroyed")
        answer = await client.wait_for(lambda frame: frame.get("id") == hangs)
        assert answer["error"]["code"] == -32000
        late = await client.ask("Runtime.evaluate", {"expression": "1"}, session)
        assert late["error"] == {"code": -32001, "message": "Session with given id not found."}


async def test_bad_input_is_answered_and_nothing_is_lost(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        await client.send_raw("{not json")
        assert (await client.wait_for(lambda frame: "error" in frame))["error"]["code"] == -32700
        client.frames.clear()
        await client.send_raw('{"id": 1}')
        assert (await client.wait_for(lambda frame: "error" in frame))["error"]["code"] == -32600
        client.frames.clear()
        unknown = await client.ask("No.such", {})
        assert unknown["error"] == {"code": -32601, "message": "'No.such' wasn't found"}
        refused = await client.ask("Target.attachToTarget", {"targetId": "nothing", "flatten": True})
        assert refused["error"]["message"] == "No target with given id found"
        assert (await client.call("Browser.getVersion"))["protocolVersion"] == "1.3"


async def test_a_message_of_ten_megabytes(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        text = await client.evaluate("'x'.repeat(10_000_000)", session)
        assert isinstance(text, str)
        assert len(text) == 10_000_000
        await client.call("Target.closeTarget", {"targetId": target})


async def test_frames_of_other_sites_and_workers_are_sessions_of_their_own(relay: Relay, site: Site) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        await client.call(
            "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}, session
        )
        await client.call("Page.navigate", {"url": site.url("frames/localhost/button.html")}, session)
        child = await client.event("Target.attachedToTarget", session)
        assert child["targetInfo"]["type"] == "iframe"
        assert child["waitingForDebugger"] is True
        await client.call("Runtime.runIfWaitingForDebugger", {}, child["sessionId"])
        await client.call("Page.enable", {}, child["sessionId"])
        assert await client.evaluate("location.hostname", child["sessionId"]) == "localhost"
        await client.call("Target.closeTarget", {"targetId": target})


async def test_discovery_over_http(relay: Relay) -> None:
    ticket = relay.ticket()
    async with aiohttp.ClientSession() as http:
        for path in ("/json/version", "/json/version/"):
            async with http.get(ticket["http"] + path) as answer:
                version = await answer.json()
        assert version["webSocketDebuggerUrl"] == ticket["ws"]
        async with http.put(ticket["http"] + "/json/new?about:blank") as answer:
            opened = await answer.json()
        async with http.get(ticket["http"] + "/json/list") as answer:
            listed = await answer.json()
        assert opened["id"] in {entry["id"] for entry in listed}
        async with connected(opened["webSocketDebuggerUrl"]) as page:
            assert (await page.call("Runtime.evaluate", {"expression": "1 + 1"}))["result"]["value"] == 2
            async with http.get(ticket["http"] + f"/json/close/{opened['id']}") as answer:
                assert await answer.text() == "Target is closing"
            assert await page.wait_closed() == 1000
        async with http.get(relay.url + "/json/version") as answer:
            assert answer.status == 401
            assert "tabrelay ticket create" in (await answer.json())["error"]["message"]


async def test_a_revoked_ticket_cuts_its_clients(relay: Relay) -> None:
    ticket = relay.ticket("--label", "to be revoked")
    async with connected(ticket["ws"]) as client:
        await client.call("Browser.getVersion")
        relay.tabrelay("ticket", "revoke", ticket["id"])
        assert await client.wait_closed() == 4007


async def test_a_data_url_is_navigated_to_as_on_chromes_own_port(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        await client.call("Page.enable", {}, session)
        answer = await client.call("Page.navigate", {"url": "data:text/html,<title>a</title>"}, session)
        assert "errorText" not in answer
        await client.event("Page.loadEventFired", session)
        assert await client.evaluate("document.title", session) == "a"
        await client.call("Target.closeTarget", {"targetId": target})


async def test_pretty_printed_commands_are_taken_many_at_a_time(relay: Relay) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        target, session = await client.page()
        for id_ in range(1001, 1021):
            params = {"expression": f"{id_}\n", "returnByValue": True}
            frame = {"id": id_, "method": "Runtime.evaluate", "params": params, "sessionId": session}
            await client.send_raw(json.dumps(frame, indent=2))
        answer = await client.wait_for(lambda frame: frame.get("id") == 1020)
        assert answer["result"]["result"]["value"] == 1020
        await client.call("Target.closeTarget", {"targetId": target})
