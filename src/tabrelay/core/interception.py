"""``Fetch``: several sessions intercept the requests of a target, and each decides in turn.

Chrome pauses what any of them wants to see. A paused request is shown to one session at a time, as the ones before left
it; when the last has decided, Chrome is told what all decisions come to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core.feature import Feature
from tabrelay.core.interception_decisions import DECISIONS
from tabrelay.core.interception_patterns import Interceptor, Wish
from tabrelay.core.interception_turns import EVENTS, Interception, pass_on
from tabrelay.core.params import refuse
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

DOMAIN: Final = "Fetch"
ENABLE: Final = "Fetch.enable"
EMPTY_WITH_AUTH: Final = "Can't specify empty patterns with handleAuth set"
"""Chrome's words."""


def _enable(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """A second one replaces what the session wanted before; what the others want stays."""
    try:
        wish = msgspec.json.decode(command.params or b"{}", type=Wish)
    except UNREADABLE:
        world.forward(session, command)  # Chrome says why
        return
    if wish.handle_auth_requests and not wish.patterns:
        raise refuse(cdp.INVALID_PARAMS, EMPTY_WITH_AUTH)
    state = chrome.of(Interception)
    one = state.interceptors.of.get(session)
    old = None if one is None else one.wish
    if one is None:
        one = Interceptor(session, wish)
        state.join(one)
    one.wish = wish
    chrome.enable(DOMAIN, session)

    def undo_if_refused(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError) or not one.on or one.wish is not wish:
            return
        if old is None:
            chrome.disable(DOMAIN, session)
            state.forget(one)
        else:
            one.wish = old

    params = state.interceptors.united() if state.shared else b""
    world.forward(session, command, params=params, before=undo_if_refused)


def _disable(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """What is paused for it goes on at once, as in Chrome; the others keep what they asked for."""
    _leave(world, session, chrome)
    chrome.disable(DOMAIN, session)
    interceptors = chrome.of(Interception).interceptors
    if interceptors.of:
        world.forward(session, command, method=ENABLE, params=interceptors.united(), result=b"{}")
    else:
        world.forward(session, command)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    interceptors = chrome.of(Interception).interceptors
    was = interceptors.united()
    if _leave(world, session, chrome) and interceptors.of and interceptors.united() != was:
        world.chrome_command(chrome.tab, chrome.id, ENABLE, interceptors.united())


def _leave(world: World, session: Session, chrome: ChromeSession) -> bool:
    """``session`` is asked no more; ``True`` when it might have been."""
    state = chrome.of(Interception)
    one = state.interceptors.of.get(session)
    if one is None:
        return False
    one.on = False
    for hop in [hop for hop in state.hops.values() if hop.asked is one and not hop.deciding]:
        pass_on(world, chrome, hop)
    state.forget(one)
    return True


FEATURE: Final = Feature(
    "interception",
    "Each session has its own patterns and decides in turn, who attached last first; the response comes back in the "
    "opposite order.",
    commands={ENABLE: _enable, "Fetch.disable": _disable, **DECISIONS},
    events=EVENTS,
    left=_left,
)
