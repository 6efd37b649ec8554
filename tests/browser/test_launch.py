"""A real browser, and programs that stand in for ones that do not work."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tabrelay.browser import Launch, LaunchedBrowser, find_browser
from tabrelay.browser.errors import BrowserError


def stand_in(tmp_path: Path, script: str) -> Path:
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def launch(tmp_path: Path, script: str) -> LaunchedBrowser:
    return LaunchedBrowser(Launch(executable=stand_in(tmp_path, script), home=tmp_path / "state" / "b"))


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def members_of(group: int) -> list[int]:
    """Handles of the processes of a group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(int(folder.name)) == group:
                found.append(os.pidfd_open(int(folder.name)))
    return found


def gone(handle: int) -> None:
    """Wait until the process is gone: then its handle can be read (pidfd_open(2))."""
    select.select([handle], [], [])
    os.close(handle)


@asynccontextmanager
async def page_that_tells(asked: asyncio.Event) -> AsyncIterator[str]:
    """The address of a page; ``asked`` is set when somebody opens it."""

    async def page(_request: web.Request) -> web.Response:
        asked.set()
        return web.Response(text="here")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_a_real_browser_starts_in_its_own_profile_and_nothing_of_it_is_left(tmp_path: Path) -> None:
    asked = asyncio.Event()
    async with page_that_tells(asked) as url:
        wanted = Launch(executable=find_browser().path, home=tmp_path / "b", headless=True, url=url)
        async with LaunchedBrowser(wanted) as browser:
            await asked.wait()
            pid = browser.pid
            assert stat.S_IMODE(browser.profile.stat().st_mode) == 0o700
            assert (browser.profile / "Default").is_dir()
    with pytest.raises(BrowserError, match="not running"):
        _ = browser.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not (browser.profile / "SingletonLock").is_symlink()


async def test_one_that_ends_early_says_why(tmp_path: Path) -> None:
    async with launch(tmp_path, "echo 'Missing X server or $DISPLAY' >&2; exit 1") as browser:
        error = await browser.exited()
    assert "exit code 1. There is no display. Use --headless." in str(error)
    assert stat.S_IMODE(browser.stderr.stat().st_mode) == 0o600


async def test_one_that_cannot_be_started_says_so(tmp_path: Path) -> None:
    path = tmp_path / "browser"
    path.write_bytes(b"\x00")
    path.chmod(0o755)
    with pytest.raises(BrowserError, match="cannot be started"):
        await LaunchedBrowser(Launch(executable=path, home=tmp_path / "b")).start()


async def test_one_that_ignores_the_request_to_end_is_ended_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tabrelay.browser.launch.STOP_LIMIT_S", 0.05)
    fifo = tmp_path / "ready"
    os.mkfifo(fifo)
    async with launch(tmp_path, f"trap '' TERM; echo go > {fifo}; cat") as browser:
        await asyncio.to_thread(fifo.read_text)
        pid = browser.pid
    assert group_is_gone(pid)


KILLED = """
import asyncio, sys
from pathlib import Path
from tabrelay.browser import Launch, LaunchedBrowser

async def main():
    wanted = Launch(executable=Path(sys.argv[1]), home=Path(sys.argv[2]), headless=True, url=sys.argv[3])
    async with LaunchedBrowser(wanted) as browser:
        print(browser.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_real_browser_ends_with_all_its_processes_when_the_program_is_killed(tmp_path: Path) -> None:
    asked = asyncio.Event()
    async with page_that_tells(asked) as url:
        arguments = [sys.executable, "-c", KILLED, find_browser().path, tmp_path / "b", url]
        process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        group = int(await process.stdout.readline())
        await asked.wait()
        members = members_of(group)
        assert len(members) > 2
        process.kill()
        for member in members:
            await asyncio.to_thread(gone, member)
        await process.wait()


async def test_what_a_browser_leaves_behind_when_it_ends_by_itself_is_ended(tmp_path: Path) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    async with launch(tmp_path, f"exec 3> {fifo}; tail -f /dev/null & exit 3") as browser:
        last_holder_gone = asyncio.create_task(asyncio.to_thread(fifo.read_text))
        assert "exit code 3" in str(await browser.exited())
        assert await last_holder_gone == ""


async def test_our_own_variables_are_not_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABRELAY_TOKEN", "secret")
    async with launch(tmp_path, "env >&2") as browser:
        await browser.exited()
    said = browser.stderr.read_text()
    assert "PATH=" in said
    assert "TABRELAY" not in said


async def test_stopping_twice_is_no_error(tmp_path: Path) -> None:
    browser = launch(tmp_path, "cat")
    await browser.start()
    await browser.stop()
    await browser.stop()
