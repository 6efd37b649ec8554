"""Who is connected to, and what it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tabrelay
from tabrelay.client.locate import OPERATOR_KEY
from tabrelay.protocol.errors import HandshakeClosed, HandshakeRefused
from tabrelay.protocol.frames import Request, decode_frame, encode_response
from tabrelay.protocol.handshake_server import signed_text
from tabrelay.protocol.identity import device_id, raw_public_key, signature_is_valid, unb64url
from tabrelay.protocol.messages import Connect, DeviceProof
from tabrelay.protocol.pairing import Pairing
from tests.client.fake_gateway import TOKEN, FakeGateway, until_closed
from tests.client.test_shake import CHALLENGE, foreign_hello


async def test_without_a_gateway_the_error_names_the_cure() -> None:
    with pytest.raises(tabrelay.NoGateway, match=r"No gateway is running. Start one with `tabrelay up`\."):
        async with tabrelay.connect():
            pass


async def test_the_local_gateway_gets_its_token_and_has_to_prove_its_key(gateway: FakeGateway) -> None:
    async with tabrelay.connect():
        pass
    connect = gateway.connects[0]
    assert connect.token == TOKEN
    assert connect.proof is not None
    assert connect.proof.url == gateway.address
    assert not isinstance(connect.device, DeviceProof)


async def test_the_address_of_the_local_gateway_means_the_local_gateway(gateway: FakeGateway) -> None:
    async with tabrelay.connect(gateway.url):
        pass
    assert gateway.connects[0].token == TOKEN
    assert gateway.connects[0].proof is not None


async def test_another_gateway_of_protocol_3_gets_token_and_signed_device_and_nothing_else(own_state: Path) -> None:
    seen: list[Connect] = []

    async def foreign(ws: web.WebSocketResponse) -> None:
        await ws.send_str(CHALLENGE)
        request = decode_frame((await ws.receive()).data)
        assert isinstance(request, Request)
        import msgspec  # noqa: PLC0415

        seen.append(msgspec.json.decode(request.params, type=Connect))
        raw.append(msgspec.json.decode(request.params))
        await ws.send_str(encode_response(request.id, foreign_hello()).decode())
        await until_closed(ws)

    raw: list[dict[str, object]] = []
    async with FakeGateway(scripts=[foreign]).running() as gateway:
        link = tabrelay.connect(gateway.address, token="shared")
        async with link:
            assert link.hello.server.version == "2026.1"
    connect = seen[0]
    assert raw[0]["auth"] == {"token": "shared"}
    assert connect.scopes == ("operator.read", "operator.write")
    device = connect.device
    assert isinstance(device, DeviceProof)
    assert device.nonce == "n"
    public_key = unb64url(device.public_key)
    assert device.id == device_id(public_key)
    assert signature_is_valid(public_key, unb64url(device.signature), signed_text(connect, device))
    assert device.id == device_id(raw_public_key(tabrelay.load_or_create_key(own_state / OPERATOR_KEY)))


async def test_address_and_token_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeGateway().running() as gateway:
        monkeypatch.setenv("TABRELAY_URL", gateway.url)
        monkeypatch.setenv("TABRELAY_TOKEN", "from-outside")
        async with tabrelay.connect():
            pass
        assert gateway.connects[0].token == "from-outside"


async def test_a_pairing_is_redeemed_once_and_the_device_is_known_from_then_on() -> None:
    secret = "A" * 43
    key = Ed25519PrivateKey.generate()
    async with FakeGateway().running() as gateway:
        pairing = Pairing(url=gateway.address, gateway=gateway.fingerprint, id="p1", secret=secret, expires=2**60)

        def grant_with_secret() -> None:
            from tabrelay.protocol.handshake_server import Grant, ServerHandshake  # noqa: PLC0415

            accept = ServerHandshake.accept

            def accept_pairing(self: ServerHandshake, grant: Grant):  # type: ignore[no-untyped-def]  # noqa: ANN202
                known = Grant(
                    grant.role, grant.scopes, grant.features, unb64url(secret) if len(gateway.connects) == 1 else None
                )
                return accept(self, known)

            monkey.setattr(ServerHandshake, "accept", accept_pairing)

        with pytest.MonkeyPatch.context() as monkey:
            grant_with_secret()
            async with tabrelay.connect(pairing=pairing.encode(), device_key=key) as link:
                with link.events() as events:
                    link._backoff.FIRST_S = 0  # type: ignore[misc]  # noqa: SLF001
                    link._backoff.reset()  # noqa: SLF001
                    link._backoff._next_s = 0  # noqa: SLF001
                    await gateway.cut()
                    await anext(events)
                    assert (await anext(events)).name == "link.up"
        first, second = gateway.connects
        assert first.pairing is not None
        assert second.pairing is None
        assert second.proof is not None


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "UNAUTHORIZED"), (403, "FORBIDDEN"), (429, "UNAVAILABLE"), (503, "UNAVAILABLE"), (418, "INVALID_REQUEST")],
)
async def test_a_refused_upgrade_is_a_refusal(gateway: FakeGateway, status: int, code: str) -> None:
    gateway.refuse_upgrade = status
    with pytest.raises(HandshakeRefused, match=f"HTTP status {status}") as caught:
        async with tabrelay.connect():
            pass
    assert caught.value.code == code
    assert caught.value.cause == f"HTTP_{status}"


async def test_nothing_at_the_address_is_said_so() -> None:
    async with FakeGateway().running() as gateway:
        address = gateway.url
    with pytest.raises(HandshakeClosed, match="Nothing answers"):
        async with tabrelay.connect(address, token="t"):
            pass


async def test_a_token_does_not_cross_a_network_in_the_clear() -> None:
    with pytest.raises(tabrelay.AddressInvalid, match="Use wss://"):
        async with tabrelay.connect("http://relay.example:19222", token="secret"):
            pass


async def test_a_damaged_pairing_string_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(tabrelay.TabrelayError, match="pairing string"):
        tabrelay.connect(pairing="tabrelay1.x")
