"""What the doctor looks at. Nothing is changed, nothing is started but ``<browser> --version``."""

from __future__ import annotations

import asyncio
import importlib.util
import sqlite3
import stat
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

import tabrelay
from tabrelay.browser import BrowserError, extension_path, find_browser
from tabrelay.browser.extension import extension_version
from tabrelay.cli import checks
from tabrelay.cli.checks import Finding
from tabrelay.cli.extension import INSTALLED_DIR
from tabrelay.cli.reach import reach
from tabrelay.config import (
    DATABASE_FILE,
    DEFAULT_HOST,
    DEFAULT_PORT,
    KEY_FILE,
    TOKEN_FILE,
    default_state_dir,
    read_runtime,
)
from tabrelay.protocol.errors import TabrelayError

HTTP_LIMIT_S = 3.0
VERSION_LIMIT_S = 10.0


async def examine(state_dir: Path | None, url: str | None, token: str | None) -> AsyncIterator[Finding]:
    """All findings, in the order in which things build on one another."""
    home = (state_dir or default_state_dir()).absolute()
    yield checks.check_python(sys.version_info[:3])
    for finding in _state(home):
        yield finding
    for finding in _extension(home):
        yield finding
    yield await _own_browser()
    yield _playwright()
    async for finding in _gateway(home, url, token):
        yield finding


def _state(home: Path) -> Iterator[Finding]:
    try:
        if not home.exists():
            yield checks.ok("state directory", f"{home} is not there yet; the gateway makes it")
            return
        if not home.is_dir():
            yield checks.broken("state directory", f"{home} is a file", "Choose another with --state-dir.")
            return
        yield checks.check_mode("state directory", str(home), _mode(home), directory=True)
        for name in (DATABASE_FILE, KEY_FILE, TOKEN_FILE):
            path = home / name
            if path.exists():
                finding = checks.check_mode(name, str(path), _mode(path), directory=False)
                if finding.state != "ok":
                    yield finding
        database = home / DATABASE_FILE
        if database.exists():
            yield checks.check_database(str(database), _verdict(database))
    except OSError as error:
        cure = "Make it yours, or choose another with --state-dir."
        yield checks.broken("state directory", f"{home} cannot be read: {error.strerror}", cure)


def _mode(path: Path) -> int:
    """Its permission bits; on Windows, where they mean nothing, none for others."""
    return 0o700 if sys.platform == "win32" else stat.S_IMODE(path.stat().st_mode)


def _verdict(database: Path) -> str:
    """What SQLite says of the file, which is opened for reading only."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def _extension(home: Path) -> Iterator[Finding]:
    try:
        path = extension_path()
        yield checks.check_extension(str(path), extension_version(path), tabrelay.__version__)
    except BrowserError as error:
        yield checks.broken("extension", "is missing", str(error))
    installed = home / INSTALLED_DIR
    if installed.exists():
        try:
            yield checks.check_installed_extension(str(installed), extension_version(installed), tabrelay.__version__)
        except BrowserError as error:
            yield checks.broken("installed extension", str(error), "Run `tabrelay extension install` again.")


async def _own_browser() -> Finding:
    """Whether ``up --browser`` would find one; people who pair their own browser do not need it."""
    name = "browser to start"
    try:
        found = find_browser()
    except BrowserError as error:
        return checks.warning(name, "none (only `up --browser` and `demo` need it)", str(error))
    version = await _version(found.path)
    major = checks.chrome_major(version)
    if major is not None and major < checks.MIN_CHROME:
        return checks.warning(name, f"{version} is too old", f"Install version {checks.MIN_CHROME} or newer.")
    return checks.ok(name, f"{found.path} {version}".rstrip())


async def _version(executable: Path) -> str:
    if sys.platform == "win32":
        return ""  # there it would open a window
    try:
        process = await asyncio.create_subprocess_exec(
            executable, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return ""
    try:
        async with asyncio.timeout(VERSION_LIMIT_S):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return ""
    return out.decode(errors="replace").strip()


def _playwright() -> Finding:
    if importlib.util.find_spec("playwright") is None:
        return checks.warning("playwright", "is not installed (only `demo` needs it)", "pip install playwright")
    return checks.ok("playwright", "is installed")


async def _gateway(home: Path, url: str | None, token: str | None) -> AsyncIterator[Finding]:
    runtime = read_runtime(home)
    if url is None and runtime is None:
        yield await _nobody()
        return
    address = url or (runtime.url if runtime else "")
    try:
        async with reach(home, url, token) as gateway:
            status = await gateway.status()
    except TabrelayError as error:
        yield checks.broken("gateway", f"{address} does not let us in", str(error))
        return
    yield checks.ok("gateway", f"{address} (pid {status.pid}), its key and our token are right")
    yield checks.check_version(tabrelay.__version__, status.version)
    skew_s = await _skew(address)
    if skew_s is not None:
        yield checks.check_clock(skew_s)
    for finding in checks.check_browsers(status):
        yield finding


async def _nobody() -> Finding:
    """No gateway is known; but its port may be somebody else's already."""
    cure = "Start one with `tabrelay up`."
    try:
        async with asyncio.timeout(HTTP_LIMIT_S):
            _, writer = await asyncio.open_connection(DEFAULT_HOST, DEFAULT_PORT)
    except (OSError, TimeoutError):
        return checks.warning("gateway", "none is running", cure)
    writer.close()
    found = f"none of this state directory is running, and something else listens on port {DEFAULT_PORT}"
    return checks.warning(
        "gateway", found, "Start one on another port: `tabrelay up --port 19223`, or stop the other program."
    )


async def _skew(address: str) -> float | None:
    """Seconds by which the gateway's clock is ahead of ours, from the ``Date`` of its answer (whole seconds)."""
    parts = urlsplit(address)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    limit = aiohttp.ClientTimeout(total=HTTP_LIMIT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"{scheme}://{parts.netloc}/healthz") as response,
        ):
            return parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return None
