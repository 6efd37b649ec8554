"""Which measures are taken together, and how on each side. A round runs every block once on every side."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final

from benchmarks import order, work
from benchmarks.bare import bare
from benchmarks.cdp import Cdp
from benchmarks.floor import CLOCK_STEP_MS, floor
from benchmarks.process import cpu_seconds
from benchmarks.stage import Stage, StageFailed
from benchmarks.statistic import grouped_median, percentile

Values = dict[str, float]
"""Measure → value of one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is done in one round, and how many rounds: no new one begins ``budget_s`` seconds after the first."""

    rounds: int
    budget_s: float
    evaluations: int
    commands: int
    events: int
    repeats: int
    trials: int
    links: int


FULL: Final = Scale(
    rounds=9, budget_s=210, evaluations=500, commands=4000, events=10_000, repeats=3, trials=120, links=1000
)
QUICK: Final = Scale(
    rounds=3, budget_s=60, evaluations=300, commands=2000, events=5_000, repeats=2, trials=60, links=300
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every block stands on. ``playwright`` is ``None`` where it is not installed."""

    stage: Stage
    scale: Scale
    playwright: Any

    def url(self, side: str) -> str:
        """The address of the direct or the relayed browser endpoint."""
        return self.stage.direct if side == "direct" else self.stage.relay

    def page(self, side: str) -> AbstractAsyncContextManager[Cdp]:
        """A fresh connection that drives the tab: direct, relayed, or with nothing behind the extension."""
        return bare(self.stage) if side == "socket" else self.stage.page(self.url(side))


Run = Callable[[Ground, str], Awaitable[Values]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Measures that come from the same work. ``run(ground, side)`` does it once."""

    measures: tuple[str, ...]
    sides: tuple[str, ...]
    run: Run


async def _connect(ground: Ground, side: str) -> Values:
    if ground.playwright is None:
        raise StageFailed("Playwright is not installed")
    times = [await work.connect_over_cdp(ground.playwright, ground.url(side)) for _ in range(ground.scale.repeats)]
    return {"connect_over_cdp": statistics.median(times)}


async def _first_evaluate(ground: Ground, side: str) -> Values:
    stage = ground.stage
    times = [
        await work.first_evaluate(stage.http, ground.url(side), stage.target_id)
        for _ in range(5 * ground.scale.repeats)
    ]
    return {"first_evaluate": statistics.median(times)}


async def _evaluate(ground: Ground, side: str) -> Values:
    count = ground.scale.evaluations
    if side == "floor":
        async with floor(ground.stage) as worker:
            times = await worker.run("sequential", count)
        return {"evaluate_p50": grouped_median(times, CLOCK_STEP_MS), "evaluate_p99": percentile(times, 99)}
    async with ground.page(side) as page:
        times = await work.sequential(page, count)
    return {"evaluate_p50": statistics.median(times), "evaluate_p99": percentile(times, 99)}


def _in_flight(width: int) -> Run:
    name = f"in_flight_{width}"

    async def run(ground: Ground, side: str) -> Values:
        count = ground.scale.commands
        if side == "floor":
            async with floor(ground.stage) as worker:
                return {name: await worker.run("inFlight", count, width)}
        async with ground.page(side) as page:
            return {name: await work.in_flight(page, count, width)}

    return run


async def _gateway_cpu(ground: Ground, side: str) -> Values:
    pid, count = ground.stage.gateway_pid, ground.scale.commands
    async with ground.page(side) as page:
        before = cpu_seconds(pid)
        await work.in_flight(page, count, 256)
        return {"gateway_cpu_per_command": (cpu_seconds(pid) - before) / count * 1e6}


async def _long_string(ground: Ground, side: str) -> Values:
    repeats = range(ground.scale.repeats)
    if side == "floor":
        async with floor(ground.stage) as worker:
            times = [await worker.run("once", *work.LONG_STRING) for _ in repeats]
    else:
        async with ground.page(side) as page:
            times = [await work.long_string(page) for _ in repeats]
    return {"long_string": statistics.median(times)}


async def _screenshot(ground: Ground, side: str) -> Values:
    repeats = range(ground.scale.repeats)
    if side == "floor":
        async with floor(ground.stage) as worker:
            await work.show_noise(worker.page)
            times = [await worker.run("once", *work.SCREENSHOT) for _ in repeats]
            await work.hide_noise(worker.page)
    else:
        async with ground.page(side) as page:
            await work.show_noise(page)
            times = [await work.screenshot(page) for _ in repeats]
            await work.hide_noise(page)
    return {"screenshot": statistics.median(times)}


async def _events(ground: Ground, side: str) -> Values:
    count = ground.scale.events
    if side == "floor":
        async with floor(ground.stage) as worker:
            return {"events": await worker.run("events", count, work.log_many(count))}
    async with ground.page(side) as page:
        return {"events": await work.events(page, count)}


async def _inversions(ground: Ground, side: str) -> Values:
    scale = ground.scale
    async with ground.page(side) as page:
        return {
            "inversions": await order.pipelined(page, scale.trials),
            "inversions_heavy": await order.heavy(page, scale.commands),
            "inversions_enable": await order.enabling(
                page, scale.trials // 4, ground.stage.target_id, ground.stage.page_url
            ),
        }


BOTH = ("direct", "relay")
WITH_FLOOR = (*BOTH, "floor")
ALL = (*WITH_FLOOR, "socket")

BLOCKS: Final = (
    Block(measures=("connect_over_cdp",), sides=BOTH, run=_connect),
    Block(measures=("first_evaluate",), sides=BOTH, run=_first_evaluate),
    Block(measures=("evaluate_p50", "evaluate_p99"), sides=ALL, run=_evaluate),
    Block(measures=("in_flight_32",), sides=ALL, run=_in_flight(32)),
    Block(measures=("in_flight_256",), sides=ALL, run=_in_flight(256)),
    Block(measures=("gateway_cpu_per_command",), sides=("relay",), run=_gateway_cpu),
    Block(measures=("long_string",), sides=WITH_FLOOR, run=_long_string),
    Block(measures=("screenshot",), sides=WITH_FLOOR, run=_screenshot),
    Block(measures=("events",), sides=WITH_FLOOR, run=_events),
    Block(measures=("inversions", "inversions_heavy", "inversions_enable"), sides=BOTH, run=_inversions),
)
