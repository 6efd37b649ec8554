"""The identifiers of the wire, each its own type so that they cannot be mistaken for one another."""

from __future__ import annotations

from typing import NewType

DeviceId = NewType("DeviceId", str)
"""Hex SHA-256 of a device's raw Ed25519 public key; also the name of a paired browser."""

ConnId = NewType("ConnId", str)
"""One accepted WebSocket on ``/gateway``; given by the gateway, new for each connection."""

ClientId = NewType("ClientId", str)
"""One CDP client's WebSocket on ``/cdp/…``."""

TicketId = NewType("TicketId", str)
"""The public name of a ticket. The ticket itself is a secret and has no type outside its hash."""

PairingId = NewType("PairingId", str)
"""The public name of an offer to pair."""

TabId = NewType("TabId", int)
"""Chrome's ``chrome.tabs.Tab.id``: unique within one run of one browser profile."""

TargetId = NewType("TargetId", str)
"""CDP's ``Target.TargetID``."""

SessionId = NewType("SessionId", str)
"""CDP's ``Target.SessionID`` as a *client* knows it: one per attach, made by the gateway."""

ChromeSessionId = NewType("ChromeSessionId", str)
"""The session id Chrome made for a child target; the root session of a tab is the empty string."""
