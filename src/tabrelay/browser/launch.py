"""A browser of our own: its own profile, the extension in it, its own process group."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tabrelay.browser.diagnosis import explain_exit
from tabrelay.browser.errors import BrowserError, BrowserExited
from tabrelay.browser.extension import copy_extension, open_private
from tabrelay.browser.flags import command_line
from tabrelay.browser.guard import Guard
from tabrelay.browser.preferences import allow_incognito
from tabrelay.browser.singleton import release_profile

STOP_LIMIT_S = 5.0
OWN_VARIABLES = "TABRELAY_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What to start. ``home`` keeps ``profile/``, ``extension/`` and ``stderr.log`` of this browser (0700).

    ``incognito``: the extension may control incognito windows, so that browser contexts can be isolated.
    """

    executable: Path
    home: Path
    bootstrap: dict[str, str] | None = None
    headless: bool = False
    args: tuple[str, ...] = ()
    url: str = "about:blank"
    incognito: bool = True


class LaunchedBrowser:
    """``async with LaunchedBrowser(launch) as browser``: started on entering, ended on leaving, with nothing left."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self._process: asyncio.subprocess.Process | None = None
        self._guard: Guard | None = None

    @property
    def pid(self) -> int:
        """The process id of the browser, which also names its process group."""
        return self._running().pid

    @property
    def stderr(self) -> Path:
        """The file that what the browser says goes to; it starts anew at each launch."""
        return self.launch.home / "stderr.log"

    @property
    def profile(self) -> Path:
        """The profile's directory (``--user-data-dir``)."""
        return self.launch.home / "profile"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts the process; that it lives is for :meth:`exited` to watch. Raises :class:`BrowserError`."""
        launch = self.launch
        try:
            for folder in (launch.home.parent, launch.home, self.profile):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if launch.incognito:
                allow_incognito(self.profile)
            extension = copy_extension(launch.home / "extension", launch.bootstrap)
            arguments = command_line(
                launch.executable,
                profile=self.profile,
                extension=extension,
                headless=launch.headless,
                extra=launch.args,
                url=launch.url,
            )
            with open_private(self.stderr) as stderr:
                self._process = await asyncio.create_subprocess_exec(
                    *arguments,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=stderr,
                    env=_environment(),
                    # A group of its own: Ctrl-C in the terminal is ours to handle, and all its children end with it.
                    start_new_session=sys.platform != "win32",
                )
        except OSError as error:
            raise BrowserError(f"{launch.executable} cannot be started: {error.strerror or error}.") from error
        self._guard = Guard(self._process.pid)

    async def exited(self) -> BrowserExited:
        """What happened, once the browser has ended by itself."""
        process = self._running()
        code = await process.wait()
        self._end_group(process)
        return BrowserExited(explain_exit(code, self._said(), stderr=self.stderr, profile=self.profile))

    async def stop(self) -> None:
        """Asks the browser to end, then ends it; afterwards none of its processes is left."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.returncode is None:
                # The browser alone: it ends its children, saves the profile, and leaves nobody unwaited for.
                process.terminate()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(STOP_LIMIT_S):
                        await process.wait()
        finally:
            self._end_group(process)
            await process.wait()
            release_profile(self.profile)

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise BrowserError("The browser is not running.")
        return self._process

    def _end_group(self, process: asyncio.subprocess.Process) -> None:
        """Ends what is left: a helper that hangs outlives the browser. Once, for later the number may be another's."""
        guard, self._guard = self._guard, None
        if guard is not None:
            _kill_group(process)
            guard.release()

    def _said(self) -> str:
        with contextlib.suppress(OSError):
            return self.stderr.read_text(encoding="utf-8", errors="replace")
        return ""


def _kill_group(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Ours without our own variables: a token in the environment is no business of a browser."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
