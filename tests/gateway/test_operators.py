"""What operators ask, over real sockets."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tabrelay.gateway.operators import METHODS
from tabrelay.protocol import operator as shapes
from tabrelay.protocol.handshake_client import Credentials
from tests.gateway.harness import CLI, Linked, Proxied, browser, operator, running, tab, ticket, token_of, wall_ms


def test_every_method_of_the_protocol_is_there() -> None:
    assert list(METHODS) == list(shapes.METHODS)


@pytest.mark.parametrize("method", ["status", "browsers.list", "tabs.list", "devices.list", "tickets.list"])
async def test_every_answer_has_its_shape(tmp_path: Path, method: str) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab(1), tab(2)), operator(gateway) as console:
        await console.ask("tickets.create", label="x")
        payload = await console.ask(method)
        msgspec.convert(payload, shapes.METHODS[method][1], strict=True)


async def test_browsers_are_listed_with_their_state(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        async with browser(gateway, tab(1), tab(2), name="Work"):
            (view,) = (await console.ask("browsers.list"))["browsers"]
            assert (view["name"], view["state"], view["tabs"]) == ("Work", "linked", 2)
            assert view["product"] == "Chrome/156.0.8078.79"
            assert abs(view["lastSeenAt"] - wall_ms()) < 60_000
        await console.event("browser.unlinked")
        assert [v["state"] for v in (await console.ask("browsers.list"))["browsers"]] == ["away"]
    async with running(tmp_path) as gateway, operator(gateway) as console:
        (view,) = (await console.ask("browsers.list"))["browsers"]
        assert (view["name"], view["state"]) == ("Work", "offline")


async def test_a_ticket_names_its_browser_and_ambiguity_is_refused_with_the_choices(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        assert (await console.call("tickets.create"))["error"]["details"]["code"] == "BROWSER_NONE"
        async with browser(gateway, tab(), name="Work") as work, browser(gateway, tab(), name="Home") as home:
            refused = (await console.call("tickets.create"))["error"]
            assert refused["details"]["code"] == "BROWSER_AMBIGUOUS"
            assert refused["details"]["choices"] == [{"id": work.id, "name": "Work"}, {"id": home.id, "name": "Home"}]
            for meant in (home.id, home.id[:12], "Home", "home"):
                made = await console.ask("tickets.create", browser=meant)
                assert (made["browser"], made["browserName"]) == (home.id, "Home")
            refused = (await console.call("tickets.create", browser="Attic"))["error"]
            assert refused["details"]["code"] == "BROWSER_UNKNOWN"
            assert len((await console.ask("tabs.list"))["tabs"]) == 2
            assert [t["browserName"] for t in (await console.ask("tabs.list", browser="Work"))["tabs"]] == ["Work"]


async def test_a_ticket_lives_as_long_as_was_said(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), operator(gateway) as console:
        made = await console.ask("tickets.create", ttlMs=1_800_000, label="nightly")
        assert abs(made["expiresAt"] - wall_ms() - 1_800_000) < 60_000
        assert made["ws"].startswith(f"ws://127.0.0.1:{gateway.port}/cdp/")
        assert made["http"] == "http" + made["ws"].removeprefix("ws")
        (view,) = (await console.ask("tickets.list"))["tickets"]
        assert (view["id"], view["label"], view["state"], view["browserName"]) == (
            made["id"],
            "nightly",
            "live",
            "Work",
        )
        await console.ask("tickets.revoke", ticket=made["id"])
        await console.ask("tickets.revoke", ticket=made["id"])
        assert [v["state"] for v in (await console.ask("tickets.list"))["tickets"]] == ["revoked"]
        assert (await console.call("tickets.revoke", ticket="x"))["error"]["details"]["code"] == "TICKET_UNKNOWN"
        for ttl in (0, -1, 10**15):
            assert (await console.call("tickets.create", ttlMs=ttl))["error"]["details"]["code"] == "PARAMS_INVALID"


PUBLIC = ("https://relay.example", "http://relay.lan:8000")


@pytest.mark.parametrize(
    ("dialled", "headers", "base"),
    [
        ("wss://relay.example/gateway", {"Host": "relay.example"}, "wss://relay.example"),
        ("wss://Relay.example/gateway", {"Host": "Relay.example"}, "wss://relay.example"),
        ("wss://relay.example:443/gateway", {"Host": "relay.example"}, "wss://relay.example:443"),
        ("ws://relay.lan:8000/gateway", {"Host": "relay.lan:8000"}, "ws://relay.lan:8000"),
        ("wss://relay.example/gateway", {}, "wss://relay.example"),
    ],
)
async def test_a_tickets_addresses_are_good_where_its_maker_is(
    tmp_path: Path, dialled: str, headers: dict[str, str], base: str
) -> None:
    async with running(tmp_path, public_urls=PUBLIC) as gateway, browser(gateway, tab()):
        who = Credentials(client=CLI, role="operator", gateway=gateway.fingerprint, token=token_of(gateway))
        async with Proxied(gateway, dialled, who, **headers) as console:
            made = await console.ask("tickets.create")
            assert made["ws"].startswith(f"{base}/cdp/")
            assert made["http"] == "http" + made["ws"].removeprefix("ws")
            ported = await console.ask("tickets.create", port=0)
            assert ported["http"] == f"http://{ported['debuggerAddress']}"
            assert ported["debuggerAddress"].startswith("127.0.0.1:"), "the port is the gateway's own machine's"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_an_operator_of_this_machine_gets_addresses_of_this_machine(tmp_path: Path, name: str) -> None:
    async with running(tmp_path, public_urls=PUBLIC) as gateway, browser(gateway, tab()):
        who = Credentials(client=CLI, role="operator", gateway=gateway.fingerprint, token=token_of(gateway))
        async with Linked(f"ws://{name}:{gateway.port}/gateway", who) as console:
            assert (await console.ask("tickets.create"))["ws"].startswith(f"ws://{name}:{gateway.port}/cdp/")


async def test_an_operator_that_does_not_say_what_it_dialled_is_taken_at_its_host(tmp_path: Path) -> None:
    async with running(tmp_path, public_urls=PUBLIC) as gateway, browser(gateway, tab()):
        who = Credentials(client=CLI, role="operator", gateway=None, token=token_of(gateway))
        async with Proxied(gateway, "wss://relay.example/gateway", who, Host="relay.example") as console:
            assert (await console.ask("tickets.create"))["ws"].startswith("wss://relay.example/cdp/")


async def test_tickets_stay_over_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()):
        made = await ticket(gateway)
    async with running(tmp_path) as gateway, operator(gateway) as console:
        assert [v["id"] for v in (await console.ask("tickets.list"))["tickets"]] == [made["id"]]


async def test_a_device_that_is_unknown_or_meant_twice_is_not_revoked(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        assert (await console.call("devices.revoke", device="x"))["error"]["details"]["code"] == "DEVICE_UNKNOWN"
        async with browser(gateway, tab(), name="Same"), browser(gateway, tab(), name="Same"):
            refused = (await console.call("devices.revoke", device="Same"))["error"]
            assert refused["details"]["code"] == "DEVICE_UNKNOWN"
            assert len(refused["details"]["choices"]) == 2
        assert len((await console.ask("devices.list"))["devices"]) == 2


async def test_operators_hear_of_tabs(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab(1)) as extension, operator(gateway) as console:
        await extension.report("tab.shared", tab(2))
        assert (await console.event("tab.shared"))["targetId"] == f"{2:032X}"
        await extension.report("tab.gone", {"tabId": 2, "reason": "unshared"})
        assert (await console.event("tab.gone"))["reason"] == "unshared"


async def test_many_requests_at_once_are_all_answered(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        for number in range(200):
            await console.send({"type": "req", "id": str(number), "method": "devices.list"})
        answered = {(await console.receive())["id"] for _ in range(200)}
        assert answered == {str(number) for number in range(200)}
