"""Counters and gauges in Prometheus' text format. The number of labels is bounded."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

NAME = re.compile(r"[^a-zA-Z0-9_]")

LABELS_KEPT = 200
"""Most labels of one counter: some name methods and events, which a peer can make up without end."""


class Metrics:
    """What was counted since the start."""

    def __init__(self) -> None:
        self.counters: Counter[tuple[str, str]] = Counter()
        self._labels: Counter[str] = Counter()

    def count(self, name: str, label: str = "") -> None:
        """Add one."""
        if (name, label) not in self.counters:
            self._labels[name] += 1
            if self._labels[name] > LABELS_KEPT:
                label = "other"
        self.counters[name, label] += 1

    def render(self, gauges: dict[str, int]) -> str:
        """The page ``/metrics``; ``gauges`` are the values of this moment."""
        lines = []
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE tabrelay_{name} gauge", f"tabrelay_{name} {value}"]
        last = ""
        for (name, label), value in sorted(self.counters.items()):
            full = f"tabrelay_{NAME.sub('_', name)}_total"
            if full != last:
                lines.append(f"# TYPE {full} counter")
                last = full
            shown = f'{{kind="{_escaped(label)}"}}' if label else ""
            lines.append(f"{full}{shown} {value}")
        return "\n".join(lines) + "\n"


def resident_bytes() -> int:
    """This process' resident memory, 0 where the platform does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
