"""Why a browser ended, from what it wrote: the few reasons that people meet, each with its cure."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

NO_SANDBOX = (
    "This system does not let it build its sandbox. Install the package chromium-sandbox, allow unprivileged user "
    "namespaces, or, in a container you trust, pass --browser-arg=--no-sandbox."
)
IN_USE = "Its profile is in use by another browser. Close that one first."

REASONS: Final[tuple[tuple[str, str], ...]] = (
    ("Missing X server or $DISPLAY", "There is no display. Use --headless."),
    ("cannot open display", "There is no display. Use --headless."),
    ("Unable to open X display", "There is no display. Use --headless."),
    ("Failed to connect to Wayland display", "There is no display. Use --headless."),
    ("No usable sandbox", NO_SANDBOX),
    ("Running as root without --no-sandbox", "It refuses to run as root with its sandbox. Run it as another user."),
    ("profile appears to be in use", IN_USE),
    ("Failed to create a ProcessSingleton", IN_USE),
    ("Opening in existing browser session", IN_USE),
    (
        "error while loading shared libraries",
        "A library it needs is missing: install it from your system's packages.",
    ),
    ("No space left on device", "The disk is full."),
)
"""Text in its output → what to tell the person."""


def explain_exit(code: int, said: str, *, stderr: Path, profile: Path) -> str:
    """One sentence for the exit ``code`` (negative: a signal) and the output ``said``, and where to read more."""
    how = _how(code)
    for mark, cure in REASONS:
        if mark in said:
            return f"The browser {how}. {cure} (Its output: {stderr})"
    holder = profile_holder(profile)
    if code == 0 and holder is not None:
        return f"The browser handed over to another one (pid {holder}) that uses the profile {profile}. Close that one."
    return f"The browser {how}. Its output is in {stderr}."


def profile_holder(profile: Path) -> int | None:
    """The pid of the browser that uses this profile, from Chromium's own link ``SingletonLock`` → ``host-pid``."""
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


def _how(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
