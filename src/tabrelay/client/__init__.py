"""The Python client: an ordinary operator of a gateway, async first."""

from tabrelay.client.connect import connect
from tabrelay.client.connection import GatewayConnection
from tabrelay.client.errors import AddressInvalid, BrowserTimeout, EventsLost, KeyUnusable, NoGateway
from tabrelay.client.events import Event, LinkDown, LinkUp, Subscription
from tabrelay.client.keys import load_or_create_key
from tabrelay.client.ticket_url import acdp_url, cdp_url
from tabrelay.client.timeouts import Timeout

__all__ = [
    "AddressInvalid",
    "BrowserTimeout",
    "Event",
    "EventsLost",
    "GatewayConnection",
    "KeyUnusable",
    "LinkDown",
    "LinkUp",
    "NoGateway",
    "Subscription",
    "Timeout",
    "acdp_url",
    "cdp_url",
    "connect",
    "load_or_create_key",
]
