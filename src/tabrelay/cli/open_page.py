"""Opening a page whose address is a secret."""

from __future__ import annotations

import html
import json
import os
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE = """<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Tabrelay</title>
<p><a href="{link}">Continue to Tabrelay</a></p><script>location.replace({target})</script>
"""


@contextmanager
def opened_page(url: str) -> Iterator[bool]:
    """Opens ``url`` in the default browser; ``False`` where there is none to open it in.

    The browser is given a private file that leads there, because other users can read what is in the arguments of the
    program that opens it. The file is gone afterwards.
    """
    if not has_display():
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="tabrelay-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "pair.html"
        file.write_text(redirect_page(url), encoding="utf-8")
        yield webbrowser.open(file.as_uri())


def redirect_page(url: str) -> str:
    """A page that leads to ``url`` at once."""
    return PAGE.format(link=html.escape(url), target=json.dumps(url).replace("<", "\\u003c"))


def has_display() -> bool:
    """Whether a window can open: without one Python would start a text browser in the person's terminal."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
