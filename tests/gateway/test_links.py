"""What an extension may do on its link beyond one text frame a message, when both sides agreed to it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.gateway.app import Gateway
from tests.gateway.harness import Browser, offer, operator, running, tab


@asynccontextmanager
async def linked(gateway: Gateway, *caps: str) -> AsyncIterator[Browser]:
    """An extension that declared ``caps``."""
    extension = Browser(gateway, Ed25519PrivateKey.generate(), await offer(gateway))
    extension.who = dataclasses.replace(extension.who, caps=("browser", *caps))
    async with extension:
        yield extension


def reports(*tabs: int) -> Sequence[str]:
    """A snapshot without tabs, and a frame for each tab that is shared then."""
    browser = {"product": "Chrome/156.0.8078.79", "userAgent": "Chrome", "platform": "linux"}
    snapshot = {"browser": browser, "mode": "shared", "tabs": []}
    frames = [("browser.snapshot", snapshot), *(("tab.shared", tab(number)) for number in tabs)]
    return [json.dumps({"type": "event", "event": name, "payload": payload}) for name, payload in frames]


@pytest.mark.parametrize(
    ("declared", "granted"),
    [
        ((), ()),
        (("batch",), ("batch",)),
        (("binary", "teleport"), ("binary",)),
        (("binary", "batch"), ("batch", "binary")),
    ],
)
async def test_what_was_declared_and_is_known_is_granted(
    tmp_path: Path, declared: tuple[str, ...], granted: tuple[str, ...]
) -> None:
    async with running(tmp_path) as gateway, linked(gateway, *declared) as extension:
        assert extension.hello.features.caps == granted


async def test_an_operator_is_granted_none(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, operator(gateway, caps=("batch", "binary")) as console:
        assert console.hello.features.caps == ()


async def test_text_and_bytes_batched_or_not_are_frames_in_the_order_sent(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as gateway,
        operator(gateway) as console,
        linked(gateway, "batch", "binary") as extension,
    ):
        frames = reports(1, 2, 3, 4, 5)
        await extension.send("\n" + "\n".join(frames[:3]))
        await extension.send(frames[3].encode())
        await extension.send(("\n" + "\n".join(frames[4:])).encode())
        seen = [(await console.event("tab.shared"))["title"] for _ in range(5)]
        assert seen == [f"Tab {number}" for number in range(1, 6)]


async def test_bytes_that_were_not_granted_end_the_link(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, linked(gateway, "batch") as extension:
        await extension.send(reports()[0].encode())
        code, reason = await extension.closing()
        assert (code, reason.partition(":")[0]) == (4002, "FRAME_BINARY")


@pytest.mark.parametrize("kind", [aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY])
async def test_what_is_no_utf_8_reaches_nobody(tmp_path: Path, kind: aiohttp.WSMsgType) -> None:
    async with running(tmp_path) as gateway, linked(gateway, "binary") as extension:
        bad = reports(1)[1].encode().replace(b"Tab", b"\xff\xfe")
        await extension.ws.send_frame(bad, kind)
        assert await extension.closing() == (4002, "the frame is not UTF-8")
