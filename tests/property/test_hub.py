"""The hub under any interleaving: browsers, tabs and clients that come and go, answers that are late, wrong or missing.

After every step the invariants hold; every command of a client is answered at most once, and exactly once in the end
while the client lives; nothing is said to anybody who is gone; and when all have left, nothing is left.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from tabrelay.core import invariants
from tabrelay.core.effects import Answer, CloseBrowser, CloseClient, Effect, ToBrowser, ToClient
from tabrelay.core.events import (
    ActivateTab,
    BrowserForgotten,
    BrowserLinked,
    BrowserMessage,
    BrowserUnlinked,
    ClientConnected,
    ClientGone,
    ClientMessage,
    ClockTicked,
    CloseTab,
    HubEvent,
    OpenTab,
    TicketEnded,
)
from tabrelay.core.hub import Hub
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId, TargetId, TicketId
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tests.script import Frame, child, sid, tab, tab_target

DEVICES = (DeviceId("d" * 64), DeviceId("e" * 64))
TABS = (1, 2, 3)
CHILDREN = (1, 2)
MISHAPS = ("drops", "drops", "is doubled", "is revoked", "babbles")
WORDS = ("closed", "unshared", "replaced", "discarded")

ANY_DEVICE = st.sampled_from([DEVICES[0]] * 5 + [DEVICES[1]])
"""Mostly one and the same, so that its peers meet."""

NOISE = st.one_of(
    st.text(max_size=20),
    st.binary(max_size=20),
    st.sampled_from(['{"id":1}', "[]", '{"id":7,"method":""}', '{"id":"x","method":"A.a"}', "{"]),
)
METHODS = (
    "Runtime.evaluate",
    "Runtime.enable",
    "Runtime.disable",
    "Page.enable",
    "Page.disable",
    "Fetch.enable",
    "DOM.getDocument",
    "Runtime.addBinding",
    "Runtime.removeBinding",
    "Page.addScriptToEvaluateOnNewDocument",
    "Page.setLifecycleEventsEnabled",
    "Runtime.runIfWaitingForDebugger",
    "Storage.getCookies",
    "Browser.getVersion",
    "Browser.getWindowForTarget",
    "Target.getTargets",
    "Target.getTargetInfo",
    "Target.attachToBrowserTarget",
    "Target.unheardOf",
)
EVENTS: tuple[tuple[str, Frame], ...] = (
    ("Runtime.executionContextCreated", {"context": {"id": 1}}),
    ("Runtime.executionContextCreated", {"context": {"id": 2}}),
    ("Runtime.executionContextDestroyed", {"executionContextId": 1}),
    ("Runtime.executionContextsCleared", {}),
    ("Runtime.bindingCalled", {"name": "hook"}),
    ("Page.lifecycleEvent", {"name": "load"}),
    ("Page.frameNavigated", {}),
    ("Inspector.targetCrashed", {}),
    ("Custom.event", {}),
)


@dataclass
class Peer:
    """What a client was told, as it would see it."""

    device: DeviceId
    alive: bool = True
    open: dict[int, str] = field(default_factory=dict)
    """Commands that were not answered yet."""
    sessions: dict[str, str] = field(default_factory=dict)
    """Sessions that were announced and not ended, with the session they were announced on."""


class HubMachine(RuleBasedStateMachine):
    """Everything that peers can do to a hub, in any order."""

    clients = Bundle("clients")

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 1_000
        self.hub = Hub(ids=map(sid, itertools.count(1)).__next__, limits=DEFAULT_LIMITS)
        self.numbers = itertools.count(1)
        self.conns: dict[DeviceId, ConnId | None] = dict.fromkeys(DEVICES)
        self.asked: dict[ConnId, list[tuple[str, Frame]]] = {}
        self.peers: dict[ClientId, Peer] = {}
        self.tokens: set[int] = set()

    # What the shell does --------------------------------------------------------------------------------------------

    def happens(self, event: HubEvent) -> None:
        for effect in self.hub.receive(event, self.now_ms):
            self.perform(effect)

    def perform(self, effect: Effect) -> None:
        match effect:
            case ToClient(client, data):
                self.hear(self.peers[client], json.loads(data))
            case CloseClient(client):
                if self.peers[client].alive:
                    self.peers[client].alive = False
                    self.peers[client].open.clear()
            case ToBrowser(conn, data):
                assert conn in self.conns.values(), "a request over a link that is gone"
                frame = json.loads(data)
                self.asked[conn].append((frame["id"], frame))
            case CloseBrowser(conn):
                for device in DEVICES:
                    if self.conns[device] == conn:
                        self.conns[device] = None
            case Answer(token):
                self.tokens.remove(token)

    def hear(self, peer: Peer, frame: Frame) -> None:
        assert peer.alive, f"said to a client that is gone: {frame}"
        session = frame.get("sessionId", "")
        if "method" not in frame:
            if "id" in frame and frame["id"] >= 1_000:
                assert frame["id"] in peer.open, f"answered twice: {frame}"
                assert peer.open.pop(frame["id"]) == session or frame["error"]["code"] == -32001
            return
        assert not session or session in peer.sessions, f"an event on a session that ended: {frame}"
        params = frame["params"]
        if frame["method"] == "Target.attachedToTarget":
            assert params["sessionId"] not in peer.sessions
            peer.sessions[params["sessionId"]] = session
        elif frame["method"] == "Target.detachedFromTarget" and params["sessionId"] in peer.sessions:
            assert peer.sessions.pop(params["sessionId"]) == session

    # Browsers -------------------------------------------------------------------------------------------------------

    def says(self, device: DeviceId, event: str, payload: object) -> None:
        self.writes(device, json.dumps({"type": "event", "event": event, "payload": payload}))

    def writes(self, device: DeviceId, text: str) -> None:
        conn = self.conns[device]
        if conn is not None:
            self.happens(BrowserMessage(conn, text.encode()))

    @initialize(tabs=st.sets(st.sampled_from(TABS), min_size=1))
    def begin(self, *, tabs: set[int]) -> None:
        self.links(device=DEVICES[0])
        self.snapshot(device=DEVICES[0], tabs=tabs, attached=set())

    def links(self, *, device: DeviceId) -> None:
        conn = ConnId(f"conn-{next(self.numbers)}")
        self.asked[conn] = []
        self.conns[device], old = conn, self.conns[device]
        self.happens(BrowserLinked(device, conn, "desk"))
        if old is not None:
            self.happens(BrowserUnlinked(old, "superseded"))

    def snapshot(self, *, device: DeviceId, tabs: set[int], attached: set[int]) -> None:
        listed = [tab(number, attached=number in attached) for number in sorted(tabs)]
        browser = {"product": "Chrome/1", "userAgent": "UA"}
        self.says(device, "browser.snapshot", {"browser": browser, "mode": "shared", "tabs": listed})

    def unlinks(self, *, device: DeviceId) -> None:
        self.conns[device], conn = None, self.conns[device]
        if conn is not None:
            self.happens(BrowserUnlinked(conn, "gone"))

    @rule(
        device=ANY_DEVICE,
        mishap=st.sampled_from(["drops", "drops", "is doubled", "is revoked", "babbles"]),
        noise=NOISE,
    )
    def the_link_suffers(self, *, device: DeviceId, mishap: str, noise: str | bytes) -> None:
        if mishap == "drops":
            self.unlinks(device=device)
        elif mishap == "is doubled":
            self.links(device=device)
        elif mishap == "is revoked":
            self.happens(BrowserForgotten(device))
        elif (conn := self.conns[device]) is not None:
            self.happens(BrowserMessage(conn, noise))

    @rule(
        device=ANY_DEVICE,
        tabs=st.sets(st.sampled_from(TABS), min_size=2),
        attached=st.sampled_from([set(), set(TABS), {1}]),
        again=st.booleans(),
    )
    def comes_back(self, *, device: DeviceId, tabs: set[int], attached: set[int], again: bool) -> None:
        """A link that was lost is made anew; sometimes a snapshot comes on one that is there."""
        if self.conns[device] is None:
            self.links(device=device)
        elif not again:
            return
        self.snapshot(device=device, tabs=tabs, attached=attached)

    @rule(
        device=ANY_DEVICE,
        number=st.sampled_from(TABS),
        event=st.sampled_from(["tab.shared", "tab.updated"]),
        again=st.booleans(),
        title=st.sampled_from(["a", "b"]),
    )
    def shares(self, *, device: DeviceId, number: int, event: str, again: bool, title: str) -> None:
        changes = {"targetId": "B" * 32} if again else {}
        self.says(device, event, {**tab(number, title=title), **changes})

    @rule(device=ANY_DEVICE, number=st.sampled_from(TABS), reason=st.sampled_from(WORDS))
    def loses(self, *, device: DeviceId, number: int, reason: str) -> None:
        self.says(device, "tab.gone", {"tabId": number, "reason": reason})

    @rule(device=ANY_DEVICE, number=st.sampled_from(TABS))
    def is_detached(self, *, device: DeviceId, number: int) -> None:
        self.says(device, "debugger.detached", {"tabId": number, "reason": "canceled_by_user"})

    @rule(
        device=ANY_DEVICE,
        number=st.sampled_from(TABS),
        event=st.sampled_from(EVENTS),
        below=st.sampled_from(["", *(child(n)["session"] for n in CHILDREN)]),
    )
    def reports(self, *, device: DeviceId, number: int, event: tuple[str, Frame], below: str) -> None:
        method, params = event
        payload = {"tabId": number, "method": method, "params": params, "sessionId": below}
        self.says(device, "debugger.event", payload)

    @rule(
        device=ANY_DEVICE,
        number=st.sampled_from(TABS),
        which=st.sampled_from(CHILDREN),
        below=st.sampled_from(["", *(child(n)["session"] for n in CHILDREN)]),
        comes=st.booleans(),
        paused=st.booleans(),
    )
    def reports_child(
        self,
        *,
        device: DeviceId,
        number: int,
        which: int,
        below: str,
        comes: bool,
        paused: bool,
    ) -> None:
        made = child(which)
        params: Frame = {"sessionId": made["session"]}
        if comes:
            params |= {"targetInfo": made["info"], "waitingForDebugger": paused}
        method = "Target.attachedToTarget" if comes else "Target.detachedFromTarget"
        self.says(device, "debugger.event", {"tabId": number, "method": method, "params": params, "sessionId": below})

    @rule(
        device=ANY_DEVICE,
        nth=st.integers(0, 5),
        how=st.sampled_from(["right", "right", "right", "wrong", "refused", "never"]),
        number=st.sampled_from(TABS),
    )
    def answers(self, *, device: DeviceId, nth: int, how: str, number: int) -> None:
        conn = self.conns[device]
        if conn is not None and self.asked[conn]:
            id_, request = self.asked[conn].pop(nth % len(self.asked[conn]))
            self.answer(conn, id_, request, how, number)

    def answer(self, conn: ConnId, id_: str, request: Frame, how: str = "right", number: int = 1) -> None:
        if how == "never":
            return
        answer: Frame = {"type": "res", "id": id_, "ok": how != "refused"}
        if how == "refused":
            answer["error"] = {"code": "CHROME", "message": "No."}
        elif how == "wrong":
            answer["payload"] = [1, {"tabId": "x"}]
        else:
            answer["payload"] = _payload(request["method"], number)
        self.happens(BrowserMessage(conn, json.dumps(answer).encode()))

    @rule(device=ANY_DEVICE)
    def chrome_keeps_up(self, *, device: DeviceId) -> None:
        """Everything that was asked is answered, in order."""
        conn = self.conns[device]
        while conn is not None and self.asked[conn] and self.conns[device] == conn:
            self.answer(conn, *self.asked[conn].pop(0))

    # Clients --------------------------------------------------------------------------------------------------------

    @rule(target=clients, device=ANY_DEVICE, page=st.sampled_from([None, None, None, None, 1]))
    def connects(self, *, device: DeviceId, page: int | None) -> Any:  # noqa: ANN401 - a bundle's value
        client = ClientId(f"client-{next(self.numbers)}")
        self.peers[client] = Peer(device)
        on = None if page is None else TargetId(tab(page)["targetId"])
        self.happens(ClientConnected(client, device, TicketId(f"ticket-{client}"), "", on))
        return client if self.peers[client].alive else multiple()

    @rule(client=consumes(clients), how=st.sampled_from(["is lost", "loses its ticket", "closes"]))
    def ends(self, *, client: ClientId, how: str) -> None:
        if how == "is lost":
            self.peers[client].alive = False
            self.happens(ClientGone(client, "left"))
        elif how == "closes":
            self.sends(client, "Browser.close", {}, 0)
        else:
            self.happens(TicketEnded(TicketId(f"ticket-{client}"), "revoked"))

    def sends(self, client: ClientId, method: str, params: object, nth_session: int) -> None:
        peer = self.peers[client]
        if not peer.alive:
            return
        sessions = ["", *peer.sessions, "NOPE"]
        session = sessions[nth_session % len(sessions)]
        id_ = 1_000 + next(self.numbers)
        peer.open[id_] = session
        command = {"id": id_, "method": method, "params": params, "sessionId": session}
        self.happens(ClientMessage(client, json.dumps(command).encode()))

    @rule(client=clients, method=st.sampled_from(METHODS), nth=st.integers(0, 5))
    def commands(self, *, client: ClientId, method: str, nth: int) -> None:
        self.sends(client, method, {"name": "hook", "enabled": True}, nth)

    @rule(client=clients, number=st.sampled_from(TABS), is_tab=st.booleans(), nth=st.integers(0, 3))
    def attaches(self, *, client: ClientId, number: int, is_tab: bool, nth: int) -> None:
        target = tab_target(tab(number)) if is_tab else tab(number)["targetId"]
        self.sends(client, "Target.attachToTarget", {"targetId": target, "flatten": True}, nth)

    @rule(client=clients, number=st.sampled_from(TABS), wait=st.booleans(), paused=st.booleans())
    def settles_in(self, *, client: ClientId, number: int, wait: bool, paused: bool) -> None:
        """What most clients do: attach, enable, auto-attach below; a child comes."""
        device = self.peers[client].device
        self.sends(client, "Target.attachToTarget", {"targetId": tab(number)["targetId"], "flatten": True}, 0)
        self.chrome_keeps_up(device=device)
        last = len(self.peers[client].sessions)
        self.sends(client, "Runtime.enable", {}, last)
        params = {"autoAttach": True, "waitForDebuggerOnStart": wait, "flatten": True}
        self.sends(client, "Target.setAutoAttach", params, last)
        self.reports_child(device=device, number=number, which=1, below="", comes=True, paused=paused)

    @rule(client=clients, which=st.sampled_from(CHILDREN))
    def attaches_to_a_child(self, *, client: ClientId, which: int) -> None:
        self.sends(client, "Target.attachToTarget", {"targetId": child(which)["info"]["targetId"], "flatten": True}, 0)

    @rule(client=clients, nth=st.integers(0, 5))
    def detaches(self, *, client: ClientId, nth: int) -> None:
        sessions = list(self.peers[client].sessions.items())
        if sessions:
            session, parent = sessions[nth % len(sessions)]
            above = ["", *self.peers[client].sessions].index(parent) if parent in self.peers[client].sessions else 0
            self.sends(client, "Target.detachFromTarget", {"sessionId": session}, above)

    @rule(
        client=clients,
        on=st.booleans(),
        wait=st.booleans(),
        nth=st.integers(0, 5),
        accepts=st.sampled_from([None, [{}], [{"type": "page", "exclude": True}, {}]]),
    )
    def auto_attaches(
        self,
        *,
        client: ClientId,
        on: bool,
        wait: bool,
        nth: int,
        accepts: list[Frame] | None,
    ) -> None:
        params: Frame = {"autoAttach": on, "waitForDebuggerOnStart": wait, "flatten": True}
        self.sends(client, "Target.setAutoAttach", params | ({"filter": accepts} if accepts else {}), nth)

    @rule(client=clients, on=st.booleans())
    def discovers(self, *, client: ClientId, on: bool) -> None:
        self.sends(client, "Target.setDiscoverTargets", {"discover": on}, 0)

    @rule(client=clients, url=st.sampled_from(["about:blank", "https://new.example/"]), nth=st.integers(0, 2))
    def creates(self, *, client: ClientId, url: str, nth: int) -> None:
        self.sends(client, "Target.createTarget", {"url": url}, nth)

    @rule(client=clients, number=st.sampled_from(TABS), how=st.sampled_from(["close", "activate"]))
    def closes(self, *, client: ClientId, number: int, how: str) -> None:
        self.sends(client, f"Target.{how}Target", {"targetId": tab(number)["targetId"]}, 0)

    @rule(client=clients, noise=NOISE)
    def sends_nonsense(self, *, client: ClientId, noise: str | bytes) -> None:
        if self.peers[client].alive:
            self.happens(ClientMessage(client, noise))

    # Discovery and time ---------------------------------------------------------------------------------------------

    @rule(device=ANY_DEVICE, number=st.sampled_from(TABS), how=st.sampled_from("oac"))
    def discovery_asks(self, *, device: DeviceId, number: int, how: str) -> None:
        token = next(self.numbers)
        self.tokens.add(token)
        target = TargetId(tab(number)["targetId"])
        event: HubEvent = OpenTab(token, device, "about:blank")
        if how != "o":
            event = ActivateTab(token, device, target) if how == "a" else CloseTab(token, device, target)
        self.happens(event)

    @rule(ms=st.sampled_from([1, 1, 10_000, 60_000]))
    def time_passes(self, *, ms: int) -> None:
        self.now_ms += ms
        self.happens(ClockTicked())

    # What must hold -------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        assert not list(invariants.broken(self.hub.world))

    @invariant()
    def the_hub_and_its_clients_agree_on_sessions(self) -> None:
        known = {client.id: set(client.sessions) - {""} for client in self.hub.world.clients.values()}
        told = {id_: set(peer.sessions) for id_, peer in self.peers.items() if peer.alive}
        assert known == told

    def teardown(self) -> None:
        """Time passes until every deadline has: all is answered. Then all leave, and nothing is left."""
        self.now_ms += DEFAULT_LIMITS.command_deadline_ms
        self.happens(ClockTicked())
        self.now_ms += DEFAULT_LIMITS.command_deadline_ms
        self.happens(ClockTicked())
        for peer in self.peers.values():
            assert not peer.alive or not peer.open, "never answered"
        assert not self.tokens
        for client, peer in self.peers.items():
            if peer.alive:
                peer.alive = False
                self.happens(ClientGone(client, "left"))
        self.now_ms += DEFAULT_LIMITS.attach_deadline_ms
        self.happens(ClockTicked())
        self.now_ms += DEFAULT_LIMITS.command_deadline_ms
        self.happens(ClockTicked())
        assert not list(invariants.broken(self.hub.world))
        assert not list(invariants.leftovers(self.hub.world))
        for device in DEVICES:
            self.unlinks(device=device)
        self.now_ms += DEFAULT_LIMITS.link_grace_ms
        self.happens(ClockTicked())
        assert self.hub.browsers() == []


def _payload(method: str, number: int) -> Frame:
    if method == "tabs.create":
        return tab(number, "about:blank", "")
    if method.startswith("windows."):
        return {"windowId": 1, "left": 0, "top": 0, "width": 1, "height": 1, "state": "normal"}
    return {"identifier": str(number), "cookies": []} if method == "debugger.sendCommand" else tab(number)


TestHub = HubMachine.TestCase
TestHub.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
