"""The differences that are known, each with its reason: one without fails a run, and so does a reason nobody needs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from tabrelay.core.conformance import Entry
from tools.conformance.compare import Difference

ANSWER = re.compile(r": answer (?P<method>\w+\.\w+)(\.error\.message)?$")

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


def explain(
    found: Iterable[Difference],
    reasons: Sequence[Reason],
    refused: Mapping[str, Entry] | None = None,
    lacking: Sequence[str] = (),
) -> list[Difference]:
    """The differences, each with its reason.

    It is the map's for a method that it says is ``refused``, that a script could not go on (``lacking`` is what it
    rested on), or one that is stated.
    """
    refused = refused or {}
    short = next((method for method in lacking if method in refused), "")

    def why(one: Difference) -> str:
        if short and one.at.endswith(" missing"):
            return f"Not played on: {short} is refused."
        return _of_the_map(one, refused) or _stated(one, reasons)

    return [replace(one, reason=why(one)) for one in found]


def _of_the_map(difference: Difference, refused: Mapping[str, Entry]) -> str:
    """The relay's error is the very one that the map promises."""
    found = ANSWER.search(difference.at)
    entry = refused.get(found["method"]) if found else None
    relay = difference.relay
    if entry is not None and relay == entry.message:
        return f"{entry.message}. {entry.how}".strip()
    error = relay.get("error") if isinstance(relay, dict) else None
    if entry is None or not isinstance(error, dict):
        return ""
    promised = (entry.code, entry.message)
    return f"{entry.message}. {entry.how}".strip() if (error.get("code"), error.get("message")) == promised else ""


def _stated(difference: Difference, reasons: Sequence[Reason]) -> str:
    return next((reason.why for reason in reasons if reason.fits(difference)), "")


def needless(found: Iterable[Difference], reasons: Sequence[Reason], scripts: Iterable[str]) -> list[Reason]:
    """Reasons that explain nothing any more, though the scripts that they are about were run."""
    differences, names = list(found), list(scripts)
    return [
        reason
        for reason in reasons
        if any(fnmatchcase(name, reason.script) for name in names) and not any(map(reason.fits, differences))
    ]
