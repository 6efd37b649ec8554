"""What is measured, in which unit, and what should be reached."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Final, Literal

Against = Literal["direct", "floor", "socket", ""]
"""A side: the bound is a ratio to it. ``""``: the bound is in the measure's own unit."""

SIGNS: Final = {"≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True, slots=True)
class Target:
    """``relay ≤ 3.0 x direct``, or the like. ``every``: the worst round has to reach it, not the median."""

    sign: Literal["≤", "≥"]
    bound: float
    against: Against = ""
    every: bool = False

    def is_met(self, reached: float) -> bool:
        """Whether ``reached`` (a ratio where ``against`` is set) is within the bound."""
        return bool(SIGNS[self.sign](reached, self.bound))

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g} x {self.against}" if self.against else f"{self.sign} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the report. ``note`` says what a reader has to know to read the number."""

    title: str
    unit: str
    targets: tuple[Target, ...] = ()
    note: str = ""


NEVER: Final = Target("≤", 0, every=True)

MEASURES: Final[dict[str, Measure]] = {
    "connect_over_cdp": Measure("Playwright connect_over_cdp", "ms", (Target("≤", 1.3, "direct"),)),
    "first_evaluate": Measure("connect → first evaluate", "ms", (), "raw CDP: socket, attach, one evaluation"),
    "evaluate_p50": Measure(
        "evaluate, p50",
        "ms",
        (Target("≤", 1.10, "floor"), Target("≤", 1.10, "socket"), Target("≤", 3.0, "direct")),
        "the floor has no socket at all; against an extension with a bare socket only the gateway is left",
    ),
    "evaluate_p99": Measure("evaluate, p99", "ms", (Target("≤", 2.5, "direct"),)),
    "in_flight_32": Measure("32 in flight", "commands/s"),
    "in_flight_256": Measure("256 in flight", "commands/s", (Target("≥", 0.18, "direct"), Target("≥", 0.75, "floor"))),
    "long_string": Measure("10 MB string", "ms", (Target("≤", 1.7, "direct"),)),
    "screenshot": Measure("4.5 MB screenshot", "ms", (Target("≤", 1.3, "direct"),)),
    "events": Measure("console events", "events/s", (Target("≥", 0.28, "direct"),)),
    "inversions": Measure("inversions, pipelined", "trials", (NEVER,), "trials in which an event left its place"),
    "inversions_heavy": Measure("inversions, 64 in flight", "events", (NEVER,), "events that left their place"),
    "inversions_enable": Measure("inversions, enable and disable", "trials", (NEVER,)),
    "gateway_cpu_per_command": Measure("gateway CPU a command", "µs", (), "at 256 in flight"),
    "gateway_cpu": Measure("gateway CPU over the suite", "s"),
    "gateway_peak_memory": Measure("gateway peak memory", "MB", (Target("≤", 120),), "resident, over the suite"),
    "idle_link_memory": Measure(
        "memory per idle browser", "KB", (Target("≤", 25),), "of the gateway, linked and paired"
    ),
    "idle_client_memory": Measure("memory per idle CDP client", "KB"),
}

SIDES: Final = {
    "direct": "Chromium's own debugging port",
    "relay": "the same tab through gateway and extension",
    "floor": "chrome.debugger.sendCommand in the extension's worker, no socket",
    "socket": "an extension worker with a bare socket to the client, no gateway",
}
