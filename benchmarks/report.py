"""The results as a table for people and as JSON for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.table import Table

from benchmarks.catalogue import MEASURES, SIDES, Measure, Target
from benchmarks.statistic import Spread, ratios, spread

MANY = 1000
"""From here on three significant digits would hide some of those before the point."""

Sides = dict[str, list[float]]
"""Side → one value per round."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was reached: a ratio, or a value in the measure's unit."""

    target: Target
    reached: Spread

    @property
    def met(self) -> bool:
        """Judged by the median, or by the worst round where every one counts."""
        worst = self.reached.max if self.target.sign == "≤" else self.reached.min
        return self.target.is_met(worst if self.target.every else self.reached.median)

    def __str__(self) -> str:
        reached = f"{self.reached.max if self.target.every else self.reached.median:.3g}"
        return f"{'met' if self.met else 'NOT MET'}: {self.target} (is {reached})"


def verdicts(measure: Measure, sides: Sides) -> list[Verdict]:
    """What became of the targets of a measure."""
    return [Verdict(target, spread(_reached(target, sides))) for target in measure.targets]


def _reached(target: Target, sides: Sides) -> list[float]:
    return ratios(sides["relay"], sides[target.against]) if target.against else sides["relay"]


def as_json(values: dict[str, Sides], failures: dict[str, str]) -> dict[str, Any]:
    """``{measure: {"unit", "direct"?, "relay", "floor"?, "socket"?, "ratio"?, "targets"?, "met"?}}``."""
    return {
        name: {"unit": measure.unit, "failure": failures[name]} if name in failures else _entry(measure, values[name])
        for name, measure in MEASURES.items()
        if name in failures or name in values
    }


def _entry(measure: Measure, sides: Sides) -> dict[str, Any]:
    entry: dict[str, Any] = {"unit": measure.unit}
    entry.update({side: spread(sides[side]).as_json() for side in SIDES if side in sides})
    for name, side in (("ratio", "direct"), ("ratio_to_floor", "floor"), ("ratio_to_socket", "socket")):
        if side in sides and any(sides[side]):
            entry[name] = spread(ratios(sides["relay"], sides[side])).as_json()
    if measure.targets:
        found = verdicts(measure, sides)
        entry["targets"] = [
            {"target": str(verdict.target), "reached": verdict.reached.as_json(), "met": verdict.met}
            for verdict in found
        ]
        entry["met"] = all(verdict.met for verdict in found)
    return entry


def table(values: dict[str, Sides], failures: dict[str, str]) -> Table:
    """Medians with their range, ratios of the rounds, and the targets."""
    made = Table(title="Direct port and relay, medians (least…greatest) over the rounds", title_justify="left")
    for heading in ("", "unit", "direct", "relay", "floor", "socket", "relay ÷ direct", "target"):
        made.add_column(heading, justify="left" if heading in ("", "unit", "target") else "right", overflow="fold")
    for name, measure in MEASURES.items():
        if name in failures:
            made.add_row(measure.title, measure.unit, *[""] * 5, f"[red]not measured: {failures[name]}[/]")
        elif name in values:
            made.add_row(*_row(measure, values[name]))
    return made


def _row(measure: Measure, sides: Sides) -> list[str]:
    found = verdicts(measure, sides)
    ratio = ""
    if any(sides.get("direct", ())):
        ratio = _shown(spread(ratios(sides["relay"], sides["direct"])))
    said = "\n".join(f"[{'green' if verdict.met else 'bold red'}]{verdict}[/]" for verdict in found)
    columns = [_shown(spread(sides[side])) if side in sides else "" for side in SIDES]
    return [measure.title, measure.unit, *columns, ratio, said]


def _shown(value: Spread) -> str:
    median = _number(value.median)
    if value.min == value.max:
        return median
    return f"{median} ({_number(value.min)}…{_number(value.max)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= MANY or value == int(value) else f"{value:.3g}"
