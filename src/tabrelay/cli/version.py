"""``tabrelay version``."""

from __future__ import annotations

import tabrelay
from tabrelay.cli.options import Json
from tabrelay.cli.terminal import Terminal


def version(json: Json = False) -> None:
    """Show the version."""
    Terminal(json).result({"version": tabrelay.__version__}, f"tabrelay {tabrelay.__version__}")
