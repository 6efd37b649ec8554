"""What is remembered about peers that are not let in yet: how many wait, and who failed lately."""

from __future__ import annotations

from collections import Counter, deque

from tabrelay.protocol.limits import Limits

SOURCES_KEPT = 4096
"""Most sources whose failures are remembered; who has more addresses than that makes us forget the oldest."""


class Hall:
    """Connections between their upgrade and ``hello-ok``."""

    def __init__(self) -> None:
        self.by_source: Counter[str] = Counter()
        self.total = 0

    def enter(self, source: str) -> None:
        """One more waits."""
        self.by_source[source] += 1
        self.total += 1

    def leave(self, source: str) -> None:
        """One was let in, or sent away."""
        self.total -= 1
        self.by_source[source] -= 1
        if not self.by_source[source]:
            del self.by_source[source]


class Failures:
    """Failed authentications by source, newest last, no more than decide anything."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.by_source: dict[str, deque[int]] = {}

    def note(self, source: str, now_ms: int) -> None:
        """The source guessed wrong."""
        times = self.by_source.pop(source, None) or deque(maxlen=self._limits.auth_failures)
        times.append(now_ms)
        self.by_source[source] = times
        while len(self.by_source) > SOURCES_KEPT:
            del self.by_source[next(iter(self.by_source))]
