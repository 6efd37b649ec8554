"""Why a browser ended, from what it wrote: the few reasons that people meet, each with its cure."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Final

from tabrelay.browser.singleton import profile_holder

NO_SANDBOX = (
    "This system does not let it build its sandbox. Install the package chromium-sandbox, allow unprivileged user "
    "namespaces, or, in a container you trust, pass --browser-arg=--no-sandbox."
)
QUOTE_CHARS = 240
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
    quoted = f" It said: {last_words(said)}." if last_words(said) else ""
    return f"The browser {how}.{quoted} (Its output: {stderr})"


def last_words(said: str) -> str:
    """The line that tells most: the last fatal one, or the last one at all; cut to a readable length."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if ":FATAL:" in line]
    return (fatal or lines or [""])[-1][:QUOTE_CHARS].rstrip(".")


def _how(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
