"""``CSS.startRuleUsageTracking``: what one session reads of the rules in use is not lost for the others.

Chrome forgets what it has told. So who else tracks keeps a share of every answer, until it asks itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

START: Final = "CSS.startRuleUsageTracking"
TAKE: Final = "CSS.takeCoverageDelta"
STOP: Final = "CSS.stopRuleUsageTracking"
NOT_ENABLED: Final = CdpError(cdp.SERVER_ERROR, "CSS rule usage tracking is not enabled")
"""Chrome's words."""


class _Delta(msgspec.Struct, rename="camel"):
    """The answer of ``TAKE`` (``coverage``) or ``STOP`` (``rule_usage``)."""

    coverage: list[Raw] = []
    rule_usage: list[Raw] = []
    timestamp: float | msgspec.UnsetType = msgspec.UNSET


@dataclass(slots=True)
class Tracking:
    """Who tracks, and what others have read of Chrome in the meantime."""

    shares: dict[Session, list[Raw]] = field(default_factory=dict)

    def read(self, answer: Raw, reader: Session | None) -> tuple[list[Raw], _Delta]:
        """Give everybody a share of what Chrome said; what ``reader`` is told, and the answer itself."""
        delta = lenient(answer, _Delta)
        news = [Raw(bytes(usage)) for usage in (*delta.coverage, *delta.rule_usage)]
        for session, share in self.shares.items():
            if session is not reader:
                share.extend(news)
        told = [*self.shares.get(reader, ()), *news] if reader is not None else []
        return told, delta


def _start(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Starting makes Chrome forget; what the others have not read is read for them first."""
    tracking = chrome.of(Tracking)
    if any(other is not session for other in tracking.shares):
        _read_for_all(world, chrome)
    was = tracking.shares.get(session)

    def started(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            tracking.shares[session] = []
            if not session.alive:
                _left(world, session, chrome)
        elif was is None:
            tracking.shares.pop(session, None)

    world.forward(session, command, before=started)


def _take(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    tracking = chrome.of(Tracking)
    if tracking.shares and session not in tracking.shares:
        world.deny(session, command, NOT_ENABLED)
        return

    def taken(answer: Raw | CdpError) -> Raw | None:
        if isinstance(answer, CdpError):
            return None
        told, delta = tracking.read(answer, session)
        if session not in tracking.shares or len(told) == len(delta.coverage):
            return None
        tracking.shares[session] = []
        return Raw(cdp.encode_value({"coverage": told, "timestamp": delta.timestamp}))

    world.forward(session, command, before=taken)


def _stop(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    tracking = chrome.of(Tracking)
    if tracking.shares and session not in tracking.shares:
        world.deny(session, command, NOT_ENABLED)
        return
    others = any(other is not session for other in tracking.shares)

    def stopped(answer: Raw | CdpError) -> Raw | None:
        if isinstance(answer, CdpError):
            return None
        told, _ = tracking.read(answer, session)
        tracking.shares.pop(session, None)
        return Raw(cdp.encode_value({"ruleUsage": told}))

    world.forward(session, command, method=TAKE if others else "", before=stopped)


def _read_for_all(world: World, chrome: ChromeSession) -> None:
    def read(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            chrome.of(Tracking).read(answer, None)

    world.chrome_command(chrome.tab, chrome.id, TAKE, settle=read)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    tracking = chrome.of(Tracking)
    if tracking.shares.pop(session, None) is not None and not tracking.shares:
        world.chrome_command(chrome.tab, chrome.id, STOP)


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "CSS":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "rule usage",
    "Each who tracks reads all rules used since it read last; Chrome stops tracking after the last.",
    commands={START: _start, TAKE: _take, STOP: _stop},
    left=_left,
    off=_off,
)
