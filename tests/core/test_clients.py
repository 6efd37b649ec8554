"""A client as it comes in."""

from tabrelay.core.browsers import Browser
from tabrelay.core.clients import Client
from tabrelay.protocol.ids import ClientId, DeviceId, TicketId


def test_a_new_client_is_alive_and_has_nothing() -> None:
    client = Client(ClientId("c"), Browser(device=DeviceId("d"), name="", conn=None), TicketId("t"), "label", 5)
    assert client.alive
    assert client.sessions == {}
    assert client.backlog is None
