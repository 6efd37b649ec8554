"""Several sessions intercept on one page: what Chrome is asked for, and who hears what."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.core.effects import ToBrowser, ToClient
from tabrelay.core.interception_patterns import is_like
from tests.script import CdpClient, Extension, Script, child, tab

TAB = tab(1)
Frame = dict[str, Any]
Stage = tuple[Extension, CdpClient, str, CdpClient, str]


@pytest.fixture
def stage(script: Script) -> Stage:
    """Alice, then Bob, on one page: Bob is asked first."""
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    return chrome, alice, script.attached(alice, TAB, chrome), bob, script.attached(bob, TAB, chrome, first=False)


def test_chrome_pauses_what_any_of_them_wants(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    of_alice = {"patterns": [{"urlPattern": "*a"}], "handleAuthRequests": True}
    both = {"patterns": [{"urlPattern": "*a"}, {}], "handleAuthRequests": True}
    only_b = {"patterns": [{"urlPattern": "*a"}, {"urlPattern": "*b"}], "handleAuthRequests": True}
    (
        script
        >> alice.sends(1, "Fetch.enable", of_alice, at_alice)
        << chrome.commanded(TAB, "Fetch.enable", of_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> bob.sends(1, "Fetch.enable", {}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable", both)
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
        >> bob.sends(2, "Fetch.enable", {"patterns": [{"urlPattern": "*b"}, {"urlPattern": "*a"}]}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable", only_b)
        >> chrome.answers()
        << bob.gets(2, {}, at_bob)
        >> bob.sends(3, "Fetch.disable", {}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable", of_alice)
        >> chrome.answers()
        << bob.gets(3, {}, at_bob)
        >> alice.sends(2, "Fetch.disable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.disable")
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> alice.sends(3, "Fetch.disable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.disable")
    )


def test_what_chrome_refuses_is_not_wanted(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    refusal = '{"code":-32602,"message":"Unsupported request stage \'No\'"}'
    bad = {"patterns": [{"requestStage": "No"}]}
    (
        script
        >> bob.sends(1, "Fetch.enable", {"patterns": [], "handleAuthRequests": True}, at_bob)
        << bob.is_refused(1, -32602, "Can't specify empty patterns with handleAuth set", at_bob)
        >> alice.sends(1, "Fetch.enable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.enable", {})
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> bob.sends(2, "Fetch.enable", bad, at_bob)
        << chrome.commanded(TAB, "Fetch.enable", {"patterns": [{}, *bad["patterns"]], "handleAuthRequests": False})
        >> chrome.fails(refusal)
        << bob.is_refused(2, -32602, "Unsupported request stage 'No'", at_bob)
        >> alice.sends(2, "Fetch.enable", bad, at_alice)
        << chrome.commanded(TAB, "Fetch.enable")
        >> chrome.fails(refusal)
        << alice.is_refused(2, -32602, "Unsupported request stage 'No'", at_alice)
        >> bob.sends(3, "Fetch.enable", {"patterns": [{"urlPattern": "b"}]}, at_bob)
        << chrome.commanded(TAB, "Fetch.enable", {"patterns": [{}, {"urlPattern": "b"}], "handleAuthRequests": False})
    )


def test_who_leaves_lets_go_of_what_it_was_asked(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    enable_both(script, stage)
    event = paused("r1")
    (
        script
        >> chrome.reports(TAB, "Fetch.requestPaused", event)
        << bob.hears("Fetch.requestPaused", event, at_bob)
        >> bob.leaves()
        << alice.hears("Fetch.requestPaused", event, at_alice)
        >> alice.sends(5, "Fetch.disable", {}, at_alice)
        << chrome.commanded(TAB, "Fetch.continueRequest", {"requestId": "r1", "interceptResponse": False})
        << chrome.commanded(TAB, "Fetch.disable")
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r2"))
    )


def test_what_only_the_leaver_wanted_is_paused_no_more(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    for client, session, url in ((alice, at_alice, "a"), (bob, at_bob, "b")):
        script >> client.sends(1, "Fetch.enable", {"patterns": [{"urlPattern": url}]}, session)
        script << chrome.commanded(TAB, "Fetch.enable") >> chrome.answers() << client.gets(1, {}, session)
    script >> bob.leaves()
    script << chrome.commanded(TAB, "Fetch.enable", {"patterns": [{"urlPattern": "a"}], "handleAuthRequests": False})


def test_frames_of_other_sites_have_interceptors_of_their_own(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, _, _ = stage
    auto = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", auto, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach")
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
    )
    frame = child(1)
    script >> chrome.reports_child(TAB, frame)
    (attached,) = [json.loads(effect.data) for effect in script.skip() if isinstance(effect, ToClient)]
    at_frame = attached["params"]["sessionId"]
    (
        script
        >> alice.sends(2, "Fetch.enable", {}, at_frame)
        << chrome.commanded(TAB, "Fetch.enable", {}, frame["session"])
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"), frame["session"])
        << alice.hears("Fetch.requestPaused", paused("r1"), at_frame)
        >> chrome.reports(TAB, "Fetch.requestPaused", paused("r1"))
    )


def enable_both(script: Script, stage: Stage) -> None:
    chrome, alice, at_alice, bob, at_bob = stage
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(0, "Fetch.enable", {}, session) << chrome.commanded(TAB, "Fetch.enable")
        script >> chrome.answers() << client.gets(0, {}, session)


def paused(id_: str, url: str = "https://a/", **more: object) -> Frame:
    return {"requestId": id_, "request": {"url": url, "headers": {}}, "resourceType": "XHR", **more}


# In any order --------------------------------------------------------------------------------------------------------

URLS = ("https://a/", "https://b/")
PATTERNS = st.lists(
    st.builds(
        lambda url, stage: {"urlPattern": url, "requestStage": stage},
        st.sampled_from(["*", *URLS]),
        st.sampled_from(["Request", "Response"]),
    ),
    max_size=3,
)
DECISIONS = st.sampled_from(
    [
        ("continueRequest", {}),
        ("continueRequest", {"method": "POST"}),
        ("continueRequest", {"url": URLS[1]}),
        ("continueRequest", {"interceptResponse": True}),
        ("continueRequest", {"interceptResponse": False}),
        ("continueRequest", {"headers": [{"name": "bad name", "value": ""}]}),
        ("continueRequest", {"headers": 7}),
        ("continueResponse", {}),
        ("continueResponse", {"responseCode": 201, "responseHeaders": []}),
        ("fulfillRequest", {"responseCode": 200, "body": "eA=="}),
        ("fulfillRequest", {"responseCode": 203}),
        ("failRequest", {"errorReason": "Aborted"}),
        ("getResponseBody", {}),
        ("continueWithAuth", {"authChallengeResponse": {"response": "Default"}}),
    ]
)
DECIDES = st.tuples(st.just("decides"), st.integers(0, 2), st.integers(0, 1), DECISIONS)
STEPS = st.one_of(
    st.tuples(st.just("enables"), st.integers(0, 2), PATTERNS),
    st.tuples(st.just("disables"), st.integers(0, 2)),
    st.tuples(st.just("leaves"), st.integers(0, 2)),
    DECIDES,
    DECIDES,
    DECIDES,
    st.tuples(st.just("fetches"), st.sampled_from(URLS)),
    st.tuples(st.just("gives up"), st.integers(0, 3)),
    st.tuples(st.just("works"), st.integers(1, 4)),
)


@dataclass
class Browser:
    """Chrome, as far as ``Fetch`` goes: it works off what it is told when it is let to."""

    patterns: list[Frame] | None = None
    waiting: list[Frame] = field(default_factory=list)
    paused: dict[str, str] = field(default_factory=dict)
    """What stands still, and where: ``Request`` or ``Response``."""
    stages: dict[str, set[str]] = field(default_factory=dict)
    ended: list[tuple[str, str]] = field(default_factory=list)
    """Every request that was let go, and where."""

    def fetch(self, id_: str, url: str) -> Frame | None:
        wanted = {
            p.get("requestStage", "Request") for p in self.patterns or () if is_like(url, p.get("urlPattern", "*"))
        }
        self.stages[id_] = wanted
        if "Request" in wanted:
            return self._pause(id_, url, "Request")
        return self._pause(id_, url, "Response") if "Response" in wanted else None

    def obey(self, method: str, params: Frame) -> tuple[str, Frame | None]:
        """Chrome's complaint, if any, and the event that follows."""
        if method == "Fetch.enable":
            self.patterns = params.get("patterns", [{}])
        elif method == "Fetch.disable":
            self.patterns = None
            self.ended += self.paused.items()
            self.paused.clear()
        elif method in {"Fetch.getResponseBody", "Runtime.getIsolateId"}:
            pass
        elif params.get("headers") == 7:
            return '{"code":-32602,"message":"Invalid parameters"}', None
        elif any(header["name"] == "bad name" for header in params.get("headers", ())):
            return '{"code":-32602,"message":"Invalid header: bad name"}', None
        elif params["requestId"] not in self.paused:
            return '{"code":-32602,"message":"Invalid InterceptionId."}', None
        else:
            return "", self._let_go(method, params)
        return "", None

    def _let_go(self, method: str, params: Frame) -> Frame | None:
        id_ = params["requestId"]
        where = self.paused.pop(id_)
        self.ended.append((id_, where))
        wanted = params.get("interceptResponse", "Response" in self.stages[id_])
        if where == "Request" and method == "Fetch.continueRequest" and wanted:
            return self._pause(id_, URLS[0], "Response")
        return None

    def _pause(self, id_: str, url: str, where: str) -> Frame:
        self.paused[id_] = where
        return paused(id_, url, **({"responseStatusCode": 200, "responseHeaders": []} if where == "Response" else {}))


class Play:
    """A hub with three clients on one page, and a browser behind it."""

    def __init__(self) -> None:
        self.script = Script()
        self.chrome = self.script.browser(TAB)
        self.browser = Browser()
        self.ids = itertools.count(1)
        self.clients: list[tuple[CdpClient, str] | None] = []
        self.open: dict[tuple[str, int], str] = {}
        self.asked: dict[str, list[str]] = {}
        """Per session, the ids of what it was asked about."""
        self.questions: set[tuple[str, str, bool]] = set()
        for name in ("alice", "bob", "carol"):
            client = self.script.client(name)
            session = self.script.attached(client, TAB, self.chrome, first=name == "alice")
            self.clients.append((client, session))
            self.asked[session] = []

    def happens(self, event: object) -> None:
        self.script >> event  # type: ignore[operator]
        for effect in self.script.skip():
            if isinstance(effect, ToBrowser):
                self.browser.waiting.append(json.loads(effect.data))
            elif isinstance(effect, ToClient):
                self.hear(str(effect.client), json.loads(effect.data))

    def hear(self, client: str, frame: Frame) -> None:
        if "id" in frame:
            assert self.open.pop((client, frame["id"])), "answered twice"
        elif frame["method"] == "Fetch.requestPaused":
            params, session = frame["params"], frame["sessionId"]
            question = (session, params["requestId"], "responseStatusCode" in params or "responseErrorReason" in params)
            assert question not in self.questions, f"asked twice: {question}"
            self.questions.add(question)
            self.asked[session].append(params["requestId"])

    def sends(self, nth: int, method: str, params: Frame) -> None:
        who = self.clients[nth]
        if who is not None:
            client, session = who
            id_ = next(self.ids)
            self.open[client.id, id_] = method
            self.happens(client.sends(id_, f"Fetch.{method}", params, session))

    def works(self) -> None:
        request = self.browser.waiting.pop(0)
        complaint, event = "", None
        if request["method"] == "debugger.sendCommand":
            complaint, event = self.browser.obey(request["params"]["method"], request["params"]["params"])
        answer: Frame = {"type": "res", "id": request["id"], "ok": not complaint, "payload": {}}
        if complaint:
            answer |= {"payload": None, "error": {"code": "CHROME", "message": complaint}}
        self.happens(self.chrome.sends_text(json.dumps(answer)))
        if event is not None:
            self.happens(self.chrome.reports(TAB, "Fetch.requestPaused", event))

    def step(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("enables", nth, patterns):
                self.sends(nth, "enable", {"patterns": patterns})
            case ("disables", nth):
                self.sends(nth, "disable", {})
            case ("leaves", nth) if sum(who is not None for who in self.clients) > 1 and self.clients[nth]:
                client, _ = self.clients[nth]
                self.clients[nth] = None
                self.open = {key: method for key, method in self.open.items() if key[0] != client.id}
                self.happens(client.leaves())
            case ("decides", nth, back, (method, params)) if self.clients[nth]:
                asked = self.asked[self.clients[nth][1]]
                id_ = asked[-1 - back] if back < len(asked) else "nothing"
                self.sends(nth, method, {"requestId": id_, **params})
            case ("fetches", url):
                event = self.browser.fetch(f"r{next(self.ids)}", url)
                if event is not None:
                    self.happens(self.chrome.reports(TAB, "Fetch.requestPaused", event))
            case ("gives up", nth) if self.browser.paused:
                self.browser.paused.pop(list(self.browser.paused)[nth % len(self.browser.paused)])
            case ("works", times):
                for _ in range(min(times, len(self.browser.waiting))):
                    self.works()

    def ends_well(self) -> None:
        """Everybody lets everything pass."""
        for _ in range(10):
            while self.browser.waiting:
                self.works()
            for nth, who in enumerate(self.clients):
                for id_ in list(self.asked[who[1]]) if who is not None else ():
                    self.sends(nth, "continueRequest", {"requestId": id_})
        while self.browser.waiting:
            self.works()
        assert not self.open, "commands without an answer"
        assert not self.browser.paused, "requests that nobody lets go"
        assert len(self.browser.ended) == len(set(self.browser.ended)), "let go twice"


@given(st.lists(PATTERNS, min_size=3, max_size=3), st.lists(STEPS, max_size=40))
def test_every_request_is_let_go_once_and_nobody_is_asked_twice(
    patterns: list[list[Frame]], steps: list[tuple[Any, ...]]
) -> None:
    play = Play()
    for nth, wanted in enumerate(patterns):
        play.step(("enables", nth, wanted))
    for step in steps:
        play.step(step)
    play.ends_well()
