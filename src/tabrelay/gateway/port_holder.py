"""Who listens on a port that we wanted: asked politely, looked up, never ended."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import aiohttp
import msgspec

from tabrelay.config import LOCK_FILE

ASK_S = 2.0
LISTENING = "0A"
"""``st`` of a listening socket in ``/proc/net/tcp`` (``include/net/tcp_states.h``)."""


class _Health(msgspec.Struct):
    ok: bool
    version: str
    pid: int


async def describe_holder(host: str, port: int) -> str:
    """One clause about the program that listens there: ``"a Tabrelay gateway (…)"``, ``"python3 (pid 7)"``."""
    health = await _ask(host, port)
    if health is not None:
        state_dir = _state_dir_of(health.pid)
        kept = f", state directory {state_dir}" if state_dir else ""
        return f"a Tabrelay gateway (version {health.version}, pid {health.pid}{kept})"
    pid = _pid_on_port(port)
    if pid is not None:
        return f"{_name_of(pid)} (pid {pid})"
    return "another program"


async def _ask(host: str, port: int) -> _Health | None:
    dialled = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound
    shown = f"[{dialled}]" if ":" in dialled else dialled
    timeout = aiohttp.ClientTimeout(total=ASK_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{shown}:{port}/healthz", allow_redirects=False) as answer,
        ):
            return msgspec.json.decode(await answer.content.read(4096), type=_Health)
    except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError, ValueError):
        return None


def _pid_on_port(port: int) -> int | None:
    inodes = set(_listening_inodes(port))
    if not inodes:
        return None
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and any(link in inodes for link in _open_files(process)):
            return int(process.name)
    return None


def _listening_inodes(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    found.append(f"socket:[{fields[9]}]")
    return found


def _open_files(process: Path) -> list[str]:
    links = []
    with suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                links.append(str(descriptor.readlink()))
    return links


def _state_dir_of(pid: int) -> str:
    """A gateway keeps its lock file open, and that lies in its state directory."""
    if os.name != "posix":
        return ""
    locks = [link for link in _open_files(Path(f"/proc/{pid}")) if link.endswith(f"/{LOCK_FILE}")]
    return str(Path(locks[0]).parent) if locks else ""


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "a program"
