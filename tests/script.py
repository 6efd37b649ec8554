"""Tests of the hub as scripts with a plot: ``script >> what happens << what follows``.

    script >> alice.sends(1, "Target.getTargets") << alice.gets(1, {"targetInfos": []})

Every effect must be expected, in order, before the next event and at the end; only :class:`Tell`, :class:`Audit` and
:class:`Count` pass unmentioned, and are there for :func:`told`, :func:`audited` and :func:`counted`. After every event
the hub's invariants are checked. Ids are deterministic: the hub's n-th session is ``sid(n)``. The clock stands still
unless ``script.now_ms`` is moved.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import ANY

import msgspec

from tabrelay.core import invariants
from tabrelay.core.effects import (
    Answer,
    Audit,
    CloseBrowser,
    CloseClient,
    Count,
    Effect,
    Tell,
    ToBrowser,
    ToClient,
)
from tabrelay.core.events import (
    BrowserLinked,
    BrowserMessage,
    BrowserUnlinked,
    ClientConnected,
    ClientGone,
    ClientMessage,
    ClockTicked,
    HubEvent,
)
from tabrelay.core.hub import Hub
from tabrelay.core.targets import derived_id
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId, TargetId, TicketId
from tabrelay.protocol.limits import DEFAULT_LIMITS, Limits

Frame = dict[str, Any]

DEVICE = DeviceId("d" * 64)
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0"
PRODUCT = "Chrome/156.0.8078.79"


def sid(number: int) -> str:
    """The hub's ``number``-th id, from 1."""
    return f"{number:032X}"


@dataclass(frozen=True)
class Expected:
    """An effect that is expected: a sentence for failures, and a test that says what is wrong (``""``: nothing)."""

    sentence: str
    complaint: Callable[[Effect], str]


def told(event: str, **fields: object) -> Expected:
    """Operators hear ``event``; of its payload only ``fields`` (snake_case) are compared."""

    def complaint(effect: Effect) -> str:
        if not isinstance(effect, Tell) or effect.event != event:
            return "another effect"
        differing = {
            name: getattr(effect.payload, name) for name in fields if getattr(effect.payload, name) != fields[name]
        }
        return f"differs in {differing}" if differing else ""

    return Expected(f"operators are told {event} {fields or ''}", complaint)


def audited(action: str, subject: object = ANY, detail: object = ANY) -> Expected:
    """A row in the journal."""
    return Expected(
        f"audit {action}",
        lambda effect: "" if effect == Audit(action, subject, detail) else "another effect",  # type: ignore[arg-type]
    )


def counted(name: str, label: object = ANY) -> Expected:
    """A counter goes up."""
    return Expected(
        f"count {name} {label}",
        lambda effect: "" if effect == Count(name, label) else "another effect",  # type: ignore[arg-type]
    )


def _frame(data: bytes) -> Frame:
    document: Frame = json.loads(data)
    return document


def _shown(effect: Effect) -> str:
    match effect:
        case ToClient(client, data):
            return f"{client} < {json.dumps(_frame(data), ensure_ascii=False)}"
        case ToBrowser(conn, data):
            return f"{conn} < {json.dumps(_frame(data), ensure_ascii=False)}"
        case _:
            return str(effect)


class Script:
    """A hub on a stage."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.now_ms = 1_000_000
        self.hub = Hub(ids=map(sid, itertools.count(1)).__next__, limits=limits)
        self._due: list[Effect] = []
        self._asides: list[Effect] = []

    def __rshift__(self, event: HubEvent) -> Script:
        """``event`` happens; all that the event before led to must have been expected."""
        self.is_over()
        effects = self.hub.receive(event, self.now_ms)
        self._due = [effect for effect in effects if not isinstance(effect, Tell | Audit | Count)]
        self._asides = [effect for effect in effects if isinstance(effect, Tell | Audit | Count)]
        broken = list(invariants.broken(self.hub.world))
        assert not broken, f"after {event}:\n  " + "\n  ".join(broken)
        return self

    def __lshift__(self, expected: Effect | Expected) -> Script:
        """The next effect is ``expected``. Of telling, audit and counting, it is among those of the last event."""
        if not isinstance(expected, Expected):
            exact = expected
            expected = Expected(_shown(exact), lambda effect: "" if effect == exact else "another effect")
        complaints = [(aside, expected.complaint(aside)) for aside in self._asides]
        for aside, complaint in complaints:
            if not complaint:
                self._asides.remove(aside)
                return self
        if not self._due:
            asides = "".join(f"\n           {_shown(aside)}" for aside in self._asides)
            raise AssertionError(f"expected   {expected.sentence}\nbut nothing followed{asides}")
        effect, *self._due = self._due
        complaint = expected.complaint(effect)
        if complaint:
            rest = "".join(f"\nthen       {_shown(later)}" for later in self.skip())
            raise AssertionError(f"expected   {expected.sentence}\nbut came   {_shown(effect)}\n({complaint}){rest}")
        return self

    def is_over(self) -> None:
        """Nothing has happened that was not expected."""
        due = self.skip()
        assert not due, "nothing more was expected, but came\n           " + "\n           ".join(map(_shown, due))

    def skip(self) -> list[Effect]:
        """What follows is of no interest to this story; returned in case a part of it is."""
        due, self._due = self._due, []
        return due

    def later(self, ms: int) -> ClockTicked:
        """Time passes, and the hub hears of it."""
        self.now_ms += ms
        return ClockTicked()

    # Who is on stage --------------------------------------------------------------------------------------------

    def browser(self, *tabs: Frame, name: str = "desk", device: DeviceId = DEVICE, mode: str = "shared") -> Extension:
        """A paired browser, linked, that shares ``tabs``."""
        chrome = Extension(self, device, name)
        self >> chrome.links() >> chrome.snapshot(*tabs, mode=mode)
        return chrome

    def client(self, name: str = "alice", *, device: DeviceId = DEVICE, target: str | None = None) -> CdpClient:
        """A CDP client that was let in with a ticket of its own."""
        client = CdpClient(ClientId(name), device)
        self >> client.connects(target)
        return client

    def pair(self, shown: Frame) -> Pair:
        """Alice and Bob on the page of ``shown``."""
        chrome = self.browser(shown)
        alice, bob = self.client("alice"), self.client("bob")
        return (
            chrome,
            alice,
            self.attached(alice, shown, chrome),
            bob,
            self.attached(bob, shown, chrome, first=False),
        )

    def attached(self, client: CdpClient, tab: Frame, chrome: Extension, *, first: bool = True) -> str:
        """``client`` attaches to the page of ``tab``; the id of its session. ``first``: Chrome has to be attached."""
        self >> client.sends(9_000, "Target.attachToTarget", {"targetId": tab["targetId"], "flatten": True})
        if first:
            self << chrome.asked("debugger.attach", {"tabId": tab["tabId"]}) >> chrome.answers(tab)
        (event, answer) = [_frame(effect.data) for effect in self.skip() if isinstance(effect, ToClient)]
        assert event["method"] == "Target.attachedToTarget"
        assert answer["id"] == 9_000
        session: str = answer["result"]["sessionId"]
        assert event["params"]["sessionId"] == session
        return session


@dataclass
class CdpClient:
    """A CDP client: what it sends are events, what it gets and hears is expected."""

    id: ClientId
    device: DeviceId

    def connects(self, target: str | None = None) -> ClientConnected:
        """It comes in; with ``target``, on ``/devtools/page/<target>``."""
        page = None if target is None else TargetId(target)
        return ClientConnected(self.id, self.device, TicketId(f"ticket-{self.id}"), f"label of {self.id}", page)

    def sends(self, id_: int, method: str, params: object = None, session: str = "") -> ClientMessage:
        """A command."""
        command: Frame = {"id": id_, "method": method}
        if params is not None:
            command["params"] = params
        if session:
            command["sessionId"] = session
        return self.sends_text(json.dumps(command))

    def sends_text(self, text: str | bytes) -> ClientMessage:
        """A frame, whatever it is."""
        return ClientMessage(self.id, text.encode() if isinstance(text, str) else text)

    def leaves(self) -> ClientGone:
        """Its connection is gone."""
        return ClientGone(self.id, "connection lost")

    def reads(self, frame: Frame) -> Expected:
        """Exactly this frame."""

        def complaint(effect: Effect) -> str:
            if not isinstance(effect, ToClient) or effect.client != self.id:
                return "another effect"
            return "" if frame == _frame(effect.data) else "another frame"

        return Expected(f"{self.id} < {_readable(frame)}", complaint)

    def gets(self, id_: int, result: object = ANY, session: str = "") -> Expected:
        """The answer to command ``id_``."""
        return self.reads({"id": id_, "result": result, **_on(session)})

    def is_refused(self, id_: int | None, code: int, message: object = ANY, session: str = "", **data: str) -> Expected:
        """The error to command ``id_``; ``data``, where there is one, is compared as well."""
        head = {} if id_ is None else {"id": id_}
        return self.reads({**head, "error": {"code": code, "message": message, **data}, **_on(session)})

    def hears(self, method: str, params: object = ANY, session: str = "") -> Expected:
        """An event."""
        return self.reads({"method": method, "params": params, **_on(session)})

    def hears_attached(self, target: object, number: int, session: str = "", *, waiting: bool = False) -> Expected:
        """``Target.attachedToTarget`` for the session ``sid(number)`` on the target of this id."""
        params = {"sessionId": sid(number), "targetInfo": Info(targetId=target), "waitingForDebugger": waiting}
        return self.hears("Target.attachedToTarget", params, session)

    def hears_detached(self, target: str, number: int, session: str = "") -> Expected:
        """``Target.detachedFromTarget`` for the session ``sid(number)``."""
        return self.hears("Target.detachedFromTarget", {"sessionId": sid(number), "targetId": target}, session)

    def is_closed(self, code: int, reason: object = ANY) -> Expected:
        """Its connection is closed by the gateway."""
        return Expected(
            f"{self.id} is closed with {code}",
            lambda effect: "" if effect == CloseClient(self.id, code, reason) else "another effect",  # type: ignore[arg-type]
        )


Pair = tuple["Extension", CdpClient, str, CdpClient, str]
"""A browser, Alice and her session, Bob and his."""


class Info(dict[str, Any]):
    """A part of an object: equal to any object that has these members with these values."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and all(name in other and other[name] == self[name] for name in self)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


@dataclass
class Extension:
    """A paired browser's extension: what it says are events, what it is asked is expected, and answered by the test."""

    script: Script
    device: DeviceId
    name: str
    conn: ConnId = field(default_factory=lambda: ConnId("conn-0"))
    asked_ids: list[tuple[str, str]] = field(default_factory=list)
    """Method and id of the requests that were expected and not answered yet, the oldest first."""

    def links(self) -> BrowserLinked:
        """A handshake is done: a new connection."""
        number = int(self.conn.removeprefix("conn-").partition("-")[0]) + 1
        self.conn = ConnId(f"conn-{number}-{self.name}")
        self.asked_ids.clear()
        return BrowserLinked(self.device, self.conn, self.name)

    def unlinks(self, reason: str = "connection lost") -> BrowserUnlinked:
        """The connection is gone."""
        return BrowserUnlinked(self.conn, reason)

    def says(self, event: str, payload: object) -> BrowserMessage:
        """An event frame."""
        return self.sends_text(json.dumps({"type": "event", "event": event, "payload": payload}))

    def sends_text(self, text: str | bytes) -> BrowserMessage:
        """A frame, whatever it is."""
        return BrowserMessage(self.conn, text.encode() if isinstance(text, str) else text)

    def snapshot(self, *tabs: Frame, mode: str = "shared") -> BrowserMessage:
        """All that is shared."""
        browser = {"product": PRODUCT, "userAgent": USER_AGENT, "platform": "linux"}
        return self.says("browser.snapshot", {"browser": browser, "mode": mode, "tabs": list(tabs)})

    def shares(self, tab: Frame, **changes: object) -> BrowserMessage:
        """A tab is shared."""
        return self.says("tab.shared", {**tab, **changes})

    def updates(self, tab: Frame, **changes: object) -> BrowserMessage:
        """Something about a tab changed."""
        return self.says("tab.updated", {**tab, **changes})

    def loses(self, tab: Frame, reason: str = "closed") -> BrowserMessage:
        """A tab is no longer shared."""
        return self.says("tab.gone", {"tabId": tab["tabId"], "reason": reason})

    def is_detached(self, tab: Frame, reason: str = "canceled_by_user") -> BrowserMessage:
        """Chrome took the debugger off."""
        return self.says("debugger.detached", {"tabId": tab["tabId"], "reason": reason})

    def reports(self, tab: Frame, method: str, params: object = None, session: str = "") -> BrowserMessage:
        """A CDP event of a tab."""
        event: Frame = {"tabId": tab["tabId"], "method": method, "params": params or {}}
        return self.says("debugger.event", {**event, **_on(session)})

    def reports_child(self, tab: Frame, child: Frame, session: str = "", *, paused: bool = False) -> BrowserMessage:
        """Chrome attached to a child (``child`` as :func:`child` makes it) below ``session``."""
        params = {"sessionId": child["session"], "targetInfo": child["info"], "waitingForDebugger": paused}
        return self.reports(tab, "Target.attachedToTarget", params, session)

    def asked(self, method: str, params: object = ANY) -> Expected:
        """The gateway asks for ``method``; the request is remembered for :meth:`answers` or :meth:`fails`."""

        def complaint(effect: Effect) -> str:
            if not isinstance(effect, ToBrowser) or effect.conn != self.conn:
                return "another effect"
            frame = _frame(effect.data)
            if frame != {"type": "req", "id": ANY, "method": method, "params": params}:
                return "another request"
            self.asked_ids.append((method, frame["id"]))
            return ""

        return Expected(f"{self.name} is asked {method} {_readable(params)}", complaint)

    def commanded(self, tab: Frame, method: str, params: object = ANY, session: str = "") -> Expected:
        """The gateway sends a CDP command to a tab."""
        command = {"tabId": tab["tabId"], "method": method, "params": params, **_on(session)}
        return self.asked("debugger.sendCommand", command)

    def answers(self, payload: object = None, *, nth: int = 0) -> BrowserMessage:
        """The oldest open request succeeded; ``nth`` picks a later one."""
        _, id_ = self.asked_ids.pop(nth)
        return self.sends_text(json.dumps({"type": "res", "id": id_, "ok": True, "payload": payload or {}}))

    def fails(self, message: str, *, nth: int = 0) -> BrowserMessage:
        """The oldest open request failed, with Chrome's ``message``."""
        _, id_ = self.asked_ids.pop(nth)
        error = {"code": "CHROME", "message": message, "details": {"code": "CHROME_REFUSED"}}
        return self.sends_text(json.dumps({"type": "res", "id": id_, "ok": False, "error": error}))

    def is_cut(self, code: int, reason: object = ANY) -> Expected:
        """The gateway closes its connection (the one before the newest counts, too)."""

        def complaint(effect: Effect) -> str:
            fits = isinstance(effect, CloseBrowser) and effect.code == code and effect.reason == reason
            return "" if fits and effect.conn.endswith(self.name) else "another effect"  # type: ignore[union-attr]

        return Expected(f"{self.name} is cut with {code}", complaint)


def tab(number: int = 1, url: str = "https://example.org/", title: str = "Example", **more: object) -> Frame:
    """A tab as an extension describes it; ``number`` makes its ids."""
    target = f"{number:X}".rjust(32, "A")
    return {"tabId": number, "targetId": target, "url": url, "title": title, "windowId": 1, **more}


def tab_target(tab: Frame) -> str:
    """The id of the *tab* target around a page."""
    return derived_id("tab", tab["targetId"])


def child(number: int = 1, type_: str = "iframe", **more: object) -> Frame:
    """A child of a page as Chrome describes it, with Chrome's session id."""
    info = {"targetId": f"{number:X}".rjust(32, "C"), "type": type_, "title": "", "url": f"https://{number}.example/"}
    return {
        "session": f"{number:X}".rjust(32, "E"),
        "info": {**info, "attached": True, "canAccessOpener": False, **more},
    }


def answered(token: int, target: str | None = ANY, error: str = "") -> Answer:
    """A request of the shell is settled."""
    return Answer(token, target, error)  # type: ignore[arg-type]


def _on(session: str) -> Frame:
    return {"sessionId": session} if session else {}


def _readable(value: object) -> str:
    return msgspec.json.encode(value, enc_hook=lambda _: "<anything>").decode()
