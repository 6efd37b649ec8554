"""What the shell says of files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose files the gateway can reach: ``""``, or a sentence that says why not."""

    client: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be uploaded. ``relative`` is its path from the chosen folder's parent on, ``""`` for a chosen file.

    ``type`` is the media type its name stands for, ``""`` where that is not known; ``modified_ms`` is epoch ms.
    """

    path: str
    name: str
    size: int
    modified_ms: int
    type: str
    relative: str = ""


FileOutcome = Reach | tuple[FoundFile, ...] | bytes | str
"""What an errand comes to: reach, files, a part of one, or a path."""
