"""What a process has used, from ``/proc``."""

from __future__ import annotations

import os
from pathlib import Path


class NotMeasurable(Exception):  # noqa: N818 - reads as the state it names
    """This platform does not tell; ``str()`` says what."""


def cpu_seconds(pid: int) -> float:
    """User and system time of the process so far, without its children; steps of 10 ms."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> int:
    """Resident memory now, KiB."""
    return _status_kb(pid, "VmRSS")


def peak_resident_kb(pid: int) -> int:
    """The most that was ever resident, KiB."""
    return _status_kb(pid, "VmHWM")


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
