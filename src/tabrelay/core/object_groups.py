"""Object groups: ``Runtime.releaseObjectGroup`` releases what the session itself has put into a group.

V8 has a session's groups for itself; here all share one. Who was on the target first keeps its names; a later session's
get its own id behind them, and what it evaluates without a group gets one, so that it can be released when it leaves.
A session that is alone pays nothing for this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw

from tabrelay.core.feature import Feature
from tabrelay.protocol import cdp
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

RELEASE: Final = "Runtime.releaseObjectGroup"
NAMING: Final = (
    "DOM.resolveNode",
    "Debugger.evaluateOnCallFrame",
    "Runtime.callFunctionOn",
    "Runtime.evaluate",
    "Runtime.queryObjects",
    "Runtime.runScript",
)
"""Methods with an ``objectGroup``."""

GROUP: Final = b'"objectGroup"'
INHERITING: Final = b'"objectId"'
"""Where an object is named, what comes of it joins its group."""


@dataclass(slots=True)
class Groups:
    """The names in Chrome of what each later session has put into groups."""

    used: dict[Session, set[str]] = field(default_factory=dict)

    def name(self, session: Session, group: str) -> str:
        """Chrome's name of this group of ``session``."""
        name = f"{group}@{session.id}"
        self.used.setdefault(session, set()).add(name)
        return name


def _name(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    if chrome.sessions[0] is session:
        world.forward(session, command)
        return
    params = bytes(command.params)
    groups = chrome.of(Groups)
    if GROUP in params:
        params = _renamed(groups, session, params)
    elif INHERITING not in params and params[:1] in (b"", b"{"):
        group = cdp.encode_value(groups.name(session, ""))
        inside = params.strip()[1:-1].strip()
        params = b'{"objectGroup":%b%b%b}' % (group, b"," if inside else b"", inside)
    world.forward(session, command, params=params)


def _renamed(groups: Groups, session: Session, params: bytes) -> bytes:
    """The same with the session's own name; as it is where the words are elsewhere, as in an expression."""
    try:
        fields = msgspec.json.decode(params, type=dict[str, Raw])
        group: Any = msgspec.json.decode(fields["objectGroup"])
    except (*UNREADABLE, KeyError):
        return params
    if not isinstance(group, str):
        return params
    return cdp.encode_value({**fields, "objectGroup": groups.name(session, group)})


def _release(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    groups = chrome.of(Groups)
    params = bytes(command.params)
    used = groups.used.get(session)
    renamed = _renamed(groups, session, params) if used or chrome.sessions[0] is not session else params
    if chrome.sessions[0] is not session:
        world.forward(session, command, params=renamed)
        return
    if renamed != params:  # named while somebody else was first
        world.chrome_command(chrome.tab, chrome.id, RELEASE, renamed)
    world.forward(session, command)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    for name in sorted(chrome.of(Groups).used.pop(session, ())):
        world.chrome_command(chrome.tab, chrome.id, RELEASE, cdp.encode_value({"objectGroup": name}))


FEATURE: Final = Feature(
    "object groups",
    "Each session's groups are its own: releasing one leaves others' objects, and those of a session leave with it.",
    commands={**dict.fromkeys(NAMING, _name), RELEASE: _release},
    left=_left,
)
