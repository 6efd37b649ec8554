"""What belongs to a session, by Chrome's id."""

from tabrelay.core.browsers import Browser
from tabrelay.core.clients import Client
from tabrelay.core.owned import Owned
from tabrelay.core.sessions import Kind, Session
from tabrelay.protocol.ids import ClientId, DeviceId, SessionId, TargetId, TicketId


def session(name: str) -> Session:
    browser = Browser(device=DeviceId("d"), name="", conn=None)
    client = Client(ClientId(name), browser, TicketId("t"), "", 0)
    return Session(SessionId(name), client, Kind.CHROME, TargetId("T"))


def test_it_is_of_another_only_where_somebody_has_it() -> None:
    alice, bob = session("alice"), session("bob")
    owned = Owned({"1": alice})
    assert owned.is_of_another("1", bob)
    assert not owned.is_of_another("1", alice)
    assert not owned.is_of_another("2", bob)


def test_all_that_one_has_is_taken_and_the_rest_stays() -> None:
    alice, bob = session("alice"), session("bob")
    owned = Owned({"1": alice, "2": bob, "3": alice})
    assert owned.take_all_of(alice) == ["1", "3"]
    assert owned.owners == {"2": bob}
    assert owned.take_all_of(alice) == []
