"""What can go wrong on the client's side, beside the errors of :mod:`tabrelay.protocol.errors`.

::

    TabrelayError
    ├── NoGateway         nothing to connect to
    ├── AddressInvalid    the address is none, or may not be used
    ├── KeyUnusable       the stored device key cannot be used
    ├── EventsLost        a subscriber read too slowly
    └── CallError → CallTimeout
        └── BrowserTimeout    no browser came within the limit
"""

from __future__ import annotations

from tabrelay.protocol.errors import CallTimeout, TabrelayError


class NoGateway(TabrelayError):  # noqa: N818 - reads as the state it names
    """No gateway runs on this machine, as far as its state directory tells."""

    def __init__(self) -> None:
        super().__init__("No gateway is running. Start one with `tabrelay up`.")


class AddressInvalid(TabrelayError):  # noqa: N818
    """The address is none of a gateway, or a secret may not be sent to it."""


class KeyUnusable(TabrelayError):  # noqa: N818
    """The stored device key is damaged, or others can read it."""


class EventsLost(TabrelayError):  # noqa: N818
    """A subscriber did not read its events fast enough; what came after the last one it got is lost to it."""


class BrowserTimeout(CallTimeout):
    """No browser as wished for was linked within the limit."""
