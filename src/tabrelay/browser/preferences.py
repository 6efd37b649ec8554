"""What is written into a profile's preferences before its browser starts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tabrelay.extension_id import EXTENSION_ID

PREFERENCES: Final = "Preferences"
DEFAULT_PROFILE: Final = "Default"


def allow_incognito(profile: Path) -> None:
    """Lets the extension control incognito windows, which browser contexts are made of, in a profile for programs.

    The same switch as “Allow in Incognito” at ``chrome://extensions``. Where Chromium guards its preferences against
    other programs (Windows, macOS) it may put it back; then contexts are not isolated, as in a person's profile.
    Raises ``OSError``.
    """
    path = profile / DEFAULT_PROFILE / PREFERENCES
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    preferences = _read(path)
    place = preferences
    for name in ("extensions", "settings", EXTENSION_ID):
        inner = place.get(name)
        if not isinstance(inner, dict):
            inner = place[name] = {}
        place = inner
    if place.get("incognito") is True:
        return
    place["incognito"] = True
    new = path.with_name(f"{PREFERENCES}.new")
    new.write_text(json.dumps(preferences), encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)


def _read(path: Path) -> dict[str, Any]:
    """What is there; Chromium itself starts anew where it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
