"""Runs scripts on both ends and compares."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from tabrelay.gateway.conformance import the_map
from tools.conformance import reasons, site
from tools.conformance.client import NotTold
from tools.conformance.compare import MISSING, Difference, Run, differences
from tools.conformance.ends import End, direct_end, relay_end
from tools.conformance.reasons import Reason
from tools.conformance.stage import Script, staged


@dataclass
class Result:
    """What came of a run. ``same`` are the scripts without any difference."""

    scripts: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    different: list[Difference] = field(default_factory=list)
    needless: list[Reason] = field(default_factory=list)

    @property
    def unexplained(self) -> list[Difference]:
        """Differences without a reason."""
        return [difference for difference in self.different if not difference.reason]

    @property
    def is_good(self) -> bool:
        """Whether every difference has its reason and every reason its difference."""
        return bool(self.scripts) and not self.unexplained and not self.needless


async def run(scripts: Mapping[str, Script], *, only: str = "*", steady: bool = False) -> Result:
    """Run the scripts whose names match ``only``, each on both ends at once."""
    result = Result()
    stated = [] if steady else reasons.read()
    refused = {method: entry for method, entry in the_map().methods.items() if entry.status == "refused"}
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        pages = await enter(site.serving())
        direct = await enter(direct_end(home / "direct"))
        other = await enter(direct_end(home / "again", "again") if steady else relay_end(home / "relay"))
        for name, script in scripts.items():
            if not fnmatchcase(name, only):
                continue
            one, two = await asyncio.gather(play(script, direct, pages), play(script, other, pages))
            found = reasons.explain(differences(name, one.told, two.told), stated, refused, two.lacking)
            found += broken(name, one)
            result.scripts.append(name)
            result.different += found
            if not found:
                result.same.append(name)
    result.needless = reasons.needless(result.different, stated, result.scripts)
    return result


@dataclass(frozen=True)
class Played:
    """What each session was told, and the commands that a script rested on and did not have."""

    told: Run
    lacking: list[str]


def broken(name: str, direct: Played) -> list[Difference]:
    """A script that does not come to its end on Chrome's own port compares nothing: it is the script that is wrong."""
    return [
        Difference(name, "script: stopped on Chrome's own port", why, MISSING)
        for end, why in direct.told["script"]["end"]
        if end == "stopped"
    ]


async def play(script: Script, end: End, pages: site.Site) -> Played:
    """One script on one end. One that waits in vain says for what, as if a session had been told so."""
    async with staged(end, pages) as stage:
        stopped: Iterable[tuple[str, object]] = ()
        try:
            await script(stage)
        except (NotTold, KeyError, TypeError, ConnectionError) as error:
            stopped = [
                ("stopped", f"{type(error).__name__}: {error}" if not isinstance(error, NotTold) else str(error))
            ]
        told = dict(stage.told())
        told["script"] = {"end": list(stopped) or [("finished", MISSING)]}
        return Played(told, [method for client in stage.clients.values() for method in client.lacking])
