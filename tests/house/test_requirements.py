"""The pinned requirements are those that pyproject.toml asks for; `make lock` writes them anew."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]


def dev_requirements(group: str = "dev") -> Iterator[str]:
    """The requirements of a dependency group and of the groups that it includes."""
    for entry in PROJECT["dependency-groups"][group]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from dev_requirements(entry["include-group"])


def names(requirements: list[str]) -> set[str]:
    """The names in ``["aiohttp>=3.14", "uvloop>=0.23; ..."]``."""
    return {re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


@pytest.mark.parametrize(
    ("file", "asked_for"),
    [("run.txt", RUN), ("dev.txt", [*RUN, *dev_requirements()])],
)
def test_what_is_asked_for_is_pinned_by_hash(file: str, asked_for: list[str]) -> None:
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    pins = [(line, following) for line, following in pairwise(lines) if re.match(r"\w", line)]
    pinned = {line.split("==")[0] for line, following in pins if following.lstrip().startswith("--hash=sha256:")}
    assert len(pinned) == len(pins)
    assert names(asked_for) <= pinned, "run `make lock`"
