"""Waiting for a browser of our own; the real thing is in ``test_up.py`` and ``test_demo.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tabrelay.browser import BrowserExited, Launch, LaunchedBrowser
from tabrelay.cli import own_browser as module
from tabrelay.cli.own_browser import paired, while_it_runs
from tabrelay.client import BrowserTimeout, Event, LinkDown, Subscription
from tabrelay.protocol.errors import LinkLost
from tabrelay.protocol.operator import DevicePaired, DeviceView

DEVICE = DeviceView("d", "work", "node", "linux", "w", 1, 1, linked=True)


@pytest.fixture
def events() -> Iterator[Subscription]:
    with Subscription(lambda _: None) as subscription:
        yield subscription


def browser(tmp_path: Path, script: str) -> LaunchedBrowser:
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return LaunchedBrowser(Launch(executable=path, home=tmp_path / "b"))


async def test_only_the_device_that_takes_this_offer_counts(events: Subscription) -> None:
    other = DeviceView("e", "home", "node", "linux", "w", 1, 1, linked=True)
    events.put(Event("device.paired", DevicePaired(other, "another")))
    events.put(Event("device.paired", DevicePaired(DEVICE, "mine")))
    assert await paired(events, "mine") == DEVICE


async def test_with_the_gateway_its_offers_are_gone(events: Subscription) -> None:
    events.put(Event("link.down", LinkDown("restart")))
    with pytest.raises(LinkLost, match="then pair"):
        await paired(events, "mine")


async def test_a_browser_that_ends_meanwhile_ends_the_wait(tmp_path: Path) -> None:
    async with browser(tmp_path, "exit 5") as running:
        with pytest.raises(BrowserExited, match="exit code 5"):
            await while_it_runs(running, asyncio.Event().wait())


async def test_the_wait_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READY_LIMIT_S", 0.05)
    async with browser(tmp_path, "exec tail -f /dev/null") as running:
        with pytest.raises(BrowserTimeout, match=r"did not link within 0\.05 s"):
            await while_it_runs(running, asyncio.Event().wait())


async def test_what_was_waited_for_is_given_back(tmp_path: Path) -> None:
    async with browser(tmp_path, "exec tail -f /dev/null") as running:
        assert await while_it_runs(running, asyncio.sleep(0, "it")) == "it"
