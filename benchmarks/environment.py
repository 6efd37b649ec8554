"""Where the numbers come from: without it they say nothing."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import tabrelay

PACKAGES = ("aiohttp", "msgspec", "uvloop", "playwright")


def environment(browser: str) -> dict[str, str | int | float]:
    """The machine, the programs, and how busy the machine was with other things when the run began."""
    return {
        "tabrelay": tabrelay.__version__,
        "browser": browser,
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "system": platform.platform(terse=True),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
        "root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
