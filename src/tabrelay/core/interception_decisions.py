"""What sessions say to what they are asked.

A decision that is not the last one is put to Chrome all the same, for a request that there is not: so Chrome itself
says whether the parameters are right, in its own words and in the order of its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core.interception_changes import Continue, Failure, Response
from tabrelay.core.interception_hops import PASS, Decision, Hop, Phase
from tabrelay.core.interception_turns import Interception, authorised, go_on, pass_on
from tabrelay.core.params import lenient
from tabrelay.core.world import NO_OPERATION
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.feature import Obey
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

NOT_ENABLED: Final = CdpError(cdp.SERVER_ERROR, "Fetch domain is not enabled")
NOT_ASKED: Final = CdpError(cdp.INVALID_PARAMS, "Invalid InterceptionId.")
HAS_DECIDED: Final = CdpError(cdp.SERVER_ERROR, "Invalid state for continueInterceptedRequest")
NOT_READABLE: Final = CdpError(cdp.INVALID_PARAMS, "Invalid parameters")
NOT_CHALLENGED: Final = CdpError(cdp.INVALID_PARAMS, "authChallengeResponse not expected.")
IS_CHALLENGED: Final = CdpError(cdp.INVALID_PARAMS, "authChallengeResponse required.")
BODY_TAKEN: Final = CdpError(cdp.INVALID_PARAMS, "Unable to continue request as is after body is taken")
"""Chrome's words. After the last three Chrome would never let go of the request; here it can still be decided."""

NO_STREAM: Final = CdpError(cdp.SERVER_ERROR, "The body was given by another client: only Fetch.getResponseBody has it")

NO_REQUEST: Final = Raw(b'""')
"""An id that no request has. Chrome looks at the other parameters first."""

NO_RESPONSE: Final = Response()


class _Ref(msgspec.Struct, rename="camel"):
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A command of the session that is asked about ``hop``."""

    world: World
    session: Session
    chrome: ChromeSession
    command: Command
    hop: Hop

    def refuse(self, error: CdpError) -> None:
        """An error, in its place among the answers."""
        self.world.confirm(self.session, self.command, before=lambda _: error)

    def check(self, decision: Decision | None) -> None:
        """Somebody else decides after this one: when Chrome finds nothing wrong with it, it is their turn.

        ``None`` is a decision that cannot be read; Chrome will say so.
        """
        self.hop.deciding += 1

        def checked(answer: Raw | CdpError) -> Raw | CdpError:
            self.hop.deciding -= 1
            if answer != NOT_ASKED:
                self._came_to_nothing()
                return answer
            if not self._is_open():
                return NOT_ASKED
            if decision is None:
                self._came_to_nothing()
                return NOT_READABLE
            go_on(self.world, self.chrome, self.hop.after(decision))
            return Raw(b"{}")

        params = msgspec.json.decode(self.command.params, type=dict[str, Raw])
        params["requestId"] = NO_REQUEST
        self.world.forward(self.session, self.command, params=cdp.encode_value(params), before=checked)

    def finish(self, decision: Decision, after: Hop) -> None:
        """The last one decides: Chrome is told, and its answer is the answer."""
        method, params = self.command.method, b""
        if not self.hop.alone and not _says_it_all(self.hop, decision):
            method, params = after.command()
        self.hop.deciding += 1

        def told(answer: Raw | CdpError) -> None:
            self.hop.deciding -= 1
            if isinstance(answer, CdpError):
                self._came_to_nothing()
            elif self._is_open():
                self.chrome.of(Interception).keep(after)

        self.world.forward(self.session, self.command, method=method, params=params, before=told)

    def authorise(self) -> None:
        """The answer to a challenge."""
        self.hop.deciding += 1

        def told(answer: Raw | CdpError) -> None:
            self.hop.deciding -= 1
            if isinstance(answer, CdpError):
                self._came_to_nothing()
            elif self._is_open() and self.hop.phase is Phase.CHALLENGED:
                authorised(self.chrome, self.hop)

        self.world.forward(self.session, self.command, before=told)

    def _is_open(self) -> bool:
        """Whether Chrome's session is there and nothing was decided meanwhile."""
        chrome = self.chrome
        return chrome.tab.chrome.get(chrome.id) is chrome and chrome.of(Interception).hops.get(self.hop.id) is self.hop

    def _came_to_nothing(self) -> None:
        """Who decided has still to decide, if it is still there."""
        one = self.hop.asked
        if one is not None and not one.on and not self.hop.deciding and self._is_open():
            pass_on(self.world, self.chrome, self.hop)


Take = Callable[[_Turn], None]


def _in_turn(take: Take, world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Only who is asked about a request has a say in it."""
    state = chrome.of(Interception)
    one = state.interceptors.of.get(session)
    hop = state.hops.get(lenient(command.params, _Ref).request_id)
    if one is None or (hop is not None and hop.asked is not one):
        error = NOT_ENABLED if one is None or hop is None else HAS_DECIDED if one in hop.decided else NOT_ASKED
        world.confirm(session, command, before=lambda _: error)
    elif hop is None:
        world.forward(session, command)  # Chrome has nothing paused under this id, and says what it has
    else:
        take(_Turn(world, session, chrome, command, hop))


def _decide(read: Callable[[Raw], Decision], turn: _Turn) -> None:
    hop = turn.hop
    if hop.phase is Phase.CHALLENGED:
        turn.refuse(IS_CHALLENGED)
        return
    try:
        decision = read(turn.command.params)
    except UNREADABLE:
        turn.check(None)
        return
    if hop.taken and hop.response is None and _keeps_the_body(decision):
        turn.refuse(BODY_TAKEN)
        return
    after = hop.after(decision)
    if after.asked is not None or hop.deciding:
        turn.check(decision)
    else:
        turn.finish(decision, after)


def _keeps_the_body(decision: Decision) -> bool:
    return isinstance(decision, Continue) or (isinstance(decision, Response) and decision.body is None)


def _says_it_all(hop: Hop, decision: Decision) -> bool:
    """Whether nothing that others decided before matters now, so that the session's own words will do."""
    if isinstance(decision, Continue):
        return hop.phase is Phase.RESPONSE and hop.response is None
    return isinstance(decision, Failure) or decision.body is not None or hop.response is None


def _continue_with_auth(turn: _Turn) -> None:
    if turn.hop.phase is Phase.CHALLENGED:
        turn.authorise()
    else:
        turn.refuse(NOT_CHALLENGED)


def _get_body(turn: _Turn) -> None:
    """A body that another session has given is told as Chrome tells the network's."""
    body = _given_body(turn.hop)
    if body is None:
        turn.world.forward(turn.session, turn.command)
    else:
        result = cdp.encode_value({"body": body, "base64Encoded": True})
        turn.world.forward(turn.session, turn.command, method=NO_OPERATION, params=b"{}", result=result)


def _take_body(turn: _Turn) -> None:
    if _given_body(turn.hop) is not None:
        turn.refuse(NO_STREAM)
        return

    def taken(answer: Raw | CdpError) -> None:
        turn.hop.taken = turn.hop.taken or not isinstance(answer, CdpError)

    turn.world.forward(turn.session, turn.command, before=taken)


def _given_body(hop: Hop) -> str | None:
    return hop.response.body if isinstance(hop.response, Response) else None


def _read_continue_response(params: Raw) -> Decision:
    response = msgspec.json.decode(params, type=Response)
    return PASS if response == NO_RESPONSE else response


_READ: Final[dict[str, Callable[[Raw], Decision]]] = {
    "Fetch.continueRequest": msgspec.json.Decoder(Continue).decode,
    "Fetch.continueResponse": _read_continue_response,
    "Fetch.failRequest": msgspec.json.Decoder(Failure).decode,
    "Fetch.fulfillRequest": msgspec.json.Decoder(Response).decode,
}

DECISIONS: Final[dict[str, Obey]] = {
    **{method: partial(_in_turn, partial(_decide, read)) for method, read in _READ.items()},
    "Fetch.continueWithAuth": partial(_in_turn, _continue_with_auth),
    "Fetch.getResponseBody": partial(_in_turn, _get_body),
    "Fetch.takeResponseBodyAsStream": partial(_in_turn, _take_body),
}
