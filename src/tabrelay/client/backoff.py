"""The pauses between attempts to reconnect."""

from __future__ import annotations

from collections.abc import Callable


class Backoff:
    """1 s doubling to 30 s. ``chance`` gives a number in [0, 1): each pause lies between half of its length and all.

    The spread keeps many clients from coming back to a restarted gateway in the same instant.
    """

    FIRST_S = 1.0
    LONGEST_S = 30.0

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._next_s = self.FIRST_S

    def next(self) -> float:
        """Seconds to pause before the next attempt."""
        length = self._next_s
        self._next_s = min(2 * length, self.LONGEST_S)
        return length * (0.5 + 0.5 * self._chance())

    def reset(self) -> None:
        """After ``hello-ok``, and only then: a gateway that accepts sockets and refuses everybody is not back."""
        self._next_s = self.FIRST_S
