"""The differences that are known, each with its reason: one without fails a run, and so does a reason nobody needs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from tools.conformance.compare import Difference

FILE = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True, slots=True)
class Reason:
    """``script`` and ``at`` are patterns (``*`` stands for anything); ``why`` is a sentence."""

    script: str
    at: str
    why: str

    def fits(self, difference: Difference) -> bool:
        """Whether it is the reason of ``difference``."""
        return fnmatchcase(difference.script, self.script) and fnmatchcase(_plain(difference.at), _plain(self.at))


def _plain(text: str) -> str:
    """Brackets mean themselves."""
    return text.replace("[", "<").replace("]", ">")


def read(file: Path = FILE) -> list[Reason]:
    """The reasons that are stated."""
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("reason", [])
    return [Reason(entry.get("script", "*"), entry["at"], entry["why"]) for entry in entries]


def explain(found: Iterable[Difference], reasons: Sequence[Reason]) -> list[Difference]:
    """The differences, each with its reason where one is stated."""
    return [replace(one, reason=next((reason.why for reason in reasons if reason.fits(one)), "")) for one in found]


def needless(found: Iterable[Difference], reasons: Sequence[Reason], scripts: Iterable[str]) -> list[Reason]:
    """Reasons that explain nothing any more, though the scripts that they are about were run."""
    differences, names = list(found), list(scripts)
    return [
        reason
        for reason in reasons
        if any(fnmatchcase(name, reason.script) for name in names) and not any(map(reason.fits, differences))
    ]
