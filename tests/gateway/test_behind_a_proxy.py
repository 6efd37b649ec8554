"""A gateway behind a proxy, over real sockets: who is limited, who may send the token, and who is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabrelay.gateway import Gateway
from tabrelay.protocol.errors import HandshakeRefused
from tabrelay.protocol.handshake_client import Credentials
from tests.gateway.harness import CLI, Proxied, get, link_url, quick, refused_upgrade, running, token_of

PUBLIC = ("https://relay.example", "http://relay.lan")
TRUST = ("127.0.0.1",)
HALL = quick(auth_failures=2, pending_per_source=2)
SOURCE, OTHER = "203.0.113.9", "203.0.113.10"


async def guess(gateway: Gateway, **headers: str) -> int:
    """The status of an attempt to guess a ticket."""
    return (await get(f"{gateway.url}/cdp/guess/json", Host="relay.example", **headers))[0]


async def fail(gateway: Gateway, source: str, times: int = 2) -> None:
    for _ in range(times):
        assert await guess(gateway, X_Forwarded_For=source) == 401


async def test_sources_behind_a_trusted_proxy_are_told_apart(tmp_path: Path) -> None:
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=TRUST, limits=HALL) as gateway:
        await fail(gateway, SOURCE)
        assert await guess(gateway, X_Forwarded_For=SOURCE) == 429
        assert await guess(gateway, X_Forwarded_For=OTHER) == 401
        upgrade = {"Host": "relay.example"}
        assert await refused_upgrade(link_url(gateway), **upgrade, X_Forwarded_For=SOURCE) == (
            429,
            "AUTH_RATE_LIMITED",
        )
        assert gateway.house.failures.by_source.keys() == {SOURCE, OTHER}


@pytest.mark.parametrize("made_up", ["127.0.0.1", OTHER, "unknown", "::1, 127.0.0.1"])
async def test_a_source_that_makes_up_others_stays_itself(tmp_path: Path, made_up: str) -> None:
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=TRUST, limits=HALL) as gateway:
        await fail(gateway, f"{made_up}, {SOURCE}")
        assert await guess(gateway, X_Forwarded_For=f"{made_up}, {SOURCE}") == 429
        assert await guess(gateway, X_Forwarded_For=SOURCE) == 429
        assert gateway.house.failures.by_source.keys() == {SOURCE}


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8",)])
async def test_a_header_from_anybody_else_is_not_believed(tmp_path: Path, trusted: tuple[str, ...]) -> None:
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=trusted, limits=HALL) as gateway:
        await fail(gateway, SOURCE, times=5)
        assert gateway.house.failures.by_source.keys() == {"127.0.0.1"}


async def test_a_program_of_this_machine_goes_on_as_before(tmp_path: Path) -> None:
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=TRUST, limits=HALL) as gateway:
        for _ in range(5):
            assert (await get(f"{gateway.url}/cdp/guess/json"))[0] == 401


async def test_the_hall_has_room_for_each_source(tmp_path: Path) -> None:
    who = Credentials(client=CLI, role="operator", gateway=None, token="wrong")
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=TRUST, limits=HALL) as gateway:
        for _ in range(2):
            gateway.house.hall.enter(SOURCE)
        refused = await refused_upgrade(link_url(gateway), Host="relay.example", X_Forwarded_For=SOURCE)
        assert refused == (503, "TOO_MANY_CONNECTIONS")
        with pytest.raises(HandshakeRefused, match="not this gateway's"):
            async with Proxied(
                gateway, "wss://relay.example/gateway", who, Host="relay.example", X_Forwarded_For=OTHER
            ):
                raise AssertionError
        for _ in range(2):
            gateway.house.hall.leave(SOURCE)


@pytest.mark.parametrize(
    ("name", "proto", "taken"),
    [
        ("relay.lan", {"X_Forwarded_Proto": "https"}, True),
        ("relay.lan", {"X_Forwarded_Proto": "http"}, False),
        ("relay.lan", {}, False),
        ("relay.example", {"X_Forwarded_Proto": "http"}, False),
        ("relay.example", {}, True),
    ],
)
async def test_the_token_is_taken_where_the_proxy_was_dialled_with_tls(
    tmp_path: Path, name: str, proto: dict[str, str], *, taken: bool
) -> None:
    async with running(tmp_path, public_urls=PUBLIC, trusted_proxies=TRUST) as gateway:
        who = Credentials(client=CLI, role="operator", gateway=None, token=token_of(gateway))
        peer = Proxied(gateway, f"wss://{name}/gateway", who, Host=name, X_Forwarded_For=SOURCE, **proto)
        if taken:
            async with peer:
                assert (await peer.ask("status"))["fingerprint"] == gateway.fingerprint
        else:
            with pytest.raises(HandshakeRefused, match="wants a token"):
                async with peer:
                    raise AssertionError
