"""The run: rounds in which every block is done on every side, so that what disturbs one of them disturbs all."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import aiohttp

from benchmarks.blocks import BLOCKS, Block, Ground, Scale, Values
from benchmarks.idle import IDLE_MEASURES, idle_memory
from benchmarks.process import NotMeasurable
from benchmarks.stage import StageFailed, set_up
from benchmarks.usage import GATEWAY_MEASURES, Usage

BLOCK_LIMIT_S: Final = 120.0
FEWEST_ROUNDS: Final = 3
WARM_UP: Final = {"evaluations": 50, "commands": 500, "events": 500, "repeats": 1, "trials": 4}

Tell = Callable[[str], None]


@dataclass(slots=True)
class Results:
    """``values[measure][side]`` has one value per round; ``failures[measure]`` says why a measure was not taken."""

    values: defaultdict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(dict))
    failures: dict[str, str] = field(default_factory=dict)
    browser: str = ""
    elsewhere: float | None = None
    """Share of the machine's processor time that went to other programs while the rounds ran."""

    def add(self, side: str, values: Values) -> None:
        """What one round gave on one side."""
        for name, value in values.items():
            self.values[name].setdefault(side, []).append(value)

    def fail(self, measures: Sequence[str], error: BaseException) -> None:
        """These could not be measured; what there is of them says nothing."""
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        for name in measures:
            self.values.pop(name, None)
            self.failures.setdefault(name, reason)


async def run(scale: Scale, only: Collection[str], tell: Tell) -> Results:
    """All measures, or ``only`` these (and what is measured along with them)."""
    results = Results()
    blocks = [block for block in BLOCKS if not only or set(block.measures) & set(only)]
    if blocks:
        try:
            await _run_blocks(blocks, scale, results, tell)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported, and the rest is still measured
            results.fail([*(name for block in blocks for name in block.measures), *GATEWAY_MEASURES], error)
    if not only or set(IDLE_MEASURES) & set(only):
        tell(f"{scale.links} idle connections")
        try:
            for values in await idle_memory(scale.links):
                results.add("relay", values)
        except Exception as error:  # noqa: BLE001
            results.fail(IDLE_MEASURES, error)
    return results


async def _run_blocks(blocks: list[Block], scale: Scale, results: Results, tell: Tell) -> None:
    with tempfile.TemporaryDirectory(prefix="tabrelay-bench-", ignore_cleanup_errors=True) as directory:
        async with aiohttp.ClientSession() as http, _playwright() as playwright, set_up(http, Path(directory)) as stage:
            results.browser = stage.product
            ground = Ground(stage=stage, scale=scale, playwright=playwright)
            tell("warming up")
            await _round(blocks, replace(ground, scale=replace(scale, **WARM_UP)), Results(), turn=0)
            with contextlib.ExitStack() as at_end:
                try:
                    at_end.callback(_note_usage, Usage(stage.gateway_pid), results)
                except NotMeasurable as error:
                    results.fail(GATEWAY_MEASURES, error)
                await _rounds(blocks, ground, results, tell)


def _note_usage(usage: Usage, results: Results) -> None:
    results.add("relay", usage.gateway())
    results.elsewhere = usage.elsewhere()


async def _rounds(blocks: list[Block], ground: Ground, results: Results, tell: Tell) -> None:
    scale = ground.scale
    deadline = time.monotonic() + scale.budget_s
    for turn in range(scale.rounds):
        if turn >= FEWEST_ROUNDS and time.monotonic() > deadline:
            tell("the machine is slow: no more rounds")
            break
        tell(f"round {turn + 1} of {scale.rounds}")
        await _round(blocks, ground, results, turn=turn)


async def _round(blocks: list[Block], ground: Ground, results: Results, *, turn: int) -> None:
    """Every block once on every side; each round another side begins."""
    for block in blocks:
        if set(block.measures) & set(results.failures):
            continue
        first = turn % len(block.sides)
        for side in (*block.sides[first:], *block.sides[:first]):
            try:
                async with asyncio.timeout(BLOCK_LIMIT_S):
                    results.add(side, await block.run(ground, side))
            except TimeoutError:
                results.fail(block.measures, StageFailed(f"the {side} side was not done within {BLOCK_LIMIT_S:g} s"))
                break
            except Exception as error:  # noqa: BLE001 - reported as the reason, by name
                results.fail(block.measures, error)
                break


@asynccontextmanager
async def _playwright() -> AsyncIterator[Any]:
    """Playwright's driver, or ``None``: then one measure cannot be taken, and says so."""
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - it may be absent
    except ImportError:
        yield None
        return
    async with async_playwright() as playwright:
        yield playwright
