"""What an operator may ask, as methods. How a question reaches the gateway is left to who inherits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TypeVar

import msgspec
from msgspec import UNSET

from tabrelay.protocol import operator as shapes

Duration = float | timedelta
"""Seconds, or a :class:`~datetime.timedelta`."""

T = TypeVar("T")

NOTHING = shapes.Empty()


class Operator(ABC):
    """The methods of :data:`tabrelay.protocol.operator.METHODS`.

    All raise :class:`~tabrelay.protocol.errors.CallRefused` (the gateway said no, see ``cause``),
    :class:`~tabrelay.protocol.errors.CallTimeout` and :class:`~tabrelay.protocol.errors.LinkLost`.
    A browser or device is named by its id, an unambiguous beginning of it, or its name.
    """

    @abstractmethod
    async def ask(self, method: str, params: msgspec.Struct, shape: type[T]) -> T:
        """The answer of one method."""

    async def status(self) -> shapes.Status:
        """The gateway, its browsers and its CDP clients."""
        return await self.ask("status", NOTHING, shapes.Status)

    async def browsers(self) -> tuple[shapes.BrowserView, ...]:
        """The paired browsers."""
        return (await self.ask("browsers.list", NOTHING, shapes.Browsers)).browsers

    async def tabs(self, browser: str | None = None) -> tuple[shapes.TabView, ...]:
        """The shared tabs, of one browser or of all."""
        params = shapes.TabsParams(browser=UNSET if browser is None else browser)
        return (await self.ask("tabs.list", params, shapes.Tabs)).tabs

    async def devices(self) -> tuple[shapes.DeviceView, ...]:
        """The paired devices: browsers and stored clients."""
        return (await self.ask("devices.list", NOTHING, shapes.Devices)).devices

    async def revoke_device(self, device: str) -> None:
        """Forget a device; its link is cut, and it must be paired again to come back."""
        await self.ask("devices.revoke", shapes.DeviceParams(device=device), shapes.Empty)

    async def create_ticket(
        self,
        browser: str | None = None,
        *,
        ttl: Duration | None = None,
        label: str = "",
        port: int | None = None,
        isolated: bool = False,
    ) -> shapes.TicketCreated:
        """A fresh ticket, with the URLs that carry it; they are not shown again.

        ``browser`` may be left out where one is linked. ``port`` also opens a loopback port for clients that keep
        nothing but ``host:port``; 0 picks a free one. ``isolated`` demands that browser contexts share nothing with the
        profile and with each other.
        """
        params = shapes.TicketCreate(
            browser=UNSET if browser is None else browser,
            ttl_ms=UNSET if ttl is None else _ms(ttl),
            label=label,
            port=UNSET if port is None else port,
            isolated=isolated or UNSET,
        )
        return await self.ask("tickets.create", params, shapes.TicketCreated)

    async def tickets(self) -> tuple[shapes.TicketView, ...]:
        """The tickets, without their secrets."""
        return (await self.ask("tickets.list", NOTHING, shapes.Tickets)).tickets

    async def revoke_ticket(self, ticket: str) -> None:
        """End a ticket; the clients it let in are cut."""
        await self.ask("tickets.revoke", shapes.TicketParams(ticket=ticket), shapes.Empty)

    async def create_pairing(
        self, *, name: str = "", role: str = "node", ttl: Duration | None = None
    ) -> shapes.PairingCreated:
        """An offer to pair one device: a browser (``node``) or a stored client (``operator``)."""
        params = shapes.PairingCreate(name=name, role=role, ttl_ms=UNSET if ttl is None else _ms(ttl))
        return await self.ask("pairing.create", params, shapes.PairingCreated)


def _ms(duration: Duration) -> int:
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    return round(seconds * 1000)
