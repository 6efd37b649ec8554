"""Exit codes."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the shell is told; the same for every command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NO_GATEWAY = 3
    REFUSED = 4
    BROWSER = 5
    INTERRUPTED = 130


EPILOG = (
    "Exit codes: 0 done · 1 failed · 2 wrong usage · 3 no gateway running · 4 refused, not authorised · "
    "5 no browser, or several to choose from · 130 interrupted."
)
