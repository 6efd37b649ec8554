"""One request, from hop to hop of its redirects: which session is asked about it, and what Chrome is told in the end.

Each session decides as if it had an interceptor of its own in Chrome, one behind the other: on its way out a request
meets them from the one that attached last to the first, the response meets them in the opposite order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

import msgspec

from tabrelay.core.interception_changes import (
    NO_CHANGE,
    Continue,
    Failure,
    RequestChange,
    Response,
    shown,
    with_request_of,
    without_fragment,
)
from tabrelay.core.interception_patterns import Interceptor, Stage
from tabrelay.core.lifecycle import IllegalTransition
from tabrelay.protocol import cdp


class Phase(Enum):
    """Where a hop is."""

    REQUEST = "request"
    SENT = "sent"
    CHALLENGED = "challenged"
    RESPONSE = "response"
    OVER = "over"


HOP: Final[dict[tuple[Phase, str], Phase]] = {
    (Phase.REQUEST, "sent"): Phase.SENT,
    (Phase.REQUEST, "answered"): Phase.RESPONSE,
    (Phase.REQUEST, "over"): Phase.OVER,
    (Phase.SENT, "challenged"): Phase.CHALLENGED,
    (Phase.CHALLENGED, "authorised"): Phase.SENT,
    (Phase.CHALLENGED, "over"): Phase.OVER,
    (Phase.SENT, "received"): Phase.RESPONSE,
    (Phase.RESPONSE, "over"): Phase.OVER,
}
"""``sent``: Chrome has it, and somebody waits for the response. ``answered``: a session has given the response or made
it fail, so only those farther from the network see that. ``over``: nobody is to see any more of it."""

Decision = Continue | Response | Failure
"""What a session says to what it was asked: ``continueRequest`` or another command without changes, a response, an
error."""

PASS: Final = Continue()


@dataclass(slots=True, eq=False)
class Hop:
    """A request that Chrome paused. A value: :meth:`after` gives the next one, and the old one stays.

    ``event`` are the parameters with which Chrome told of it last, ``original`` those before it was sent. ``asked`` is
    who has to decide now, ``todo`` who is to be asked after that, ``decided`` who was asked before, ``hears`` who wants
    to see the response, the nearest to the network first. ``left_as`` is the request as each of those let it go.
    ``from_network`` says that Chrome has a response (``failed``: an error), ``response`` what sessions made of it,
    ``taken`` that its body is in a stream. ``alone``: when it was paused nobody else could be asked, and Chrome itself
    knows who hears what. ``deciding`` counts the commands of ``asked`` that Chrome has not answered.
    """

    id: str
    phase: Phase
    event: bytes
    url: str
    resource_type: str
    original: bytes = b""
    asked: Interceptor | None = None
    todo: tuple[Interceptor, ...] = ()
    decided: tuple[Interceptor, ...] = ()
    hears: tuple[Interceptor, ...] = ()
    left_as: dict[Interceptor, RequestChange] = field(default_factory=dict)
    change: RequestChange = NO_CHANGE
    response: Response | Failure | None = None
    from_network: bool = False
    failed: bool = False
    taken: bool = False
    alone: bool = False
    deciding: int = 0

    def move(self, trigger: str) -> None:
        """Follow the table."""
        try:
            self.phase = HOP[self.phase, trigger]
        except KeyError:
            raise IllegalTransition(f"{self.phase.value} has no {trigger!r}") from None

    def begin(self) -> Hop:
        """Ask the first one."""
        hop = replace(self)
        _ask_next(hop)
        return hop

    def after(self, decision: Decision) -> Hop:
        """What becomes of it when ``asked`` has decided so."""
        one = self.asked
        assert one is not None
        hop = replace(self, asked=None, decided=(*self.decided, one), deciding=0)
        if self.phase is Phase.REQUEST and isinstance(decision, Continue):
            _continued(hop, one, decision)
        elif self.phase is Phase.REQUEST:
            assert not isinstance(decision, Continue)
            hop.move("answered")
            hop.response = decision.on(self.body)
            hop.todo = tuple(other for other in self.hears if other is not one)
        elif not isinstance(decision, Continue):
            hop.response = decision.on(self.body)
        _ask_next(hop)
        return hop

    def received(self, event: bytes, *, failed: bool) -> Hop:
        """Chrome has the response, or an error."""
        hop = replace(
            self, event=event, original=self.event, todo=self.hears, from_network=True, failed=failed, deciding=0
        )
        hop.move("received")
        _ask_next(hop)
        return hop

    @property
    def body(self) -> str | None:
        """The body of the response as it is now; ``None`` while that is the network's and Chrome has it."""
        if isinstance(self.response, Response):
            return self.response.body
        return None if self.from_network and not self.failed and self.response is None else ""

    def view(self) -> bytes:
        """``Fetch.requestPaused`` for ``asked``."""
        assert self.asked is not None
        if self.phase is Phase.REQUEST:
            return shown(self.event, self.change, None)
        change = self.left_as.get(self.asked, self.change)
        if not self.from_network:
            return shown(self.event, change, self.response)
        if change == self.change:  # Chrome knows it so
            return shown(self.event, NO_CHANGE, self.response)
        return shown(with_request_of(self.event, self.original), change, self.response)

    def command(self) -> tuple[str, bytes]:
        """What Chrome is to be told now that everybody has decided."""
        ref = {"requestId": self.id}
        if self.phase is Phase.SENT or (self.response is None and not self.from_network):
            more = {} if self.alone else {"interceptResponse": self.phase is Phase.SENT}
            return "Fetch.continueRequest", cdp.encode_value(ref | _fields(self.change) | more)
        if self.response is None:
            if self.taken:
                return "Fetch.failRequest", cdp.encode_value(ref | {"errorReason": "Aborted"})
            return "Fetch.continueRequest", cdp.encode_value(ref)
        method = "Fetch.failRequest" if isinstance(self.response, Failure) else "Fetch.fulfillRequest"
        return method, cdp.encode_value(ref | _fields(self.response))

    def passed(self) -> Hop:
        """What becomes of it when all who are still to be asked let it pass."""
        hop = self
        while hop.asked is not None:
            hop = hop.after(PASS)
        return hop


def _continued(hop: Hop, one: Interceptor, decision: Continue) -> None:
    hop.change = hop.change.then(decision)
    if decision.intercept_response is not None:
        others = tuple(other for other in hop.hears if other is not one)
        hop.hears = (one, *others) if decision.intercept_response else others
    if one in hop.hears:
        hop.left_as = {**hop.left_as, one: hop.change}


def _ask_next(hop: Hop) -> None:
    while hop.todo and hop.asked is None:
        one, *rest = hop.todo
        hop.todo = tuple(rest)
        if one.on and _is_for(hop, one):
            hop.asked = one
    if hop.asked is None:
        waits = hop.phase is Phase.REQUEST and any(one.on for one in hop.hears)
        hop.move("sent" if waits else "over")


def _is_for(hop: Hop, one: Interceptor) -> bool:
    """Whether ``one`` is asked in this phase; who is near the page has seen the request before it was changed."""
    if hop.phase is Phase.RESPONSE:
        return True
    url = hop.url if hop.change.url is None else without_fragment(hop.change.url)
    if one.wants(Stage.RESPONSE, url, hop.resource_type):
        hop.hears = (one, *hop.hears)
        hop.left_as = {**hop.left_as, one: hop.change}
    return one.wants(Stage.REQUEST, url, hop.resource_type)


def _fields(change: RequestChange | Response | Failure) -> dict[str, object]:
    if isinstance(change, Continue):
        change = NO_CHANGE.then(change)
    fields: dict[str, object] = msgspec.to_builtins(change)
    return fields
