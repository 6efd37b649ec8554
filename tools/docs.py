"""Writes the generated parts of the documentation: what stands between markers in ``docs/``.

    python tools/docs.py           write them
    python tools/docs.py --check   write nothing; say which pages differ, exit 1 if any does

A marker is an HTML comment, so that a page reads well wherever it is shown::

    <!-- made by tools/docs.py: limits -->
    …
    <!-- end of limits -->

Around the markers people write what no program knows. The same source gives the same bytes, so that a test can compare.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # one name for the same modules, whether a person or a test asks

from tools.pages import cdp, command_line, conformance, errors, lifecycles, limits, wire  # noqa: E402

DOCS = ROOT / "docs"

Block = Callable[[], str]

BLOCKS: dict[str, Block] = {
    **cdp.BLOCKS,
    **command_line.BLOCKS,
    **conformance.BLOCKS,
    **errors.BLOCKS,
    **lifecycles.BLOCKS,
    **limits.BLOCKS,
    **wire.BLOCKS,
}
"""Marker → what belongs there."""

MARKED = re.compile(
    r"(?P<begin><!-- made by tools/docs\.py: (?P<name>[\w-]+) -->\n).*?(?P<end><!-- end of (?P=name) -->)", re.DOTALL
)


def filled(text: str) -> str:
    """``text`` with every marked part made anew. Raises :class:`KeyError` for a marker that nobody knows."""
    return MARKED.sub(lambda found: f"{found['begin']}\n{BLOCKS[found['name']]().strip()}\n\n{found['end']}", text)


def names(text: str) -> list[str]:
    """The markers in ``text``."""
    return [found["name"] for found in MARKED.finditer(text)]


def main(arguments: list[str]) -> int:
    """Writes, or with ``--check`` compares; returns the exit code."""
    stale = 0
    for page in sorted(DOCS.rglob("*.md")):
        current = page.read_text(encoding="utf-8")
        text = filled(current)
        if text == current:
            continue
        name = page.relative_to(ROOT).as_posix()
        stale += 1
        if "--check" in arguments:
            print(f"{name} is not what its source says: run `make docs`.")
        else:
            page.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
