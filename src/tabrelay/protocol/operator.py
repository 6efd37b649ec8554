"""What an operator (CLI, dashboard, Python client, MCP) may ask of the gateway, and what it is told.

All fields are camelCase on the wire; times are ms since the epoch.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType


class Empty(msgspec.Struct, frozen=True):
    """Parameters of a method that takes none."""


class BrowserView(msgspec.Struct, frozen=True, rename="camel"):
    """A paired browser. ``state`` is ``linked``, ``away`` (inside its grace) or ``offline``."""

    id: str
    name: str
    state: str
    product: str = ""
    mode: str = ""
    tabs: int = 0
    clients: int = 0
    last_seen_at: int = 0


class TabView(msgspec.Struct, frozen=True, rename="camel"):
    """A shared tab; ``sessions`` counts the CDP sessions on it."""

    browser: str
    browser_name: str
    target_id: str
    url: str
    title: str
    active: bool
    attached: bool
    sessions: int


class DeviceView(msgspec.Struct, frozen=True, rename="camel"):
    """A paired device: a browser (``node``) or a stored client (``operator``). ``words`` are for comparing by eye."""

    id: str
    name: str
    role: str
    platform: str
    words: str
    paired_at: int
    last_seen_at: int
    linked: bool


class TicketView(msgspec.Struct, frozen=True, rename="camel"):
    """A ticket without its secret. ``state`` is ``live``, ``expired`` or ``revoked``."""

    id: str
    label: str
    browser: str
    browser_name: str
    state: str
    created_at: int
    expires_at: int
    clients: int = 0
    port: int = 0
    isolated: bool = False


class ClientView(msgspec.Struct, frozen=True, rename="camel"):
    """A connected CDP client."""

    id: str
    browser: str
    ticket: str
    label: str
    connected_at: int
    sessions: int


class Status(msgspec.Struct, frozen=True, rename="camel"):
    """Answer of ``status``."""

    version: str
    url: str
    pid: int
    started_at: int
    fingerprint: str
    words: str
    state_dir: str
    browsers: tuple[BrowserView, ...]
    clients: tuple[ClientView, ...]


class Browsers(msgspec.Struct, frozen=True):
    """Answer of ``browsers.list``."""

    browsers: tuple[BrowserView, ...]


class TabsParams(msgspec.Struct, frozen=True):
    """Parameters of ``tabs.list``: one browser (id, id prefix or name), or all."""

    browser: str | UnsetType = UNSET


class Tabs(msgspec.Struct, frozen=True):
    """Answer of ``tabs.list``."""

    tabs: tuple[TabView, ...]


class Devices(msgspec.Struct, frozen=True):
    """Answer of ``devices.list``."""

    devices: tuple[DeviceView, ...]


class DeviceParams(msgspec.Struct, frozen=True):
    """Parameters of ``devices.revoke``: id, unambiguous id prefix, or name."""

    device: str


class TicketCreate(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``tickets.create``.

    ``browser`` is an id, an id prefix or a name, and may be left out where one browser is linked. ``ttlMs`` defaults to
    the gateway's. ``port`` also opens a loopback port that carries the ticket for clients which keep nothing but
    ``host:port``: 0 picks a free one. ``isolated`` demands that its clients' browser contexts share nothing with the
    profile and with each other: one that cannot be had so is refused.
    """

    browser: str | UnsetType = UNSET
    ttl_ms: int | UnsetType = UNSET
    label: str = ""
    port: int | UnsetType = UNSET
    isolated: bool | UnsetType = UNSET


class TicketCreated(msgspec.Struct, frozen=True, rename="camel"):
    """Answer of ``tickets.create``: the only time the secret is shown, inside ``ws`` and ``http``.

    Both name the gateway as the operator dialled it, so they are good where the operator is. ``debuggerAddress``
    (``host:port``, of the gateway's own machine) is there when a port was asked for; ``http`` then is the port's root.
    """

    id: str
    browser: str
    browser_name: str
    ws: str
    http: str
    expires_at: int
    label: str = ""
    debugger_address: str | UnsetType = UNSET


class Tickets(msgspec.Struct, frozen=True):
    """Answer of ``tickets.list``."""

    tickets: tuple[TicketView, ...]


class TicketParams(msgspec.Struct, frozen=True):
    """Parameters of ``tickets.revoke``: the ticket's id."""

    ticket: str


class PairingCreate(msgspec.Struct, frozen=True, rename="camel"):
    """Parameters of ``pairing.create``. ``name`` becomes the device's name; ``role`` what it will be."""

    name: str = ""
    role: str = "node"
    ttl_ms: int | UnsetType = UNSET


class PairingCreated(msgspec.Struct, frozen=True, rename="camel"):
    """Answer of ``pairing.create``: the pairing string, the page that hands it over, and the gateway's short words."""

    id: str
    pairing: str
    page: str
    words: str
    expires_at: int


METHODS: dict[str, tuple[type[msgspec.Struct], type[msgspec.Struct]]] = {
    "status": (Empty, Status),
    "browsers.list": (Empty, Browsers),
    "tabs.list": (TabsParams, Tabs),
    "devices.list": (Empty, Devices),
    "devices.revoke": (DeviceParams, Empty),
    "tickets.create": (TicketCreate, TicketCreated),
    "tickets.list": (Empty, Tickets),
    "tickets.revoke": (TicketParams, Empty),
    "pairing.create": (PairingCreate, PairingCreated),
}
"""Method → (parameters, answer)."""


class ClientGone(msgspec.Struct, frozen=True):
    """Payload of ``client.disconnected``."""

    id: str
    reason: str


class BrowserGone(msgspec.Struct, frozen=True):
    """Payload of ``browser.unlinked``."""

    id: str
    reason: str


class TabGoneView(msgspec.Struct, frozen=True, rename="camel"):
    """Payload of ``tab.gone``."""

    browser: str
    target_id: str
    reason: str


class DevicePaired(msgspec.Struct, frozen=True):
    """Payload of ``device.paired``: a pairing was redeemed."""

    device: DeviceView
    pairing: str


EVENTS: dict[str, type[msgspec.Struct]] = {
    "browser.linked": BrowserView,
    "browser.unlinked": BrowserGone,
    "tab.shared": TabView,
    "tab.updated": TabView,
    "tab.gone": TabGoneView,
    "client.connected": ClientView,
    "client.disconnected": ClientGone,
    "device.paired": DevicePaired,
}
"""Event → payload. Every operator receives all of them."""
