"""What a session wants to be attached to."""

from tabrelay.core.browsers import Browser
from tabrelay.core.clients import Client
from tabrelay.core.sessions import AutoAttach, Kind, Session
from tabrelay.core.targets import FilterEntry, TargetFilter
from tabrelay.protocol.ids import ClientId, DeviceId, SessionId, TargetId, TicketId

CLIENT = Client(ClientId("alice"), Browser(device=DeviceId("d"), name="", conn=None), TicketId("t"), "", 0)
PAGE = TargetId("P")


def session(name: str = "", **facts: object) -> Session:
    return Session(SessionId(name), CLIENT, Kind.BROWSER, TargetId(f"target of {name}"), **facts)  # type: ignore[arg-type]


def test_without_auto_attach_nothing_is_wanted() -> None:
    assert not session().wants(PAGE, "page")


def test_what_the_filter_accepts_is_wanted_until_it_is_there_or_declined() -> None:
    root = session()
    root.auto_attach = AutoAttach(wait=False, filter=TargetFilter([FilterEntry("page")]))
    assert root.wants(PAGE, "page")
    assert not root.wants(PAGE, "iframe")
    root.declined.add(PAGE)
    assert not root.wants(PAGE, "page")
    root.declined.clear()
    child = session("child", parent=root, auto=True)
    root.children.append(child)
    assert root.auto_child(child.target_id) is child
    assert not root.wants(child.target_id, "page")


def test_a_session_attached_by_hand_is_no_auto_child() -> None:
    root = session()
    root.children.append(session("child", parent=root))
    assert root.auto_child(TargetId("target of child")) is None
