"""The one door, over real sockets."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tabrelay.gateway import Gateway
from tests.gateway.harness import get, running


async def raw(gateway: Gateway, request: bytes) -> tuple[int, dict[str, object]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length"))
    body = json.loads(await reader.readexactly(length))
    writer.close()
    return int(head.split()[1]), body["error"]["details"]


@pytest.mark.parametrize(
    "request_bytes",
    [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost\r\n\r\n", b"\x16\x03\x01\r\n\r\n"],
)
async def test_bytes_that_are_no_http_get_json_too(tmp_path: Path, request_bytes: bytes) -> None:
    async with running(tmp_path) as gateway:
        assert await raw(gateway, request_bytes) == (400, {"code": "REQUEST_INVALID"})


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n",
        "Host: evil.example\r\nHost: 127.0.0.1:{port}\r\n",
        "Host: evil.example\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n",
    ],
)
async def test_a_host_that_cannot_be_believed_is_none(tmp_path: Path, headers: str) -> None:
    async with running(tmp_path) as gateway:
        request = f"GET /healthz HTTP/1.1\r\n{headers.format(port=gateway.port)}\r\n".encode()
        status, details = await raw(gateway, request)
        assert status in (400, 403)
        assert details["code"] in ("HOST_NOT_ALLOWED", "REQUEST_INVALID")


async def test_an_absolute_request_target_does_not_get_around_the_host(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        request = f"GET http://127.0.0.1:{gateway.port}/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode()
        assert (await raw(gateway, request))[1] == {"code": "HOST_NOT_ALLOWED"}


async def test_two_origins_are_a_foreign_one(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        request = (
            f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\n"
            f"Origin: {gateway.url}\r\nOrigin: https://evil.example\r\n\r\n"
        ).encode()
        assert (await raw(gateway, request))[1] == {"code": "ORIGIN_NOT_ALLOWED"}


@pytest.mark.parametrize(
    "headers",
    ["Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Key: x\r\n"],
)
async def test_a_malformed_upgrade_is_said_to_be(tmp_path: Path, headers: str) -> None:
    async with running(tmp_path) as gateway:
        request = (
            f"GET /gateway HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n"
        ).encode()
        assert await raw(gateway, request) == (400, {"code": "UPGRADE_INVALID"})
        assert gateway.house.hall.total == 0


async def test_a_body_that_nobody_asked_for_does_no_harm(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        request = f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\nContent-Length: 5\r\n\r\nhello".encode()
        assert (await raw(gateway, request))[1] == {"code": "METHOD_NOT_ALLOWED"}


async def test_a_handler_that_fails_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise OSError("a bug")

    monkeypatch.setattr("tabrelay.gateway.reports.resident_bytes", fail)
    async with running(tmp_path) as gateway:
        status, body, _ = await get(f"{gateway.url}/metrics")
        assert (status, body["error"]["details"]["code"]) == (500, "INTERNAL_ERROR")
        assert "a bug" not in json.dumps(body)


async def test_the_journal_is_for_who_was_kept_out_not_for_wrong_paths(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        assert (await get(f"{gateway.url}/favicon.ico"))[0] == 404
        assert (await get(f"{gateway.url}/healthz", "POST"))[0] == 405
        assert (await get(f"{gateway.url}/healthz", Host="evil.example"))[0] == 403
        refused = [row.detail.split()[0] for row in await gateway.house.store.audit.tail() if row.action == "refuse"]
        assert refused == ["HOST_NOT_ALLOWED"]
        counted = (await get(f"{gateway.url}/metrics"))[1]
        assert all(cause in counted for cause in ("PATH_UNKNOWN", "METHOD_NOT_ALLOWED", "HOST_NOT_ALLOWED"))
