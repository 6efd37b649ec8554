"""``python -m benchmarks``: measure, print a table, write ``build/bench.json``.

The exit code is 0 when everything could be measured, whatever came out, and 1 when something could not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from benchmarks.blocks import FULL, QUICK
from benchmarks.catalogue import MEASURES, SIDES
from benchmarks.environment import environment
from benchmarks.report import as_json, table
from benchmarks.suite import Results, run

T = TypeVar("T")

OUTPUT = Path("build", "bench.json")
WIDE = 200
DISTURBED = 0.1


def main() -> int:
    """Run it; the exit code."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    begun = time.monotonic()
    facts = environment("")

    def tell(what: str) -> None:
        console.print(f"[dim]{time.monotonic() - begun:5.0f} s  {what}[/]")

    results = _loop(run(QUICK if options.quick else FULL, options.only, tell))
    facts |= {"browser": results.browser, "scale": "quick" if options.quick else "full"}
    if results.elsewhere is not None:
        facts["busy_elsewhere"] = round(results.elsewhere, 2)
    _write(options.output, facts, results)
    console.print(table(results.values, results.failures))
    for side, meaning in SIDES.items():
        console.print(f"[dim]{side}: {meaning}[/]")
    console.print("[dim]" + ", ".join(f"{name} {value}" for name, value in facts.items()) + "[/]")
    if results.elsewhere is not None and results.elsewhere > DISTURBED:
        console.print(
            f"[yellow]Other programs took {results.elsewhere:.0%} of this machine: it says less than it could.[/]"
        )
    console.print(f"Took {time.monotonic() - begun:.0f} s. Written to {options.output}.")
    return 1 if results.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run: fewer rounds, wider ranges")
    parser.add_argument(
        "--only", action="append", default=[], choices=sorted(MEASURES), metavar="MEASURE", help="may be repeated"
    )
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"default: {OUTPUT}")
    return parser.parse_args()


def _loop(work: Coroutine[Any, Any, T]) -> T:
    """Run it, on uvloop where it is installed: the client should not be what is measured."""
    try:
        import uvloop  # noqa: PLC0415 - it is absent on some platforms
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _write(path: Path, facts: dict[str, str | int | float], results: Results) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    measures = as_json(results.values, results.failures)
    path.write_text(
        json.dumps({"environment": facts, "measures": measures}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
