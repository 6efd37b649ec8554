"""Frames without what no two runs have in common: ids, times, and what a script calls chance. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]

IDENTIFIES = re.compile(
    r"(^|[a-z])(id|Id|ID|ids|Ids)$|^(identifier|handle|stream|uuid|creationStackTraceId|ownerNode)$"
)
"""Members whose values are names that an end made up."""

NO_IDENTITY = frozenset({"browserContextId", "defaultBrowserContextId", "windowId", "timezoneId", "groupId"})
"""Made up too, but by an end for itself: that there is one is all that can be compared."""

NUMBERED_AS = {"parentId": "nodeId", "nodeIds": "nodeId", "executionContextId": "context", "contextId": "context"}
"""Numbers under different names that mean the same things; other numbers are things of their own kind."""

TIMES = frozenset(
    [
        "timestamp",
        "wallTime",
        "ts",
        "monotonicTime",
        "time",
        "startTime",
        "endTime",
        "requestTime",
        "responseTime",
        "timing",
        "lastModified",
        "thread_ticks",
        "tts",
        "dur",
        "expires",
        "creationTime",
        "networkTime",
        "cpuTime",
        "wallTimeMs",
        "loadTime",
        "start",
        "end",
        "queued",
    ]
)
"""Members that are moments or spans: numbers become a word, whatever else stays."""

CHANCE = frozenset(
    {
        "Date",
        "headersText",
        "timing",
        "connectionReused",
        "connectionId",
        "remotePort",
        "clientSecurityState",
        "v8Version",
    }
)

LONG = 300
"""A longer text is pictures, sources or the like: its kind is compared, not its letters."""


@dataclass(slots=True)
class Normal:
    """Renames ids by the order in which they appear, so two runs that name the same things are equal.

    With ``numbered=False`` every id is just an id: for frames whose order is chance.
    """

    masked: frozenset[str] = frozenset()
    numbered: bool = True
    _names: dict[object, str] = field(default_factory=dict)

    def value(self, value: object, name: str = "") -> object:
        """``value``, which stood under ``name``."""
        if name in self.masked or name in CHANCE:
            return "<any>"
        if name in NO_IDENTITY and value:
            return "<own>"
        if isinstance(value, dict) and value.get("name") == "Date":
            return "<any>"
        if isinstance(value, dict):
            # Sorted: what comes through an extension has its members in another order, and JSON gives that no meaning.
            return {key: self.value(value[key], key) for key in sorted(value)}
        if isinstance(value, list):
            return [self.value(inner, name) for inner in value]
        if name in TIMES and isinstance(value, int | float) and not isinstance(value, bool):
            return "<time>"
        if IDENTIFIES.search(name) and isinstance(value, str | int) and not isinstance(value, bool) and value:
            return self._name(value if isinstance(value, str) else (NUMBERED_AS.get(name, name), value))
        if name == "message" and isinstance(value, str) and value.startswith('{"id"'):
            return self.value(json.loads(value), "frame")
        if isinstance(value, str) and len(value) > LONG:
            return "<long>"
        return value

    def _name(self, value: object) -> str:
        if not self.numbered:
            return "<id>"
        return self._names.setdefault(value, f"<id {len(self._names) + 1}>")


def called(frame: Frame, methods: Mapping[int, str]) -> str:
    """What a frame is: ``answer Page.enable``, ``Page.loadEventFired``."""
    if "id" in frame:
        return f"answer {methods.get(frame['id'], '?')}"
    return str(frame.get("method", "error"))


def lanes(
    frames: Iterable[Frame], methods: Mapping[int, str], unordered: Iterable[str] = (), masked: Iterable[str] = ()
) -> dict[str, list[tuple[str, object]]]:
    """A session's frames as lists whose order the protocol fixes: one per domain, its answers among its events.

    What different domains tell comes from different processes of the browser; between them order is chance. The answers
    of all domains are one more lane, ``answers``, by name alone. Each frame is its name and its normal content.
    """
    found: dict[str, list[Frame]] = {}
    answers: list[tuple[str, object]] = []
    for frame in frames:
        name = called(frame, methods)
        found.setdefault(name.removeprefix("answer ").partition(".")[0], []).append(frame)
        if "id" in frame:
            answers.append((name, None))
    loose = set(unordered)
    result = {
        domain: _lane(told, methods, frozenset(masked), ordered=domain not in loose) for domain, told in found.items()
    }
    return {**result, "answers": sorted(answers, key=str) if "answers" in loose else answers}


def _lane(
    frames: Iterable[Frame], methods: Mapping[int, str], masked: frozenset[str], *, ordered: bool
) -> list[tuple[str, object]]:
    normal = Normal(masked, numbered=ordered)
    lane = [(called(frame, methods), normal.value(_content(frame))) for frame in frames]
    return lane if ordered else sorted(lane, key=repr)


def _content(frame: Frame) -> Frame:
    return {key: value for key, value in frame.items() if key in {"params", "result", "error"}}
