"""What can go wrong with the file."""

from __future__ import annotations

from tabrelay.protocol.errors import TabrelayError


class StoreError(TabrelayError):
    """The database cannot be read or written; ``str()`` names the file and what to do. Nothing was deleted."""
