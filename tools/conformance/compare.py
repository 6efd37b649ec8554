"""Where two runs of a script differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Told = tuple[str, object]
"""A frame: what it is called, and its normal content."""

Lanes = Mapping[str, Sequence[Told]]
Run = Mapping[str, Lanes]
"""What each session of a script was told, by its label."""

MISSING = "(nothing)"
ANSWERS = "answers"
"""The lane of all answers by name; that one is missing is seen in its own domain's lane."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``at`` says where: session, frame and path in it. ``reason`` is empty where none is stated."""

    script: str
    at: str
    direct: object
    relay: object
    reason: str = ""


def differences(script: str, direct: Run, relay: Run) -> list[Difference]:
    """Everything in which ``relay`` is not what ``direct`` is, each once."""
    found: list[Difference] = []
    for label in dict.fromkeys((*direct, *relay)):
        one, two = direct.get(label, {}), relay.get(label, {})
        if bool(one) != bool(two):
            found.append(Difference(script, f"{label}: session", sorted(one) or MISSING, sorted(two) or MISSING))
            continue
        for lane in dict.fromkeys((*one, *two)):
            if lane != ANSWERS:
                found += [d for d in _in_lane(script, label, one.get(lane, ()), two.get(lane, ())) if d not in found]
        answers = _names(one.get(ANSWERS, ())), _names(two.get(ANSWERS, ()))
        if answers[0] != answers[1] and sorted(answers[0]) == sorted(answers[1]):
            found.append(Difference(script, f"{label}: order of answers", *answers))
    return found


def _names(lane: Sequence[Told]) -> list[str]:
    return [name for name, _ in lane]


def _in_lane(script: str, label: str, direct: Sequence[Told], relay: Sequence[Told]) -> Iterator[Difference]:
    matcher = SequenceMatcher(a=_names(direct), b=_names(relay), autojunk=False)
    for tag, from_1, to_1, from_2, to_2 in matcher.get_opcodes():
        if tag == "equal":
            for one, two in zip(direct[from_1:to_1], relay[from_2:to_2], strict=True):
                for path, left, right in _in_value(one[1], two[1], ""):
                    yield Difference(script, f"{label}: {one[0]}{path}", left, right)
            continue
        for name, content in direct[from_1:to_1]:
            yield Difference(script, f"{label}: {name} missing", content, MISSING)
        for name, content in relay[from_2:to_2]:
            yield Difference(script, f"{label}: {name} extra", MISSING, content)


def _in_value(direct: object, relay: object, path: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(direct, dict) and isinstance(relay, dict) and not _one_failed(direct, relay, path):
        for key in dict.fromkeys((*direct, *relay)):
            yield from _in_value(direct.get(key, MISSING), relay.get(key, MISSING), f"{path}.{key}")
    elif isinstance(direct, list) and isinstance(relay, list) and len(direct) == len(relay):
        for index, (one, two) in enumerate(zip(direct, relay, strict=True)):
            yield from _in_value(one, two, f"{path}[{index}]")
    elif direct != relay or type(direct) is not type(relay):
        yield path, direct, relay


def _one_failed(direct: dict[str, object], relay: dict[str, object], path: str) -> bool:
    """Whether one end gave a result and the other an error, or another error: one difference, not several."""
    if path:
        return False
    failed = direct.get("error"), relay.get("error")
    codes = [error.get("code") if isinstance(error, dict) else None for error in failed]
    return codes[0] != codes[1]
