"""The list of those who wait."""

from msgspec import Raw

from tabrelay.core.browsers import Browser
from tabrelay.core.calls import Call, Calls, Forward, read_answer
from tabrelay.core.clients import Client
from tabrelay.core.sessions import Kind, Session
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.control import Window
from tabrelay.protocol.ids import ClientId, DeviceId, SessionId, TabId, TargetId, TicketId


def session(name: str) -> Session:
    browser = Browser(device=DeviceId("d"), name="", conn=None)
    client = Client(ClientId(name), browser, TicketId("t"), "", 0)
    return Session(SessionId(name), client, Kind.CHROME, TargetId("T"))


def call(label: str, deadline_ms: int = 10, tab: int | None = None) -> Call:
    return Call(label, deadline_ms, 0, None if tab is None else TabId(tab), lambda _: None)


def forward(label: str, asker: Session, *, needed: bool = False) -> Forward:
    return Forward(label, 10, 0, TabId(1), asker, 1, (lambda _: None) if needed else None)


def labels(calls: Calls) -> list[str]:
    return [waiting.label for waiting in calls]


def test_an_id_is_never_used_again() -> None:
    calls = Calls()
    first = calls.add(call("a"))
    assert calls.take(str(first)) is not None
    assert calls.take(str(first)) is None
    assert calls.add(call("b")) != first
    assert len(calls) == 1


def test_those_whose_deadline_has_come_are_taken() -> None:
    calls = Calls()
    for label, deadline in (("early", 9), ("due", 10), ("late", 11)):
        calls.add(call(label, deadline))
    assert [taken.label for taken in calls.take_overdue(10)] == ["early", "due"]
    assert labels(calls) == ["late"]


def test_those_about_a_tab_are_taken() -> None:
    calls = Calls()
    for label, tab in (("one", 1), ("two", 2), ("none", None)):
        calls.add(call(label, tab=tab))
    assert [taken.label for taken in calls.take_of_tab(TabId(1))] == ["one"]
    assert labels(calls) == ["two", "none"]


def test_of_a_session_those_stay_open_whose_answer_is_needed_to_undo_them() -> None:
    calls = Calls()
    mine, other = session("mine"), session("other")
    calls.add(forward("plain", mine))
    calls.add(forward("needed", mine, needed=True))
    calls.add(forward("another's", other))
    calls.add(call("own"))
    assert [taken.label for taken in calls.take_of_session(mine)] == ["plain", "needed"]
    assert labels(calls) == ["needed", "another's", "own"]


def test_all_are_taken_with_the_link() -> None:
    calls = Calls()
    calls.add(call("a"))
    calls.add(call("b"))
    assert len(calls.take_all()) == 2
    assert labels(calls) == []


def test_an_answer_is_read_or_is_an_error_but_never_raises() -> None:
    window = b'{"windowId":1,"left":0,"top":0,"width":1,"height":1,"state":"normal"}'
    assert read_answer(Raw(window), Window) == Window(window_id=1, left=0, top=0, width=1, height=1, state="normal")
    refused = CdpError(-32000, "no")
    assert read_answer(refused, Window) is refused
    nonsense = read_answer(Raw(b'{"windowId":"one"}'), Window)
    assert isinstance(nonsense, CdpError)
    assert "windowId" in nonsense.message
