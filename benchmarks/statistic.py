"""Medians with their range, and whether a target is reached."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of one value per round, and the least and greatest of them."""

    median: float
    min: float
    max: float

    def as_json(self) -> dict[str, float]:
        """With six significant digits: more would be noise."""
        return {name: float(f"{getattr(self, name):.6g}") for name in ("median", "min", "max")}


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value."""
    return Spread(statistics.median(values), min(values), max(values))


def ratios(values: Sequence[float], bases: Sequence[float]) -> list[float]:
    """Each round's own ratio: what disturbs the machine in one round disturbs both of its sides."""
    return [value / base for value, base in zip(values, bases, strict=True) if base]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of all do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def grouped_median(values: Sequence[float], step: float) -> float:
    """The median of values that a clock of coarse ``step`` has rounded, interpolated within the step.

    The clock's readings are put on its grid first: they carry the rounding errors of a float.
    """
    return statistics.median_grouped([round(value / step) for value in values]) * step
