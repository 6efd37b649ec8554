"""What is played on both ends, by name; one file per part of the protocol."""

from __future__ import annotations

from tools.conformance.scripts import (
    browser,
    debugging,
    documents,
    emulation,
    network,
    page,
    recording,
    runtime,
    storage,
    targets,
    two_sessions,
    typing_and_clicking,
)
from tools.conformance.stage import Script

PARTS = (
    page,
    runtime,
    documents,
    network,
    emulation,
    typing_and_clicking,
    debugging,
    recording,
    targets,
    storage,
    browser,
    two_sessions,
)

SCRIPTS: dict[str, Script] = {
    f"{part.__name__.rpartition('.')[2]} {name.replace('_', ' ')}": script
    for part in PARTS
    for name, script in vars(part).items()
    if getattr(script, "__module__", "") == part.__name__ and not name.startswith("_") and callable(script)
}
"""Script by name: its file and its function."""
