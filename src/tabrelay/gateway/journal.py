"""Audit rows with the wall clock's time. Strangers can cause some of them, so those are rationed."""

from __future__ import annotations

from tabrelay.gateway.clock import wall_ms
from tabrelay.store import Store

REFUSALS_PER_MINUTE = 120
MINUTE_MS = 60_000


class Journal:
    """What the shell and the hub write into the audit journal."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._minute = 0
        self._refusals = 0

    def write(self, action: str, subject: str, detail: str = "") -> None:
        """Add a row."""
        self._store.audit.append(wall_ms(), action, subject, detail)

    def refuse(self, cause: str, source: str, what: str) -> None:
        """Add a row about a refusal, unless this minute had its share: a flood must not fill the disk."""
        minute = wall_ms() // MINUTE_MS
        if minute != self._minute:
            self._minute, self._refusals = minute, 0
        self._refusals += 1
        if self._refusals <= REFUSALS_PER_MINUTE:
            self.write("refuse", source, f"{cause} {what}")
        elif self._refusals == REFUSALS_PER_MINUTE + 1:
            self.write("refuse", "*", "more refusals in this minute are counted in /metrics only")
