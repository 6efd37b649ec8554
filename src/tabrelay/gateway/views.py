"""What operators see of devices, browsers and tickets: the store's rows and the hub's state side by side."""

from __future__ import annotations

import msgspec

from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.protocol.identity import short_words
from tabrelay.protocol.messages import ROLE_NODE
from tabrelay.protocol.operator import BrowserView, ClientView, DeviceView, TicketView
from tabrelay.store import Device, Ticket


def device_view(house: House, device: Device) -> DeviceView:
    """One device."""
    linked = device.id in house.devices
    return DeviceView(
        id=device.id,
        name=device.name,
        role=device.role,
        platform=device.platform,
        words=short_words(device.id),
        paired_at=device.paired_at,
        last_seen_at=wall_ms() if linked else device.last_seen_at,
        linked=linked,
    )


def devices(house: House) -> tuple[DeviceView, ...]:
    """Every paired device, the first paired first."""
    rows = sorted(house.store.devices.paired(), key=lambda device: device.paired_at)
    return tuple(device_view(house, device) for device in rows)


def browsers(house: House) -> tuple[BrowserView, ...]:
    """Every paired browser, the linked ones with what the hub knows of them."""
    known = {view.id: view for view in house.driver.hub.browsers()}
    views = []
    for device in sorted(house.store.devices.paired(), key=lambda device: device.paired_at):
        if device.role != ROLE_NODE:
            continue
        view = known.get(device.id) or BrowserView(id=device.id, name=device.name, state="offline")
        seen_at = wall_ms() if device.id in house.devices else device.last_seen_at
        views.append(msgspec.structs.replace(view, last_seen_at=seen_at))
    return tuple(views)


def clients(house: House) -> tuple[ClientView, ...]:
    """Every connected CDP client."""
    driver = house.driver
    return tuple(
        view for client in driver.hub.clients() if isinstance(view := driver.with_wall_times(client), ClientView)
    )


def tickets(house: House) -> tuple[TicketView, ...]:
    """Every ticket that is remembered, oldest first."""
    now_ms = wall_ms()
    used = [client.ticket for client in house.driver.hub.clients()]
    return tuple(
        TicketView(
            id=ticket.id,
            label=ticket.label,
            browser=ticket.device,
            browser_name=browser_name(house, ticket),
            state=ticket.state(now_ms),
            created_at=ticket.created_at,
            expires_at=ticket.expires_at,
            clients=used.count(ticket.id),
            port=ticket.port,
            isolated=ticket.isolated,
        )
        for ticket in house.store.tickets.rows.values()
    )


def browser_name(house: House, ticket: Ticket) -> str:
    """The name of the browser that a ticket opens."""
    device = house.store.devices.get(ticket.device)
    return device.name if device is not None else ""
