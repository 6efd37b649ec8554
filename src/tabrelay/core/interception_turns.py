"""Whose turn it is: what Chrome pauses is shown to the sessions one by one, and then Chrome is told to go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core.interception_hops import PASS, Hop, Phase
from tabrelay.core.interception_patterns import Interceptor, Interceptors, Stage
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.feature import Hear
    from tabrelay.core.world import World

PAUSED: Final = "Fetch.requestPaused"
CHALLENGED: Final = "Fetch.authRequired"

MOST_HOPS: Final = 5_000
"""How many requests are remembered. Chrome does not tell when the page gives up one that is paused."""


class _Request(msgspec.Struct):
    url: str = ""


class _Told(msgspec.Struct, rename="camel"):
    """What the turns are about, of both events."""

    request_id: str = ""
    resource_type: str = ""
    response_status_code: int | None = None
    response_error_reason: str | None = None
    request: _Request = msgspec.field(default_factory=_Request)


@dataclass(slots=True)
class Interception:
    """The requests of one of Chrome's sessions, the oldest first, by Chrome's id, which all sessions see.

    ``shared`` says that more than one session was there since Chrome began to pause: who is asked about a request is
    up to the gateway. As long as there was only one, Chrome's own choice and the session's own words are good.
    """

    interceptors: Interceptors = field(default_factory=Interceptors)
    hops: dict[str, Hop] = field(default_factory=dict)
    shared: bool = False

    def join(self, one: Interceptor) -> None:
        """One more session is to be asked."""
        self.interceptors.of[one.session] = one
        self.shared = self.shared or len(self.interceptors.of) > 1

    def forget(self, one: Interceptor) -> None:
        """One session fewer. After the last, Chrome is told to let go of everything."""
        one.on = False
        self.interceptors.of.pop(one.session, None)
        if not self.interceptors.of:
            self.hops.clear()
            self.shared = False

    def keep(self, hop: Hop) -> None:
        """This is how it stands now."""
        if hop.phase is Phase.OVER:
            self.hops.pop(hop.id, None)
        else:
            self.hops[hop.id] = hop


def _paused(world: World, chrome: ChromeSession, params: Raw) -> None:
    state = chrome.of(Interception)
    if not state.interceptors.of:
        return  # it was on its way when the last one left
    told = lenient(params, _Told)
    failed = told.response_error_reason is not None
    answered = failed or told.response_status_code is not None
    if not state.shared:
        (one,) = state.interceptors.of.values()
        phase = Phase.RESPONSE if answered else Phase.REQUEST
        state.keep(Hop(told.request_id, phase, b"", "", "", asked=one, from_network=answered, alone=True))
        world.event(one.session, PAUSED, params)
    elif answered:
        go_on(world, chrome, _awaited(chrome, told).received(bytes(params), failed=failed))
    else:
        hop = Hop(told.request_id, Phase.REQUEST, bytes(params), told.request.url, told.resource_type)
        hop.todo = tuple(state.interceptors.outermost_first(chrome.sessions))
        go_on(world, chrome, hop.begin())
    if len(state.hops) > MOST_HOPS:
        _drop_oldest(world, chrome, state)


def _awaited(chrome: ChromeSession, told: _Told) -> Hop:
    """The request that this is the response to; nobody was asked about one that is not known."""
    state = chrome.of(Interception)
    hop = state.hops.get(told.request_id)
    if hop is not None and hop.phase is Phase.SENT:
        return hop
    hop = Hop(told.request_id, Phase.SENT, b"", told.request.url, told.resource_type)
    hop.hears = tuple(
        one
        for one in reversed(list(state.interceptors.outermost_first(chrome.sessions)))
        if one.wants(Stage.RESPONSE, hop.url, hop.resource_type)
    )
    return hop


def _challenged(world: World, chrome: ChromeSession, params: Raw) -> None:
    """One session is asked: of those that handle it and see the request, the nearest to the network."""
    state = chrome.of(Interception)
    if not state.interceptors.of:
        return
    told = lenient(params, _Told)
    hop = state.hops.get(told.request_id)
    if hop is None or hop.phase is not Phase.SENT:
        hop = Hop(told.request_id, Phase.SENT, b"", told.request.url, told.resource_type)
    for one in state.interceptors.outermost_first(chrome.sessions):
        sees = not state.shared or one.wants(Stage.REQUEST, told.request.url, told.resource_type)
        if sees and one.wish.handle_auth_requests:
            hop.asked = one
    if hop.asked is None:
        _say_default(world, chrome, hop)
        return
    hop.move("challenged")
    state.keep(hop)
    world.event(hop.asked.session, CHALLENGED, params)


def go_on(world: World, chrome: ChromeSession, hop: Hop) -> None:
    """Ask the next one; when there is none, tell Chrome."""
    chrome.of(Interception).keep(hop)
    if hop.asked is None:
        world.chrome_command(chrome.tab, chrome.id, *hop.command())
    else:
        world.event(hop.asked.session, PAUSED, hop.view())


def pass_on(world: World, chrome: ChromeSession, hop: Hop) -> None:
    """Who was asked is gone: as in Chrome, that is no objection."""
    if hop.phase is Phase.CHALLENGED:
        _say_default(world, chrome, hop)
        authorised(chrome, hop)
    else:
        go_on(world, chrome, hop.after(PASS))


def authorised(chrome: ChromeSession, hop: Hop) -> None:
    """The challenge is answered; who waits for the response still does."""
    hop.asked = None
    hop.move("authorised" if hop.hears else "over")
    chrome.of(Interception).keep(hop)


def _say_default(world: World, chrome: ChromeSession, hop: Hop) -> None:
    params = {"requestId": hop.id, "authChallengeResponse": {"response": "Default"}}
    world.chrome_command(chrome.tab, chrome.id, "Fetch.continueWithAuth", cdp.encode_value(params))


def _drop_oldest(world: World, chrome: ChromeSession, state: Interception) -> None:
    """Most likely the page gave it up long ago; if not, it is not kept waiting."""
    hop = state.hops.pop(next(iter(state.hops)))
    world.count("paused_request_forgotten")
    if hop.phase is Phase.CHALLENGED:
        _say_default(world, chrome, hop)
    elif hop.asked is not None:
        world.chrome_command(chrome.tab, chrome.id, *hop.passed().command())


EVENTS: Final[dict[str, Hear]] = {PAUSED: _paused, CHALLENGED: _challenged}
