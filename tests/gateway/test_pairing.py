"""How an unknown device becomes a known one, over real sockets."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.gateway import Gateway
from tabrelay.protocol.errors import HandshakeRefused
from tabrelay.protocol.handshake_client import Credentials
from tabrelay.protocol.identity import b64url, short_words
from tabrelay.protocol.pairing import Pairing
from tests.gateway.harness import CLI, Browser, Linked, link_url, offer, operator, running


async def refusal(peer: Linked) -> str:
    with pytest.raises(HandshakeRefused) as refused:
        await peer.__aenter__()
    return refused.value.cause


def new_browser(gateway: Gateway, pairing: Pairing | None = None) -> Browser:
    return Browser(gateway, Ed25519PrivateKey.generate(), pairing)


async def test_a_pairing_lets_a_device_in_now_and_without_it_later(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path) as gateway, operator(gateway) as console:
        made = await console.ask("pairing.create", name="Laptop")
        async with Browser(gateway, key, Pairing.decode(made["pairing"])) as extension:
            paired = await console.event("device.paired")
            assert paired["pairing"] == made["id"]
            assert (paired["device"]["id"], paired["device"]["name"]) == (extension.id, "Laptop")
            assert paired["device"]["words"] == short_words(extension.id)
    async with running(tmp_path) as gateway, Browser(gateway, key), operator(gateway) as console:
        (device,) = (await console.ask("devices.list"))["devices"]
        assert (device["role"], device["linked"]) == ("node", True)


async def test_the_answer_has_the_page_the_words_and_the_string(tmp_path: Path) -> None:
    async with running(tmp_path, name="Den") as gateway, operator(gateway) as console:
        made = await console.ask("pairing.create")
        pairing = Pairing.decode(made["pairing"])
        assert (pairing.url, pairing.gateway, pairing.name) == (link_url(gateway), gateway.fingerprint, "Den")
        assert made["words"] == short_words(gateway.fingerprint)
        assert made["page"] == f"{gateway.url}/pair#{made['pairing']}"


async def test_with_a_public_url_the_string_is_for_anywhere_and_the_page_for_this_machine(tmp_path: Path) -> None:
    async with running(tmp_path, public_urls=("https://relay.example",)) as gateway, operator(gateway) as console:
        made = await console.ask("pairing.create")
        assert Pairing.decode(made["pairing"]).url == "wss://relay.example/gateway"
        assert Pairing.decode(made["page"].partition("#")[2]).url == link_url(gateway)


async def test_an_unknown_device_is_told_to_pair(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        assert await refusal(new_browser(gateway)) == "PAIRING_REQUIRED"


async def test_a_pairing_is_for_one_device(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        pairing = await offer(gateway)
        async with new_browser(gateway, pairing):
            pass
        assert await refusal(new_browser(gateway, pairing)) == "PAIRING_UNKNOWN"


async def test_a_device_whose_hello_got_lost_may_redeem_again_until_it_is_removed(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path) as gateway, operator(gateway) as console:
        pairing = await offer(gateway)
        for _ in range(2):
            async with Browser(gateway, key, pairing) as extension:
                pass
        await console.ask("devices.revoke", device=extension.id)
        assert await refusal(Browser(gateway, key, pairing)) == "PAIRING_UNKNOWN"
        assert await refusal(Browser(gateway, key)) == "DEVICE_REVOKED"
        async with Browser(gateway, key, await offer(gateway)):
            assert len((await console.ask("devices.list"))["devices"]) == 1


async def test_a_wrong_secret_is_refused_and_burns_the_pairing_after_five(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        pairing = await offer(gateway)
        wrong = msgspec.structs.replace(pairing, secret=b64url(b"x" * 32))
        for _ in range(5):
            assert await refusal(new_browser(gateway, wrong)) == "AUTH_PROOF_INVALID"
        assert await refusal(new_browser(gateway, pairing)) == "PAIRING_UNKNOWN"


async def test_an_expired_pairing_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        pairing = await offer(gateway, ttlMs=1)
        assert await refusal(new_browser(gateway, pairing)) == "PAIRING_EXPIRED"


async def test_a_pairing_is_for_one_role(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        assert await refusal(new_browser(gateway, await offer(gateway, role="operator"))) == "ROLE_NOT_ALLOWED"


async def test_a_paired_operator_needs_no_token_and_may_be_removed(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path) as gateway, operator(gateway) as console:
        pairing = await offer(gateway, role="operator", name="Desk")

        def desk(**credentials: object) -> Linked:
            who = Credentials(client=CLI, role="operator", key=key, gateway=gateway.fingerprint, **credentials)
            return Linked(link_url(gateway), who)

        async with desk(pairing=pairing):
            pass
        async with desk(scopes=("operator.read",)) as reader:
            assert await reader.ask("status")
            refused = await reader.call("devices.revoke", device="Desk")
            assert refused["error"]["details"]["code"] == "SCOPE_NOT_ALLOWED"
            await console.ask("devices.revoke", device="Desk")
            assert (await reader.closing())[0] == 4005
        assert await refusal(desk()) == "DEVICE_REVOKED"


async def test_a_device_paired_as_a_browser_is_no_operator(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    async with running(tmp_path) as gateway:
        async with Browser(gateway, key, await offer(gateway)):
            pass
        who = Credentials(client=CLI, role="operator", key=key, gateway=gateway.fingerprint)
        assert await refusal(Linked(link_url(gateway), who)) == "ROLE_NOT_ALLOWED"


@pytest.mark.parametrize("params", [{"role": "admin"}, {"ttlMs": 0}, {"ttlMs": 10**9}, {"name": 5}])
async def test_offers_that_cannot_be_made(tmp_path: Path, params: dict[str, object]) -> None:
    async with running(tmp_path) as gateway, operator(gateway) as console:
        answer = await console.call("pairing.create", **params)
        assert answer["error"]["details"]["code"] == "PARAMS_INVALID"
