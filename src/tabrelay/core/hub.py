"""The hub: the one value that holds everything the relay knows, driven by ``receive(event, now)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabrelay.protocol.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tabrelay.core.effects import Effect
    from tabrelay.core.events import HubEvent
    from tabrelay.core.ids import IdSource
    from tabrelay.protocol.ids import DeviceId
    from tabrelay.protocol.operator import BrowserView, ClientView, TabView


class Hub:
    """Browsers, tabs, sessions and clients of one gateway.

    ``ids`` supplies session ids (32 upper-case hex digits, unguessable); the hub itself draws no randomness.
    """

    def __init__(self, *, ids: IdSource, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def receive(self, event: HubEvent, now_ms: int) -> list[Effect]:
        """What follows from ``event`` at ``now_ms`` (a monotonic clock's ms). Never raises for what a peer said."""
        raise NotImplementedError

    def browsers(self) -> list[BrowserView]:
        """The browsers that are linked or within their grace (``state`` ``linked`` or ``away``)."""
        raise NotImplementedError

    def tabs(self, device: DeviceId | None = None) -> list[TabView]:
        """The shared tabs, of one browser or of all."""
        raise NotImplementedError

    def clients(self) -> list[ClientView]:
        """The connected CDP clients (``connectedAt`` is the hub's clock; the shell replaces it)."""
        raise NotImplementedError

    def discovery(self, device: DeviceId) -> BrowserDiscovery | None:
        """What ``/json/version`` and ``/json/list`` are made from; ``None`` while the browser is unknown or away."""
        raise NotImplementedError
