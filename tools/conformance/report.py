"""What a run found, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tabrelay.gateway.conformance import chrome, the_map
from tools.conformance.run import Result

FILE = Path(__file__).resolve().parents[2] / "build" / "conformance.json"
SHOWN = 160


def document(result: Result) -> dict[str, Any]:
    """The run as ``build/conformance.json`` has it, the map's numbers first."""
    entries = the_map()
    return {
        "chrome": chrome().chrome,
        "methods": {**_counts(Counter(entry.status for entry in entries.methods.values()))},
        "events": {**_counts(Counter(entry.status for entry in entries.events.values()))},
        "scripts": {
            "run": len(result.scripts),
            "same": len(result.same),
            "different": [asdict(difference) for difference in result.different],
            "unexplained": len(result.unexplained),
            "needless_reasons": [asdict(reason) for reason in result.needless],
        },
    }


def write_report(result: Result) -> None:
    """Write ``build/conformance.json``."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(document(result), indent=2, default=str) + "\n", encoding="utf-8")


def print_report(result: Result, seconds: float) -> None:
    """A table on the terminal; what is unexplained in full."""
    console = Console()
    table = Table("script", "differences", "without a reason")
    for name in result.scripts:
        of_it = [difference for difference in result.different if difference.script == name]
        bare = sum(not difference.reason for difference in of_it)
        table.add_row(name, str(len(of_it) or "same"), f"[red]{bare}[/red]" if bare else "")
    console.print(table)
    for difference in result.unexplained:
        console.print(f"[red]{difference.script}[/red] · {difference.at}", highlight=False)
        console.print(f"   direct: {_short(difference.direct)}", markup=False, highlight=False)
        console.print(f"   relay:  {_short(difference.relay)}", markup=False, highlight=False)
    for reason in result.needless:
        console.print(f"[red]a reason that explains nothing[/red]: {reason.script} · {reason.at}", highlight=False)
    document_ = document(result)
    for what in ("methods", "events"):
        console.print(f"{what}: " + ", ".join(f"{count} {status}" for status, count in document_[what].items()))
    console.print(
        f"scripts: {len(result.scripts)} run, {len(result.same)} same, {len(result.different)} differences, "
        f"{len(result.unexplained)} without a reason, in {seconds:.0f} s"
    )


def _counts(counter: Counter[str]) -> dict[str, int]:
    return {status: counter[status] for status in ("native", "emulated", "refused", "never sent", "undecided")}


def _short(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
