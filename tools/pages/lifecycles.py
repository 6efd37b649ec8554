"""The state machines in ``docs/architecture.md``, drawn from the tables that run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from tabrelay.core.lifecycle import ATTACHMENT, LINK, Attachment, Link

S = TypeVar("S", bound=Enum)


def diagram(transitions: Mapping[tuple[S, str], S], start: S) -> str:
    """A Mermaid state diagram of a table, triggers between the same two states on one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, trigger), after in transitions.items():
        arrows.setdefault((before.value, after.value), []).append(trigger)
    lines = [f"    {before} --> {after}: {', '.join(triggers)}" for (before, after), triggers in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {start.value}", *lines, "```"])


BLOCKS = {
    "attachment": lambda: diagram(ATTACHMENT, Attachment.DETACHED),
    "link": lambda: diagram(LINK, Link.LINKED),
}
