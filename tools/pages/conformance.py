"""``docs/reference/conformance.md``: what a client gets of every method and event that Chrome has."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from itertools import groupby

from tabrelay.core.conformance import Entry
from tabrelay.gateway.conformance import the_map
from tools.pages.markdown import code, table

WIDTH = 120
Named = tuple[str, Entry]


def numbers() -> str:
    """How much of the protocol has which status."""
    made = the_map()
    counts = made.counts()
    columns = ("native", "emulated", "refused", "never sent", "undecided")
    rows = [(what, *(str(counts[what][status]) for status in columns)) for what in ("methods", "events")]
    return f"Of {made.chrome}:\n\n" + table(("", *columns), rows)


def methods() -> str:
    """Every method, by domain."""
    return _by_domain(the_map().methods)


def events() -> str:
    """Every event, by domain."""
    return _by_domain(the_map().events)


def _by_domain(entries: Mapping[str, Entry]) -> str:
    parts = []
    for domain, group in groupby(entries.items(), key=lambda named: named[0].partition(".")[0]):
        parts.append(f"**{domain}**\n\n{_domain(list(group))}")
    return "\n\n".join(parts)


def _domain(group: list[Named]) -> str:
    """What is native is only named; what is not is a row, equal ones together."""
    native = [name for name, entry in group if entry.status == "native" and not entry.how]
    others = [(name, entry) for name, entry in group if name not in native]
    parts = [_names("Native: ", native)] if native else []
    rows: dict[tuple[str, str], list[str]] = {}
    for name, entry in others:
        rows.setdefault((entry.status, _words(name, entry)), []).append(name)
    if rows:
        cells = [(", ".join(map(code, names)), status, words) for (status, words), names in rows.items()]
        parts.append(table(("name", "is", "how"), cells))
    return "\n\n".join(parts)


def _words(name: str, entry: Entry) -> str:
    if entry.status != "refused":
        return entry.how
    message = entry.message.replace(name, "…")
    return f"{code(entry.code)} {message}. {entry.how}".strip()


def _names(head: str, names: list[str]) -> str:
    return textwrap.fill(head + ", ".join(map(code, names)) + ".", WIDTH, break_on_hyphens=False)


BLOCKS = {"conformance-numbers": numbers, "conformance-methods": methods, "conformance-events": events}
