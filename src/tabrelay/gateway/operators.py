"""What operators may ask: one function for each method of :data:`tabrelay.protocol.operator.METHODS`."""

from __future__ import annotations

import os
import socket as sockets_of_the_system
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET, UnsetType

from tabrelay.config import ConfigError
from tabrelay.core.events import BrowserForgotten
from tabrelay.gateway import views
from tabrelay.gateway.answers import Refusal
from tabrelay.gateway.authenticator import READ, WRITE
from tabrelay.gateway.choosing import choose_browser, choose_device
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.gateway.version import software_version
from tabrelay.protocol import operator as ask
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, sentence
from tabrelay.protocol.identity import b64url, short_words
from tabrelay.protocol.ids import DeviceId, TicketId
from tabrelay.protocol.messages import ROLES
from tabrelay.protocol.pairing import Pairing
from tabrelay.store import Ticket

LONGEST_TTL_MS = 366 * 24 * 3_600_000
LABEL_CHARS = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """An operator at the gateway. ``base_url``: the ``http(s)://host[:port]`` under which it reached it."""

    house: House
    base_url: str


Method = Callable[[Visit, Any], Awaitable[object]]


async def status(visit: Visit, _: ask.Empty) -> ask.Status:
    """The gateway and all that is linked to it."""
    house = visit.house
    return ask.Status(
        version=software_version(),
        url=house.addresses.base_url,
        pid=os.getpid(),
        started_at=house.started_at,
        fingerprint=house.fingerprint,
        words=short_words(house.fingerprint),
        state_dir=str(house.settings.state_dir),
        browsers=views.browsers(house),
        clients=views.clients(house),
    )


async def browsers_list(visit: Visit, _: ask.Empty) -> ask.Browsers:
    """Every paired browser."""
    return ask.Browsers(views.browsers(visit.house))


async def tabs_list(visit: Visit, params: ask.TabsParams) -> ask.Tabs:
    """The shared tabs of one browser, or of all."""
    house = visit.house
    if isinstance(params.browser, UnsetType):
        return ask.Tabs(tuple(house.driver.hub.tabs()))
    browser = choose_browser(params.browser, views.browsers(house))
    return ask.Tabs(tuple(house.driver.hub.tabs(DeviceId(browser.id))))


async def devices_list(visit: Visit, _: ask.Empty) -> ask.Devices:
    """Every paired device."""
    return ask.Devices(views.devices(visit.house))


async def devices_revoke(visit: Visit, params: ask.DeviceParams) -> ask.Empty:
    """Remove a device: its links are cut, its tickets end, and it does not come back without a new pairing."""
    house = visit.house
    device = choose_device(params.device, list(house.store.devices.paired()))
    await house.store.devices.revoke(device.id, wall_ms())
    house.pairings.forget(device.id)
    house.journal.write("revoke", device.id, device.name)
    house.driver.feed(BrowserForgotten(device.id))
    for socket in list(house.devices.get(device.id, ())):
        socket.end(CloseCode.REVOKED, f"{Cause.DEVICE_REVOKED}: {sentence(Cause.DEVICE_REVOKED)}")
    await house.desk.revoke_all(device.id, "its browser was removed")
    return ask.Empty()


async def tickets_create(visit: Visit, params: ask.TicketCreate) -> ask.TicketCreated:
    """A ticket for one browser, with all the URLs that a client may want: good where the operator is, if it is."""
    house = visit.house
    ttl_ms = house.settings.limits.ticket_ttl_ms if isinstance(params.ttl_ms, UnsetType) else params.ttl_ms
    if not 0 < ttl_ms <= LONGEST_TTL_MS:
        raise Refusal(Cause.PARAMS_INVALID, f"ttlMs is between 1 and {LONGEST_TTL_MS}")
    wanted = None if isinstance(params.browser, UnsetType) else params.browser
    browser = choose_browser(wanted, views.browsers(house))
    bound = None if isinstance(params.port, UnsetType) else await _reserve(house, params.port)
    port = bound.getsockname()[1] if bound is not None else 0
    try:
        ticket, secret = await house.desk.create(
            DeviceId(browser.id),
            ttl_ms=ttl_ms,
            label=params.label[:LABEL_CHARS],
            port=port,
            isolated=params.isolated is True,
        )
    except BaseException:
        if bound is not None:
            bound.close()
        raise
    if bound is not None:
        await house.ports.serve(ticket, bound)
    return _created(visit.base_url, ticket, secret, browser.name)


async def _reserve(house: House, port: int) -> sockets_of_the_system.socket:
    try:
        return await house.ports.reserve(port)
    except ConfigError as error:
        raise Refusal(Cause.PARAMS_INVALID, str(error)) from None


def _created(base: str, ticket: Ticket, secret: str, browser_name: str) -> ask.TicketCreated:
    return ask.TicketCreated(
        id=ticket.id,
        browser=ticket.device,
        browser_name=browser_name,
        ws=f"ws{base.removeprefix('http')}/cdp/{secret}",
        http=f"http://127.0.0.1:{ticket.port}" if ticket.port else f"{base}/cdp/{secret}",
        expires_at=ticket.expires_at,
        label=ticket.label,
        debugger_address=f"127.0.0.1:{ticket.port}" if ticket.port else UNSET,
    )


async def tickets_list(visit: Visit, _: ask.Empty) -> ask.Tickets:
    """Every ticket, ended ones for some days."""
    return ask.Tickets(views.tickets(visit.house))


async def tickets_revoke(visit: Visit, params: ask.TicketParams) -> ask.Empty:
    """End a ticket and the clients it let in. Ending one twice is no mistake."""
    house = visit.house
    ticket = house.store.tickets.rows.get(TicketId(params.ticket))
    if ticket is None:
        raise Refusal(Cause.TICKET_UNKNOWN, params.ticket[:80])
    if ticket.state(wall_ms()) == "live":
        await house.desk.revoke(ticket, "by an operator")
    return ask.Empty()


async def pairing_create(visit: Visit, params: ask.PairingCreate) -> ask.PairingCreated:
    """An offer to pair one device."""
    house = visit.house
    limits = house.settings.limits
    ttl_ms = limits.pairing_ttl_ms if isinstance(params.ttl_ms, UnsetType) else params.ttl_ms
    if not 0 < ttl_ms <= limits.pairing_ttl_ms:
        raise Refusal(Cause.PARAMS_INVALID, f"ttlMs is between 1 and {limits.pairing_ttl_ms}")
    if params.role not in ROLES:
        raise Refusal(Cause.PARAMS_INVALID, f"role is one of {', '.join(ROLES)}")
    now_ms = wall_ms()
    offer = house.pairings.create(name=params.name.strip(), role=params.role, expires_at=now_ms + ttl_ms, now_ms=now_ms)
    house.journal.write("pairing.create", offer.id, f"{offer.role} {offer.name}".strip())

    def written(url: str) -> str:
        return Pairing(
            url=url,
            gateway=house.fingerprint,
            id=offer.id,
            secret=b64url(offer.secret),
            expires=offer.expires_at,
            name=house.settings.name or sockets_of_the_system.gethostname(),
        ).encode()

    return ask.PairingCreated(
        id=offer.id,
        pairing=written(house.addresses.pairing_url),
        # The page is opened on this machine, and the extension trusts it with its own address only.
        page=f"{house.addresses.base_url}/pair#{written(house.addresses.link_url)}",
        words=short_words(house.fingerprint),
        expires_at=offer.expires_at,
    )


METHODS: Final[Mapping[str, tuple[str, Method]]] = {
    "status": (READ, status),
    "browsers.list": (READ, browsers_list),
    "tabs.list": (READ, tabs_list),
    "devices.list": (READ, devices_list),
    "devices.revoke": (WRITE, devices_revoke),
    "tickets.create": (WRITE, tickets_create),
    "tickets.list": (READ, tickets_list),
    "tickets.revoke": (WRITE, tickets_revoke),
    "pairing.create": (WRITE, pairing_create),
}
"""Method → (scope it needs, function)."""
