"""The two ends that are compared: a Chromium with its own debugging port, and one behind the relay.

Both are the same Chromium with the same flags, each with a fresh profile of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tabrelay.browser import find_browser
from tabrelay.browser.flags import command_line
from tests.chrome.conftest import start_relay, stop_relay

READY_S = 30.0
LISTENING = "DevTools listening on "
OF_THE_EXTENSION = ("--load-extension", "--disable-extensions-except")


@dataclass(frozen=True, slots=True)
class End:
    """``url`` is a WebSocket address of the browser; every client of a script opens it anew."""

    name: str
    url: str


@asynccontextmanager
async def direct_end(home: Path, name: str = "direct") -> AsyncIterator[End]:
    """Chrome's own debugging port, with no extension anywhere."""
    flags = command_line(
        find_browser().path,
        profile=home / "profile",
        extension=home,
        headless=True,
        extra=("--disable-extensions", "--remote-debugging-port=0"),
    )
    process = await asyncio.create_subprocess_exec(
        *(flag for flag in flags if not flag.startswith(OF_THE_EXTENSION)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(READY_S):
            line = ""
            while LISTENING not in line:
                line = (await process.stderr.readline()).decode()
        drain = asyncio.create_task(_drain(process.stderr))
        yield End(name, line.partition(LISTENING)[2].strip())
        drain.cancel()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _drain(stream: asyncio.StreamReader) -> None:
    """What it says later must not fill the pipe."""
    while await stream.read(65536):
        pass


@asynccontextmanager
async def relay_end(home: Path) -> AsyncIterator[End]:
    """`tabrelay up --browser --headless`, as a user starts it."""
    process, relay = await asyncio.to_thread(start_relay, home)
    try:
        yield End("relay", relay.ready["ws"])
    finally:
        await asyncio.to_thread(stop_relay, process)
