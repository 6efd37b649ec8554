"""``/gateway`` before and after ``hello-ok``, over real sockets: every sentence of the wire's contract by name."""

from __future__ import annotations

import asyncio
import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.extension_id import EXTENSION_ID
from tabrelay.protocol.errors import GatewayUntrusted, HandshakeRefused
from tabrelay.protocol.handshake_client import Credentials
from tests.gateway.harness import (
    CLI,
    EXTENSION,
    Browser,
    Linked,
    Wire,
    browser,
    link_url,
    offer,
    operator,
    quick,
    refused_upgrade,
    running,
    tab,
    token_of,
)


async def test_the_challenge_is_the_first_frame_and_comes_unasked(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        frame = await wire.receive()
        assert (frame["type"], frame["event"]) == ("event", "connect.challenge")
        assert set(frame["payload"]) == {"nonce", "ts"}


async def test_a_silent_client_is_closed_with_a_code_and_a_reason_that_say_so(tmp_path: Path) -> None:
    async with running(tmp_path, limits=quick(silent_client_ms=30)) as gateway, Wire(link_url(gateway)) as wire:
        code, reason = await wire.closing()
        assert code == 4000
        assert reason.startswith("CONNECT_TIMEOUT: No `connect` came in time.")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 70_000, 1_000_000])
async def test_a_frame_above_64_kib_before_hello_is_refused(tmp_path: Path, size: int) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        await wire.send("x" * size)
        code, reason = await wire.closing()
        assert code == 1009
        assert reason.startswith("FRAME_TOO_LARGE")


async def test_a_frame_of_300_mb_before_hello_is_refused_at_its_first_bytes(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        await wire.receive()
        transport = wire.ws._writer.transport  # noqa: SLF001 - half a frame is not a thing a library would send
        transport.write(struct.pack("!BBQ4s", 0x81, 0xFF, 300_000_000, b"mask"))
        transport.write(b"x" * 200_000)
        assert (await wire.closing())[0] == 1009


async def test_a_frame_of_64_kib_before_hello_is_read(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        request = {"type": "req", "id": "1", "method": "connect", "params": {"pad": ""}}
        request["params"] = {"pad": "x" * (64 * 1024 - len(json.dumps(request)))}
        await wire.receive()
        await wire.send(request)
        answer = await wire.receive()
        assert answer["error"]["details"]["code"] == "PARAMS_INVALID"


BAD_FIRST_FRAMES = {
    "no json": ("}{", None, 4002, "FRAME_INVALID"),
    "an unknown kind": ({"type": "hello", "id": "1"}, "FRAME_INVALID", 4002, "FRAME_INVALID"),
    "a type that is no text": ({"type": 7, "id": "1"}, "FRAME_INVALID", 4002, "FRAME_INVALID"),
    "an event": ({"type": "event", "event": "tick"}, None, 4002, "CONNECT_EXPECTED"),
    "another request": ({"type": "req", "id": "1", "method": "status"}, "CONNECT_EXPECTED", 4002, "CONNECT_EXPECTED"),
    "no parameters": ({"type": "req", "id": "1", "method": "connect"}, "PARAMS_INVALID", 4002, "PARAMS_INVALID"),
    "a list": ([1, 2], None, 4002, "FRAME_INVALID"),
}


@pytest.mark.parametrize("name", BAD_FIRST_FRAMES)
async def test_a_bad_first_frame_gets_an_error_then_the_close(tmp_path: Path, name: str) -> None:
    frame, cause, code, reason = BAD_FIRST_FRAMES[name]
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        await wire.receive()
        await wire.send(frame if isinstance(frame, str) else json.dumps(frame))
        if cause is not None:
            answer = await wire.receive()
            assert (answer["type"], answer["id"], answer["ok"]) == ("res", "1", False)
            assert answer["error"]["details"]["code"] == cause
        closed = await wire.closing()
        assert closed[0] == code
        assert closed[1].startswith(reason)


def connect(**fields: object) -> dict[str, object]:
    client = {"id": "x", "version": "1", "platform": "linux", "mode": "cli"}
    params = {"minProtocol": 3, "maxProtocol": 3, "client": client, "role": "operator", **fields}
    return {"type": "req", "id": "1", "method": "connect", "params": params}


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"minProtocol": 1, "maxProtocol": 2}, "PROTOCOL_MISMATCH"),
        ({"minProtocol": 4, "maxProtocol": 9}, "PROTOCOL_MISMATCH"),
        ({"role": "admin"}, "ROLE_UNKNOWN"),
        ({"auth": {"token": "wrong"}}, "AUTH_TOKEN_MISMATCH"),
        ({}, "AUTH_TOKEN_MISSING"),
        ({"role": "node"}, "DEVICE_REQUIRED"),
        ({"scopes": ["operator.admin"]}, "SCOPE_NOT_ALLOWED"),
    ],
)
async def test_a_connect_that_may_not_enter_gets_its_cause_then_the_close(
    tmp_path: Path, fields: dict[str, object], cause: str
) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        await wire.receive()
        await wire.send(connect(**fields))
        answer = await wire.receive()
        assert answer["error"]["details"]["code"] == cause
        assert answer["error"]["message"]
        assert (await wire.closing())[0] == 4001


async def test_an_operator_with_the_token_gets_hello_ok_with_the_gateways_proof(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        hello = console.hello
        assert (hello.type, hello.protocol) == ("hello-ok", 3)
        assert hello.auth.role == "operator"
        assert set(hello.auth.scopes) == {"operator.read", "operator.write"}
        assert "tickets.create" in hello.features.methods
        assert hello.policy.tick_interval_ms == 15_000
        assert (await console.ask("status"))["fingerprint"] == gateway.fingerprint


async def test_a_client_that_pinned_another_key_does_not_trust_this_gateway(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        who = Credentials(client=CLI, role="operator", gateway="0" * 64, token=token_of(gateway))
        with pytest.raises(GatewayUntrusted):
            await Linked(link_url(gateway), who).__aenter__()


async def test_a_client_that_dialled_another_address_is_told_so(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, Wire(link_url(gateway)) as wire:
        await wire.receive()
        await wire.send(connect(auth={"proof": {"clientNonce": "n", "url": "ws://relay.example/gateway"}}))
        assert (await wire.receive())["error"]["details"]["code"] == "URL_MISMATCH"


async def test_a_replayed_connect_is_refused_because_it_answers_another_challenge(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway) as extension, Wire(link_url(gateway)) as thief:
        assert extension.said[0]["method"] == "connect"
        await thief.receive()
        await thief.send(extension.said[0])
        assert (await thief.receive())["error"]["details"]["code"] == "DEVICE_NONCE_MISMATCH"
        assert (await thief.closing())[0] == 4001


@pytest.mark.parametrize("skew_ms", [-200_000, 200_000])
async def test_a_clock_that_is_wrong_by_more_than_two_minutes_is_named(tmp_path: Path, skew_ms: int) -> None:
    async with running(tmp_path) as gateway:
        peer = Browser(gateway, Ed25519PrivateKey.generate(), await offer(gateway), clock_ms=skew_ms)
        with pytest.raises(HandshakeRefused) as refused:
            await peer.__aenter__()
        assert refused.value.cause == "DEVICE_SIGNATURE_EXPIRED"
        assert "clocks" in str(refused.value)


@pytest.mark.parametrize("skew_ms", [-100_000, 100_000])
async def test_a_clock_that_is_wrong_by_less_is_fine(tmp_path: Path, skew_ms: int) -> None:
    async with (
        running(tmp_path) as gateway,
        Browser(gateway, Ed25519PrivateKey.generate(), await offer(gateway), clock_ms=skew_ms) as extension,
    ):
        assert extension.hello.auth.role == "node"


@pytest.mark.parametrize("host", ["evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "evil.example"])
async def test_a_foreign_host_is_refused_before_the_upgrade(tmp_path: Path, host: str) -> None:
    async with running(tmp_path) as gateway:
        verdict = await refused_upgrade(link_url(gateway), Host=host.format(port=gateway.port))
        assert verdict == (403, "HOST_NOT_ALLOWED")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"chrome-extension://{'a' * 32}", ""])
async def test_a_foreign_origin_is_refused_before_the_upgrade(tmp_path: Path, origin: str) -> None:
    async with running(tmp_path) as gateway:
        assert await refused_upgrade(link_url(gateway), Origin=origin) == (403, "ORIGIN_NOT_ALLOWED")


async def test_the_extension_the_gateways_own_pages_and_configured_origins_may_connect(tmp_path: Path) -> None:
    async with running(tmp_path, allowed_origins=("https://ours.example",)) as gateway:
        for origin in (f"chrome-extension://{EXTENSION_ID}", gateway.url, "https://ours.example"):
            async with Wire(link_url(gateway), {"Origin": origin}) as wire:
                assert (await wire.receive())["event"] == "connect.challenge"


async def test_a_paired_devices_own_origin_may_come_back(tmp_path: Path) -> None:
    origin = f"chrome-extension://{'b' * 32}"
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path, allowed_origins=(origin,)) as gateway:
        pairing = await offer(gateway)
        async with Browser(gateway, key, pairing, origin=origin):
            pass
    async with running(tmp_path) as gateway, Browser(gateway, key, origin=origin) as extension:
        assert extension.hello.auth.role == "node"


async def test_failed_guesses_with_an_origin_are_rate_limited_even_on_loopback(tmp_path: Path) -> None:
    origin = f"chrome-extension://{EXTENSION_ID}"
    async with running(tmp_path, limits=quick(auth_failures=3)) as gateway:
        for _ in range(3):
            async with Wire(link_url(gateway), {"Origin": origin}) as wire:
                await wire.receive()
                await wire.send(connect(auth={"token": "wrong"}))
                await wire.closing()
        assert await refused_upgrade(link_url(gateway), Origin=origin) == (429, "AUTH_RATE_LIMITED")
        async with operator(gateway) as console:
            assert await console.ask("status"), "programs of this machine are not locked out by its pages"


async def test_strangers_are_capped_per_source_and_let_in_again_when_some_leave(tmp_path: Path) -> None:
    async with (
        running(tmp_path, limits=quick(pending_per_source=2)) as gateway,
        Wire(link_url(gateway)) as first,
        Wire(link_url(gateway)) as second,
    ):
        await first.receive()
        await second.receive()
        assert await refused_upgrade(link_url(gateway)) == (503, "TOO_MANY_CONNECTIONS")
        await first.send("nonsense")
        await first.closing()
        async with operator(gateway) as console:
            assert await console.ask("status")


async def test_a_binary_frame_is_refused_before_and_after_hello(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        async with Wire(link_url(gateway)) as wire:
            await wire.receive()
            await wire.send(b"\x00")
            code, reason = await wire.closing()
            assert (code, reason.partition(":")[0]) == (4002, "FRAME_BINARY")
        async with operator(gateway) as console:
            await console.send(b"{}")
            assert (await console.closing())[0] == 4002


async def test_malformed_json_after_hello_is_named_and_ends_only_its_own_link(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as other, operator(gateway) as console:
        await console.send("{]")
        code, reason = await console.closing()
        assert (code, reason.partition(":")[0]) == (4002, "FRAME_INVALID")
        assert await other.ask("status")


async def test_a_broken_frame_that_has_an_id_is_answered_and_the_link_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        await console.send({"type": "req", "id": "x", "method": 5})
        assert (await console.answer("x"))["error"]["details"]["code"] == "FRAME_INVALID"
        assert await console.ask("status")


async def test_an_unknown_method_and_a_second_connect_are_answered(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        assert (await console.call("browsers.fly"))["error"]["details"]["code"] == "METHOD_UNKNOWN"
        assert (await console.call("connect"))["error"]["details"]["code"] == "CONNECT_REPEATED"
        assert (await console.call("tabs.list", browser=5))["error"]["details"]["code"] == "PARAMS_INVALID"


async def test_a_frame_above_the_limit_after_hello_is_refused_and_others_go_on(tmp_path: Path) -> None:
    limits = quick(frame_bytes=100_000)
    async with running(tmp_path, limits=limits) as gateway, operator(gateway) as other:
        async with operator(gateway) as console:
            await console.send("x" * 100_001)
            code, reason = await console.closing()
            assert (code, reason.partition(":")[0]) == (1009, "FRAME_TOO_LARGE")
        async with operator(gateway) as console:
            await console.send('"' + "x" * 99_998 + '"')
            assert (await console.closing())[0] == 4002, "as large as allowed: read, and found to be no frame"
        assert await other.ask("status")


async def test_ticks_come_by_themselves_and_a_peer_that_sends_none_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path, limits=quick(tick_interval_ms=40)) as gateway, operator(gateway) as console:
        assert set(await console.event("tick")) == {"ts"}
        code, reason = await console.closing()
        assert code == 4003
        assert "no frame" in reason


async def test_a_peer_that_ticks_stays(tmp_path: Path) -> None:
    async with running(tmp_path, limits=quick(tick_interval_ms=50)) as gateway, operator(gateway) as console:
        for _ in range(6):
            await console.event("tick")
            await console.send({"type": "event", "event": "tick", "payload": {"ts": 1}})
        assert await console.ask("status")


async def test_a_newer_link_of_one_device_takes_the_place_of_the_older(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path) as gateway, operator(gateway) as console:
        pairing = await offer(gateway)
        async with Browser(gateway, key, pairing) as first, Browser(gateway, key) as second:
            assert (await first.closing())[0] == 4004
            await second.announce(tab())
            views = (await console.ask("browsers.list"))["browsers"]
            assert [view["state"] for view in views] == ["linked"]


async def test_stopping_tells_everybody_and_closes_with_1012(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        stop = asyncio.create_task(gateway.stop())
        await console.event("shutdown")
        code, reason = await console.closing()
        assert (code, reason.partition(":")[0]) == (1012, "SHUTTING_DOWN")
        await stop


async def test_a_browser_that_speaks_nonsense_is_cut_with_the_reason_and_may_come_back(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        key = Ed25519PrivateKey.generate()
        pairing = await offer(gateway)
        async with Browser(gateway, key, pairing) as extension:
            await extension.send("not json")
            assert (await extension.closing())[0] == 4002
        async with Browser(gateway, key) as extension:
            assert extension.hello.auth.role == "node"


async def test_the_browsers_frames_may_be_large(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()) as extension, operator(gateway) as console:
        await extension.report("tab.updated", tab(1, title="x" * 5_000_000))
        assert len((await console.event("tab.updated"))["title"]) == 5_000_000


def test_what_an_extension_says_of_itself_is_known_here() -> None:
    assert EXTENSION.mode == "node"
