"""The state of the hub, and the few ways in which anything leaves it.

Handlers change the state and put effects on :attr:`World.effects`; the hub hands those to the shell. Nothing here
waits: what needs Chrome's answer is registered with :meth:`World.call` and goes on when the answer is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core.calls import Before, Call, Forward, Settle, settle
from tabrelay.core.effects import Audit, CloseClient, Count, Effect, Tell, ToBrowser, ToClient
from tabrelay.core.files import Errands
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import Cause, sentence
from tabrelay.protocol.ids import SessionId

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.clients import Client
    from tabrelay.core.ids import IdSource
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.protocol.ids import ChromeSessionId, ClientId, ConnId, DeviceId, TabId
    from tabrelay.protocol.limits import Limits

NAVIGATED_OR_CLOSED = CdpError(cdp.SERVER_ERROR, "Inspected target navigated or closed")
"""Chrome's words for a command whose target went before it answered."""

NO_OPERATION: Final = "Runtime.getIsolateId"
"""Answered by every target that has a debugger, at once, and changes nothing."""


class World:
    """Everything the relay knows. ``now_ms`` is the time of the event being handled."""

    def __init__(self, new_id: IdSource, limits: Limits) -> None:
        self.new_id = new_id
        self.limits = limits
        self.now_ms = 0
        self.effects: list[Effect] = []
        self.browsers: dict[DeviceId, Browser] = {}
        self.links: dict[ConnId, Browser] = {}
        self.clients: dict[ClientId, Client] = {}
        self.errands = Errands()

    # To clients -------------------------------------------------------------------------------------------------

    def reply(self, session: Session, command_id: int, result: bytes | Raw = b"{}") -> None:
        """Answer a command with a result; to a client that is gone nothing is said, here and below."""
        if session.client.alive:
            self._send(session, cdp.encode_result(command_id, result, session.address))

    def reply_value(self, session: Session, command_id: int, value: object) -> None:
        """Answer a command with a value that the gateway made."""
        self.reply(session, command_id, cdp.encode_value(value))

    def fail(self, session: Session, command_id: int | None, error: CdpError) -> None:
        """Answer a command with an error; one without an id could not be read."""
        if session.client.alive:
            self._send(session, cdp.encode_failure(command_id, error, session.address))

    def event(self, session: Session, method: str, params: bytes | Raw) -> None:
        """Send an event on a session."""
        if session.client.alive:
            self._send(session, cdp.encode_event(method, params, session.address))

    def event_value(self, session: Session, method: str, params: object) -> None:
        """Send an event that the gateway made."""
        self.event(session, method, cdp.encode_value(params))

    def _send(self, session: Session, frame: bytes) -> None:
        """A frame of a session, on the connection or inside the frames of whoever carries it."""
        carrier = session.carrier
        if carrier is None:
            self.effects.append(ToClient(session.client.id, frame))
            return
        assert carrier.parent is not None
        received = {"sessionId": carrier.id, "message": frame.decode(), "targetId": carrier.target_id}
        self.event_value(carrier.parent, "Target.receivedMessageFromTarget", received)

    def close_client(self, client: Client, code: int, reason: str) -> None:
        """Close a client's connection after what was sent before; the caller has ended its sessions."""
        self.effects.append(CloseClient(client.id, code, reason))

    # To extensions ----------------------------------------------------------------------------------------------

    def call(
        self,
        browser: Browser,
        method: str,
        params: msgspec.Struct,
        settle: Settle,
        *,
        tab_id: TabId | None = None,
        deadline_ms: int | None = None,
        label: str = "",
    ) -> None:
        """Ask the extension for something; ``settle`` gets the payload or an error, exactly once.

        It is called from here only when the browser is away; otherwise when the answer, the deadline or the end of
        the link is an event.
        """
        if not browser.is_reachable:
            settle(self.away())
            return
        assert browser.conn is not None
        deadline = self.now_ms + (self.limits.attach_deadline_ms if deadline_ms is None else deadline_ms)
        call_id = browser.calls.add(Call(label or method, deadline, self.now_ms, tab_id, settle))
        frame = b'{"type":"req","id":"%d","method":"%b","params":%b}' % (
            call_id,
            method.encode(),
            cdp.encode_value(params),
        )
        self.effects.append(ToBrowser(browser.conn, frame))

    def chrome_command(
        self,
        tab: TabState,
        chrome_session: ChromeSessionId,
        method: str,
        params: bytes = b"{}",
        settle: Settle | None = None,
    ) -> None:
        """Send a CDP command of the gateway's own to an attached tab.

        One whose outcome nobody waits for (it undoes something) is owed while the browser is away.
        """
        if settle is None and not tab.browser.is_reachable:
            tab.owed.append((chrome_session, method, params))
            return
        self.call(
            tab.browser,
            control.SEND_COMMAND,
            control.SendCommand(
                tab_id=tab.id,
                method=method,
                params=Raw(params),
                session_id=chrome_session or msgspec.UNSET,
            ),
            settle or self._ignored,
            tab_id=tab.id,
            deadline_ms=self.limits.command_deadline_ms,
            label=method,
        )

    def forward(
        self,
        session: Session,
        command: cdp.Command,
        *,
        method: str = "",
        params: bytes = b"",
        result: bytes = b"",
        before: Before | None = None,
    ) -> None:
        """Pass a client's command to Chrome; its answer goes back untouched.

        ``method`` and ``params`` replace the client's own, ``result`` Chrome's when there is no error; ``before`` runs
        right before the client gets its answer, and may put another in its place. The frame is put together by hand:
        this is the path of nearly every command.
        """
        tab = session.tab
        chrome = session.chrome
        assert tab is not None
        assert chrome is not None
        method = method or command.method
        browser = tab.browser
        now = self.now_ms
        call = Forward(
            command.method, now + self.limits.command_deadline_ms, now, tab.id, session, command.id, before, result
        )
        if not browser.is_reachable:
            settle(self, call, self.away())
            return
        assert browser.conn is not None
        call_id = browser.calls.add(call)
        target = b',"sessionId":"%b"}}' % chrome.id.encode() if chrome.id else b"}}"
        frame = (
            b'{"type":"req","id":"%d","method":"debugger.sendCommand","params":{"tabId":%d,"method":%b,"params":%b%b'
            % (
                call_id,
                tab.id,
                cdp.encode_value(method),
                params or bytes(command.params) or b"{}",
                target,
            )
        )
        self.effects.append(ToBrowser(browser.conn, frame))

    def confirm(self, session: Session, command: cdp.Command, *, before: Before | None = None) -> None:
        """Answer ``{}`` when Chrome has worked off what was sent to it before, which this command is not.

        So a command that only changes what the gateway remembers keeps its place among answers and events.
        """
        self.forward(session, command, method=NO_OPERATION, params=b"{}", result=b"{}", before=before)

    def deny(self, session: Session, command: cdp.Command, error: CdpError) -> None:
        """Answer ``error``, in its place like :meth:`confirm`."""
        self.forward(session, command, method=NO_OPERATION, params=b"{}", before=lambda _: error)

    def pay_debts(self, tab: TabState) -> None:
        """The browser is back: send what could not be undone while it was away, where it still matters."""
        owed, tab.owed = tab.owed, []
        for chrome_session, method, params in owed:
            if chrome_session in tab.chrome:
                self.chrome_command(tab, chrome_session, method, params)

    def away(self) -> CdpError:
        """The error for anything that needs a browser whose link is down."""
        self.count("refused", Cause.BROWSER_AWAY)
        return CdpError(cdp.SERVER_ERROR, sentence(Cause.BROWSER_AWAY))

    # To operators -----------------------------------------------------------------------------------------------

    def tell(self, event: str, payload: msgspec.Struct) -> None:
        """Let every operator know."""
        self.effects.append(Tell(event, payload))

    def audit(self, action: str, subject: str, detail: str = "") -> None:
        """Put a row into the journal."""
        self.effects.append(Audit(action, subject, detail))

    def count(self, name: str, label: str = "") -> None:
        """Add to a counter."""
        self.effects.append(Count(name, label))

    def new_session_id(self) -> SessionId:
        """A fresh id for a client's session."""
        return SessionId(self.new_id())

    def _ignored(self, answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            self.count("own_command_failed")
