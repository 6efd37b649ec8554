"""Durations as people write them."""

from __future__ import annotations

import re

UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
ONE = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")


def parse_duration(text: str) -> float:
    """Seconds in ``"12h"``, ``"30m"``, ``"1h30m"``, ``"3600"``; raises :class:`ValueError` with a sentence."""
    clean = text.strip().lower()
    parts = ONE.findall(clean)
    seconds = sum(float(number) * UNITS_S[unit] for number, unit in parts)
    if not parts or ONE.sub("", clean).strip() or seconds <= 0:
        raise ValueError(f"{text!r} is no duration. Write 12h, 30m, 90s or a number of seconds.")
    return seconds


def describe_duration(seconds: float) -> str:
    """The two largest units: ``"2 h 5 min"``, ``"3 d"``, ``"42 s"``."""
    rest = max(0, round(seconds))
    parts = []
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
