"""The version of the software, as other programs are told it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def software_version() -> str:
    """The installed package's version. The package's own root is not asked: it imports what stands beside this one."""
    try:
        return version("tabrelay")
    except PackageNotFoundError:
        return "0.0.0+source"
