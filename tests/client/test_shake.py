"""The handshake on a real socket: whatever a gateway does, one typed error and a clean next try."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

import tabrelay
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import (
    Cause,
    GatewayUntrusted,
    HandshakeClosed,
    HandshakeInvalid,
    HandshakeRefused,
    HandshakeTimeout,
)
from tabrelay.protocol.frames import Request, decode_frame, encode_event, encode_response
from tests.client.fake_gateway import FakeGateway, Script, perform, until_closed

CHALLENGE = encode_event("connect.challenge", {"nonce": "n", "ts": 1}).decode()
SHORT = tabrelay.Timeout(connect=0.3, close=0.1)


async def test_the_first_frame_arrives_at_once_and_is_not_missed(gateway: FakeGateway) -> None:
    async with tabrelay.connect() as connection:
        assert connection.hello.protocol == 3
    assert [connect.role for connect in gateway.connects] == ["operator"]


async def test_a_late_challenge_is_answered(gateway: FakeGateway) -> None:
    upgraded = asyncio.Event()

    async def late(ws: web.WebSocketResponse) -> None:
        await ws.ping()
        upgraded.set()
        await asyncio.sleep(0)
        await gateway._serve(ws)  # noqa: SLF001 - the script goes on as the gateway does

    gateway.scripts.append(late)
    async with tabrelay.connect() as connection:
        assert upgraded.is_set()
        assert connection.hello.server.conn_id


async def test_a_second_challenge_changes_nothing(gateway: FakeGateway) -> None:
    async def twice(ws: web.WebSocketResponse) -> None:
        machine = gateway.machine()
        await perform(ws, machine.start(1))
        await ws.send_str(CHALLENGE)
        connect = decode_frame((await ws.receive()).data)
        assert isinstance(connect, Request)
        assert await no_second_connect(ws)

    async def no_second_connect(ws: web.WebSocketResponse) -> bool:
        return await until_closed(ws) == CloseCode.HANDSHAKE_TIMEOUT

    gateway.scripts.append(twice)
    with pytest.raises(HandshakeTimeout):
        async with tabrelay.connect(timeout=SHORT):
            pass


async def silent(ws: web.WebSocketResponse) -> None:
    await until_closed(ws)


async def challenge_only(ws: web.WebSocketResponse) -> None:
    await ws.send_str(CHALLENGE)
    await until_closed(ws)


async def malformed_challenge(ws: web.WebSocketResponse) -> None:
    await ws.send_str('{"type":"event","event":"connect.challenge","payload":{"nonce":7}}')
    await until_closed(ws)


async def no_json(ws: web.WebSocketResponse) -> None:
    await ws.send_str("hello")
    await until_closed(ws)


async def binary(ws: web.WebSocketResponse) -> None:
    await ws.send_bytes(b"\x00")
    await until_closed(ws)


async def other_id(ws: web.WebSocketResponse) -> None:
    await ws.send_str(CHALLENGE)
    await ws.receive()
    await ws.send_str(encode_response("another", {"type": "hello-ok"}).decode())
    await until_closed(ws)


async def no_hello(ws: web.WebSocketResponse) -> None:
    await ws.send_str(CHALLENGE)
    request = decode_frame((await ws.receive()).data)
    assert isinstance(request, Request)
    await ws.send_str(encode_response(request.id, {"type": "hello-no"}).decode())
    await until_closed(ws)


async def closes_at_once(ws: web.WebSocketResponse) -> None:
    await ws.close(code=1013, message=b"later")


async def closes_after_connect(ws: web.WebSocketResponse) -> None:
    await ws.send_str(CHALLENGE)
    await ws.receive()
    await ws.close(code=1011, message=b"oops")


async def breaks_off(ws: web.WebSocketResponse) -> None:
    await ws.send_str(CHALLENGE)
    await ws.receive()
    assert ws._req is not None  # noqa: SLF001 - there is no public way to lose a connection
    assert ws._req.transport is not None  # noqa: SLF001
    ws._req.transport.abort()  # noqa: SLF001


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (silent, HandshakeTimeout),
        (challenge_only, HandshakeTimeout),
        (other_id, HandshakeTimeout),
        (malformed_challenge, HandshakeInvalid),
        (no_json, HandshakeInvalid),
        (binary, HandshakeInvalid),
        (no_hello, HandshakeInvalid),
        (closes_at_once, HandshakeClosed),
        (closes_after_connect, HandshakeClosed),
        (breaks_off, HandshakeClosed),
    ],
)
async def test_a_gateway_that_misbehaves_is_one_typed_error_and_the_next_try_works(
    gateway: FakeGateway, script: Script, error: type[Exception]
) -> None:
    gateway.scripts.append(script)
    connection = tabrelay.connect(timeout=SHORT)
    with pytest.raises(error):
        await connection.__aenter__()
    async with tabrelay.connect() as again:
        assert again.hello.protocol == 3


async def test_the_reason_of_a_close_is_told(gateway: FakeGateway) -> None:
    gateway.scripts.append(closes_after_connect)
    with pytest.raises(HandshakeClosed, match="1011: oops"):
        async with tabrelay.connect():
            pass


async def test_a_refusal_carries_its_cause(gateway: FakeGateway) -> None:
    gateway.refuse = Cause.AUTH_TOKEN_MISMATCH
    with pytest.raises(HandshakeRefused, match="--state-dir") as caught:
        async with tabrelay.connect():
            pass
    assert caught.value.cause == "AUTH_TOKEN_MISMATCH"
    assert caught.value.code == "UNAUTHORIZED"


@pytest.mark.usefixtures("gateway")
async def test_a_gateway_with_another_key_is_not_trusted() -> None:
    with pytest.raises(GatewayUntrusted):
        async with tabrelay.connect(gateway_fingerprint="0" * 64):
            pass


async def test_a_gateway_that_proves_nothing_is_not_trusted(gateway: FakeGateway) -> None:
    async def foreign(ws: web.WebSocketResponse) -> None:
        await ws.send_str(CHALLENGE)
        request = decode_frame((await ws.receive()).data)
        assert isinstance(request, Request)
        await ws.send_str(encode_response(request.id, foreign_hello()).decode())
        await until_closed(ws)

    gateway.scripts.append(foreign)
    with pytest.raises(GatewayUntrusted, match="proved nothing"):
        async with tabrelay.connect():
            pass


def foreign_hello() -> dict[str, object]:
    return {
        "type": "hello-ok",
        "protocol": 3,
        "server": {"version": "2026.1", "connId": "c", "host": "elsewhere"},
        "features": {"methods": ["health"], "events": ["tick"]},
        "snapshot": {},
        "auth": {"role": "operator", "scopes": ["operator.read"], "deviceToken": "t"},
        "policy": {"maxPayload": 1, "maxBufferedBytes": 1, "tickIntervalMs": 30_000},
    }
