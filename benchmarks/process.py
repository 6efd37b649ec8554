"""What a process has used, from ``/proc``."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


class NotMeasurable(Exception):  # noqa: N818 - reads as the state it names
    """This platform does not tell; ``str()`` says what."""


def cpu_seconds(pid: int) -> float:
    """User and system time of the process so far, without its children; steps of 10 ms."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tree_cpu_seconds(pid: int) -> float:
    """User and system time so far of the process, of its descendants, and of those of them that were waited for."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(process.name))
            used[int(process.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, family = 0.0, [pid]
    while family:
        member = family.pop()
        total += used.get(member, 0.0)
        family += children.get(member, [])
    return total


def machine_cpu_seconds() -> tuple[float, float]:
    """Time that the machine's cores were busy, and all the time they had, since it started."""
    try:
        with Path("/proc/stat").open(encoding="utf-8") as file:
            ticks = [int(field) / os.sysconf("SC_CLK_TCK") for field in file.readline().split()[1:9]]
    except OSError as error:
        raise NotMeasurable(f"/proc/stat cannot be read ({error.strerror})") from error
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)


def resident_kb(pid: int) -> int:
    """Resident memory now, KiB."""
    return _status_kb(pid, "VmRSS")


def peak_resident_kb(pid: int) -> int:
    """The most that was ever resident, KiB."""
    return _status_kb(pid, "VmHWM")


def level_priorities(profile: Path) -> int:
    """Give every process of the browser with this profile the priority that an ordinary user's would have.

    Returns how many of their threads had a lower one.
    Chromium lowers the priority of renderers nobody looks at, the extension's among them, where it could raise it
    again: as root. Ordinary users' Chromiums leave all at the same priority.
    """
    levelled = 0
    if sys.platform != "linux" or os.geteuid() != 0:
        return levelled
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            if f"--user-data-dir={profile}" not in (process / "cmdline").read_text(encoding="utf-8", errors="replace"):
                continue
            for thread in (process / "task").iterdir():
                if os.getpriority(os.PRIO_PROCESS, int(thread.name)) > 0:
                    os.setpriority(os.PRIO_PROCESS, int(thread.name), 0)
                    levelled += 1
    return levelled


def _status_kb(pid: int, name: str) -> int:
    for line in _read(pid, "status").splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    raise NotMeasurable(f"/proc says nothing of {name}")


def _read(pid: int, name: str) -> str:
    try:
        return Path("/proc", str(pid), name).read_text(encoding="utf-8")
    except OSError as error:
        raise NotMeasurable(f"/proc/{pid}/{name} cannot be read ({error.strerror})") from error
