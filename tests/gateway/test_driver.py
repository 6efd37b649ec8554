"""The driver with a hub that does what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

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
from tabrelay.core.events import BrowserUnlinked, ClientGone, ClientMessage, ClockTicked, HubEvent, OpenTab
from tabrelay.gateway.driver import Driver
from tabrelay.gateway.metrics import Metrics
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId
from tabrelay.protocol.operator import BrowserView, ClientView

C, L, D = ClientId("c"), ConnId("l"), DeviceId("d")


class FakeHub:
    def __init__(self) -> None:
        self.received: list[HubEvent] = []
        self.then: Callable[[HubEvent], list[Effect]] = lambda _: []

    def receive(self, event: HubEvent, now_ms: int) -> list[Effect]:
        assert now_ms > 0
        self.received.append(event)
        return self.then(event)


class FakeSocket:
    def __init__(self, log: list[Any], name: str) -> None:
        self._log = log
        self._name = name
        self.on_end: Callable[[], None] = lambda: None

    def send(self, data: bytes) -> None:
        self._log.append((self._name, data))

    def end(self, code: int, reason: str) -> None:
        self._log.append((self._name, code, reason))
        self.on_end()


class Stage:
    """A driver, what it drives, and one list of all that was done, in order."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.hub = FakeHub()
        self.metrics = Metrics()
        self.driver = Driver(
            self.hub,  # type: ignore[arg-type]
            self.metrics,
            audit=lambda *row: self.done.append(("audit", *row)),
            tell=lambda event, payload: self.done.append(("tell", event, payload)),
        )
        self.client, self.link = FakeSocket(self.done, "client"), FakeSocket(self.done, "link")
        self.driver.clients[C] = self.client  # type: ignore[assignment]
        self.driver.links[L] = self.link  # type: ignore[assignment]


async def test_effects_are_performed_in_order() -> None:
    stage = Stage()
    view = BrowserView(id="d", name="n", state="linked")
    stage.hub.then = lambda _: [
        ToBrowser(L, b"1"),
        ToClient(C, b"2"),
        Audit("a", "s", "d"),
        Tell("browser.linked", view),
        CloseClient(C, 4007, "ended"),
        CloseBrowser(L, 4004, "newer"),
        Count("refused", "X"),
    ]
    stage.driver.feed(ClockTicked())
    assert [entry[:2] for entry in stage.done] == [
        ("link", b"1"),
        ("client", b"2"),
        ("audit", "a"),
        ("tell", "browser.linked"),
        ("client", 4007),
        ("link", 4004),
    ]
    assert stage.metrics.counters["refused", "X"] == 1


async def test_effects_for_peers_that_are_gone_are_dropped() -> None:
    stage = Stage()
    nobody = ClientId("nobody")
    stage.hub.then = lambda _: [
        ToClient(nobody, b""),
        CloseClient(nobody, 1000, ""),
        ToBrowser(ConnId("x"), b""),
        Answer(9),
    ]
    stage.driver.feed(ClockTicked())
    assert stage.done == []


async def test_what_an_effect_causes_waits_for_the_other_effects_of_its_event() -> None:
    stage = Stage()
    stage.client.on_end = lambda: stage.driver.feed(ClientGone(C, "ended"))
    first = [CloseClient(C, 4007, "ended"), ToBrowser(L, b"still of the first event")]
    stage.hub.then = lambda event: first if isinstance(event, ClientMessage) else [ToBrowser(L, b"of the second")]
    stage.driver.feed(ClientMessage(C, b"{}"))
    assert [entry[1] for entry in stage.done] == [4007, b"still of the first event", b"of the second"]
    assert [type(event) for event in stage.hub.received] == [ClientMessage, ClientGone]


async def test_a_hub_that_fails_costs_its_causer_the_connection_and_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage()

    def fail(event: HubEvent) -> list[Effect]:
        if event == ClockTicked():
            return [ToBrowser(L, b"goes on")]
        raise RuntimeError("a bug")

    stage.hub.then = fail
    stage.driver.feed(ClientMessage(C, b"{}"))
    stage.driver.feed(ClockTicked())
    stage.driver.feed(BrowserUnlinked(L, "gone"))
    assert [entry[:2] for entry in stage.done] == [("client", 1011), ("link", b"goes on"), ("link", 1011)]
    assert stage.metrics.counters["internal_error", "ClientMessage"] == 1
    assert "a bug" in caplog.text


async def test_an_answer_settles_the_question_it_belongs_to() -> None:
    stage = Stage()
    asked: asyncio.Queue[int] = asyncio.Queue()
    stage.hub.then = lambda event: asked.put_nowait(event.token) or [] if isinstance(event, OpenTab) else []
    questions = [asyncio.create_task(stage.driver.ask(lambda token: OpenTab(token, D, "u"))) for _ in range(2)]
    tokens = [await asked.get(), await asked.get()]
    stage.hub.then = lambda _: [Answer(tokens[1], error="second"), Answer(tokens[0]), Answer(tokens[0])]
    stage.driver.feed(ClockTicked())
    assert [answer.error for answer in await asyncio.gather(*questions)] == ["", "second"]


async def test_people_are_shown_peoples_time() -> None:
    stage = Stage()
    stage.driver.client_since[C] = 1_800_000_000_000
    client = ClientView(id="c", browser="d", ticket="t", label="", connected_at=5, sessions=0)
    shown = stage.driver.with_wall_times(client)
    assert shown == msgspec.structs.replace(client, connected_at=1_800_000_000_000)
    linked = stage.driver.with_wall_times(BrowserView(id="d", name="n", state="linked"))
    assert isinstance(linked, BrowserView)
    assert linked.last_seen_at > 1_700_000_000_000


async def test_the_hub_hears_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tabrelay.gateway.driver.CLOCK_S", 0)
    stage = Stage()
    heard: asyncio.Queue[HubEvent] = asyncio.Queue()
    stage.hub.then = lambda event: heard.put_nowait(event) or []
    ticking = asyncio.create_task(stage.driver.tick())
    assert [await heard.get(), await heard.get()] == [ClockTicked(), ClockTicked()]
    ticking.cancel()
