"""Which gateway is meant, and what to show it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.client.address import gateway_address, is_loopback, is_private
from tabrelay.client.errors import AddressInvalid, NoGateway
from tabrelay.client.keys import load_or_create_key
from tabrelay.config import default_state_dir, read_runtime, read_token
from tabrelay.protocol.pairing import Pairing

URL_VARIABLE = "TABRELAY_URL"
TOKEN_VARIABLE = "TABRELAY_TOKEN"  # noqa: S105 - a name, not a token
OPERATOR_KEY = "operator.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the caller said; ``None`` is what it left to us."""

    url: str | None = None
    token: str | None = None
    state_dir: Path | None = None
    device_key: Ed25519PrivateKey | None = None
    gateway_fingerprint: str | None = None
    pairing: Pairing | None = None

    def redeemed(self) -> Wanted:
        """What is wanted after the pairing: the same gateway, by the key that it knows now."""
        if self.pairing is None:
            return self
        return replace(self, url=self.pairing.url, gateway_fingerprint=self.pairing.gateway, pairing=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A WebSocket address and what to bring: shared token, device key, pinned fingerprint, an offer to pair."""

    url: str
    token: str | None = None
    key: Ed25519PrivateKey | None = None
    fingerprint: str | None = None
    pairing: Pairing | None = None
    local: bool = False
    """Found through the state directory, on a loopback address: its certificate names another host than we dial, and
    need not be checked, because plain text would be private there as well."""

    def checked(self) -> Login:
        """Itself; raises :class:`AddressInvalid` where a token would cross a network in the clear."""
        if self.token and not is_private(self.url):
            raise AddressInvalid(
                f"A token is sent to this machine or over TLS only, and {self.url} is neither. Use wss://."
            )
        return self


def locate(wanted: Wanted) -> Login:
    """The login for what is wanted: a pairing's gateway, the one named (or ``TABRELAY_URL``), or the local one.

    Raises :class:`NoGateway`, :class:`AddressInvalid`, :class:`~tabrelay.client.errors.KeyUnusable` and
    :class:`tabrelay.config.ConfigError`. Called again before every attempt to reconnect, because a local gateway may
    come back on another port.
    """
    state_dir = wanted.state_dir or default_state_dir()
    wanted = replace(
        wanted,
        url=wanted.url or os.environ.get(URL_VARIABLE) or None,
        token=wanted.token or os.environ.get(TOKEN_VARIABLE) or None,
    )
    if wanted.pairing is not None:
        return _redeem(wanted.pairing, wanted, state_dir)
    local = _local(wanted, state_dir)
    if wanted.url is None:
        if local is None:
            raise NoGateway
        return local
    address = gateway_address(wanted.url)
    if local is not None and local.url == address:
        return local
    return Login(
        url=address,
        token=wanted.token,
        key=wanted.device_key or load_or_create_key(state_dir / OPERATOR_KEY),
        fingerprint=wanted.gateway_fingerprint,
    ).checked()


def _redeem(pairing: Pairing, wanted: Wanted, state_dir: Path) -> Login:
    return Login(
        url=pairing.url,
        key=wanted.device_key or load_or_create_key(state_dir / OPERATOR_KEY),
        fingerprint=pairing.gateway,
        pairing=pairing,
    )


def _local(wanted: Wanted, state_dir: Path) -> Login | None:
    runtime = read_runtime(state_dir)
    if runtime is None:
        return None
    address = gateway_address(runtime.url)
    return Login(
        url=address,
        token=wanted.token or read_token(state_dir),
        key=wanted.device_key,
        fingerprint=wanted.gateway_fingerprint or runtime.fingerprint,
        local=is_loopback(address),
    )
