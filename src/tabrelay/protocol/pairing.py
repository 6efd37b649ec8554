"""The pairing string: all that a device needs to know to introduce itself to one gateway, once.

It is shown by ``tabrelay pair``, carried in the fragment of the ``/pair`` page (fragments never cross the wire), or
pasted. Whoever holds it may pair one device until it expires.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from tabrelay.protocol.errors import UNREADABLE, ProtocolError
from tabrelay.protocol.identity import SECRET_BYTES, b64url, unb64url

PREFIX = "tabrelay1."
FINGERPRINT_CHARS = 64


class PairingInvalid(ProtocolError):  # noqa: N818 - reads as the state it names
    """The text is not a pairing string; ``str()`` says what is wrong with it."""


class Pairing(msgspec.Struct, frozen=True):
    """An offer to pair.

    ``url`` is the gateway's WebSocket address, ``gateway`` the hex fingerprint of its key, ``secret`` 32 bytes in
    base64url, ``expires`` ms since the epoch, ``name`` what the gateway calls itself.
    """

    url: str = msgspec.field(name="u")
    gateway: str = msgspec.field(name="g")
    id: str = msgspec.field(name="i")
    secret: str = msgspec.field(name="s")
    expires: int = msgspec.field(name="e")
    name: str = msgspec.field(name="n", default="")

    def encode(self) -> str:
        """``tabrelay1.<base64url of compact JSON>``."""
        return PREFIX + b64url(msgspec.json.encode(self))

    @classmethod
    def decode(cls, text: str) -> Pairing:
        """The offer in ``text``; raises :class:`PairingInvalid`."""
        text = text.strip()
        if not text.startswith(PREFIX):
            raise PairingInvalid(
                f"A pairing string begins with {PREFIX!r}. Copy the whole line that `tabrelay pair` prints."
            )
        try:
            pairing = msgspec.json.decode(unb64url(text.removeprefix(PREFIX)), type=cls)
        except (ValueError, *UNREADABLE):
            raise PairingInvalid(
                "The pairing string is damaged. Copy the whole line that `tabrelay pair` prints."
            ) from None
        pairing.check()
        return pairing

    def check(self) -> None:
        """Raises :class:`PairingInvalid` where a part cannot be what it says it is."""
        try:
            parts = urlsplit(self.url)
        except ValueError:  # brackets that hold no address
            parts = urlsplit("")
        if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.path != "/gateway":
            raise PairingInvalid("The pairing string names no gateway address (ws://… or wss://…, ending in /gateway).")
        if len(self.gateway) != FINGERPRINT_CHARS or not all(c in "0123456789abcdef" for c in self.gateway):
            raise PairingInvalid("The pairing string names no gateway key.")
        try:
            secret = unb64url(self.secret)
        except ValueError:
            secret = b""
        if len(secret) != SECRET_BYTES:
            raise PairingInvalid("The pairing string has no secret of 32 bytes.")
