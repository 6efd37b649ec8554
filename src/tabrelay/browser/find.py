"""Finding a browser that loads the extension it is given."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tabrelay.browser.errors import BrowserNotFound, BrowserUnsuited
from tabrelay.browser.places import DOWNLOADS, INSTALLED, NAMES

VARIABLE = "TABRELAY_BROWSER"


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """An executable. ``branded``: Google's own build; ``snap``: confined, without hidden directories and ``/tmp``."""

    path: Path
    branded: bool
    snap: bool

    @property
    def suits(self) -> bool:
        """Whether it loads an extension from the state directory when asked to on its command line."""
        return not self.branded and not self.snap


def find_browser(chosen: str | None = None) -> FoundBrowser:
    """The browser to start: ``chosen`` (a path or a name), ``$TABRELAY_BROWSER``, or the first that suits.

    Raises :class:`BrowserNotFound`, and :class:`BrowserUnsuited` where only Google Chrome or a snap is there. What a
    person names is taken as it is: it may be a build of their own.
    """
    for wish, source in ((chosen, "--browser"), (os.environ.get(VARIABLE), VARIABLE)):
        if wish:
            return _named(wish, source)
    found = list(installed_browsers())
    for browser in found:
        if browser.suits:
            return browser
    raise (
        BrowserUnsuited(_unsuited(found[0]))
        if found
        else BrowserNotFound(
            "No Chromium or Chrome was found. Install Chromium (Debian: apt install chromium; macOS: brew install "
            f"chromium), or name a browser with --browser=PATH or ${VARIABLE}."
        )
    )


def installed_browsers() -> Iterator[FoundBrowser]:
    """All that are found in the usual places, best first."""
    platform = "linux" if sys.platform.startswith("linux") else sys.platform
    seen: set[Path] = set()
    for place in _places(platform):
        path = Path(place)
        real = path.resolve()
        if real not in seen and os.access(path, os.X_OK) and path.is_file():
            seen.add(real)
            yield examine(path)


def examine(path: Path) -> FoundBrowser:
    """What can be told of an executable without starting it."""
    real = path.resolve()
    return FoundBrowser(path=path, branded=_is_branded(real), snap=_is_snap(path, real))


def _places(platform: str) -> Iterator[str]:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            yield path
    for pattern in DOWNLOADS.get(platform, ()):
        yield from sorted(glob.glob(os.path.expanduser(pattern)), reverse=True)  # noqa: PTH111, PTH207 - absolute patterns
    for place in INSTALLED.get(platform, ()):
        yield os.path.expanduser(place)  # noqa: PTH111


def _named(wish: str, source: str) -> FoundBrowser:
    path = shutil.which(os.path.expanduser(wish))  # noqa: PTH111 - a name for the PATH, or a path
    if path is None:
        raise BrowserNotFound(f"{source} names {wish!r}, which is no program on this machine.")
    return examine(Path(path))


def _is_branded(real: Path) -> bool:
    text = real.as_posix().lower()
    if "for testing" in text or "chrome-for-testing" in text:
        return False
    return "google/chrome" in text or "google chrome" in text or "google-chrome" in text


def _is_snap(path: Path, real: Path) -> bool:
    if real.name == "snap" or path.as_posix().startswith("/snap/"):
        return True
    try:
        with real.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return head.startswith(b"#!") and b"/snap/" in head


def _unsuited(browser: FoundBrowser) -> str:
    if browser.branded:
        return (
            f"Only Google Chrome was found ({browser.path}), which since version 137 loads no extension from its "
            f"command line. Install Chromium, name another browser with --browser=PATH or ${VARIABLE}, or use the "
            "Chrome that is there: `tabrelay up`, then `tabrelay extension install` and `tabrelay pair`."
        )
    return (
        f"Only a snap was found ({browser.path}), which may not read the extension and the profile it is given. "
        f"Install another Chromium, or name one with --browser=PATH or ${VARIABLE}."
    )
