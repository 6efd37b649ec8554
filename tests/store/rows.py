"""Rows as examples."""

from __future__ import annotations

import msgspec

from tabrelay.protocol.ids import DeviceId, TicketId
from tabrelay.store import Device, Ticket

HOUR_MS = 3_600_000
NOW = 1_800_000_000_000


def device(name: str = "a", /, **fields: object) -> Device:
    row = Device(DeviceId(name), "key", "node", f"Browser {name}", "linux", "chrome-extension://x", NOW, NOW)
    return msgspec.structs.replace(row, **fields)


def ticket(name: str = "t", /, **fields: object) -> Ticket:
    row = Ticket(TicketId(name), f"hash of {name}", DeviceId("a"), "label", 0, NOW, NOW + HOUR_MS)
    return msgspec.structs.replace(row, **fields)
