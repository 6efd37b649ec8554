"""Chromium's own lock on a profile: three links ``Singleton*`` in it, and a directory for its socket elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

LINKS = ("SingletonLock", "SingletonCookie", "SingletonSocket")
SOCKET_DIR_MARKS = ("org.chromium.", "com.google.", ".org.chromium.", ".com.google.")


def profile_holder(profile: Path) -> int | None:
    """The pid of the browser that uses this profile; ``SingletonLock`` leads to ``host-pid``."""
    try:
        pid = int(os.readlink(profile / "SingletonLock").rpartition("-")[2])  # noqa: PTH115 - its target is no path
    except (OSError, ValueError):
        return None
    try:
        os.kill(pid, 0)
    except PermissionError:
        return pid
    except (OSError, OverflowError):
        return None
    return pid


def release_profile(profile: Path) -> None:
    """Removes what a browser that is gone left behind; Chromium cleans up only when its windows are closed by hand.

    A profile that somebody uses is left alone.
    """
    if profile_holder(profile) is not None:
        return
    with contextlib.suppress(OSError):
        folder = (profile / "SingletonSocket").readlink().parent
        if folder.name.startswith(SOCKET_DIR_MARKS):
            shutil.rmtree(folder, ignore_errors=True)
    for name in LINKS:
        with contextlib.suppress(OSError):
            (profile / name).unlink(missing_ok=True)
