"""Who a well-formed ``connect`` comes from, and what that one may do.

The machine has checked shape, signature, nonce and clock already. Left is what only the gateway's memory can say:
is the device known, is the token right, is the pairing open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tabrelay.gateway.pairings import Offer, Pairings
from tabrelay.protocol import operator
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import ErrorShape, error_shape
from tabrelay.protocol.handshake_server import Grant
from tabrelay.protocol.identity import same_secret
from tabrelay.protocol.ids import DeviceId
from tabrelay.protocol.messages import (
    CAP_BATCH,
    CAP_BINARY,
    ROLE_NODE,
    ROLE_OPERATOR,
    SHUTDOWN_EVENT,
    TICK_EVENT,
    Connect,
    DeviceProof,
    Features,
)
from tabrelay.store import Device

READ, WRITE = "operator.read", "operator.write"
OPERATOR_SCOPES = (READ, WRITE)

GUESSES = frozenset(
    {
        Cause.AUTH_TOKEN_MISMATCH,
        Cause.AUTH_PROOF_INVALID,
        Cause.PAIRING_UNKNOWN,
        Cause.DEVICE_SIGNATURE_INVALID,
        Cause.DEVICE_NONCE_MISMATCH,
    }
)
"""Refusals that count against their source. A device that was removed keeps knocking by itself; that is no attack,
and must not lock out the other browsers of the same machine."""

NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Welcome:
    """Let in. ``device`` is there when one was named; ``offer`` when it was paired just now, and has to be stored."""

    grant: Grant
    device: Device | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the frame. ``private``: nobody on the way could read along (loopback or TLS)."""

    now_ms: int
    origin: str
    private: bool


class Authenticator:
    """Decides; changes nothing but the state of offers."""

    def __init__(self, token: str, pairings: Pairings, find_device: Callable[[DeviceId], Device | None]) -> None:
        self._token = token
        self._pairings = pairings
        self._find_device = find_device

    def decide(
        self, connect: Connect, circumstances: Circumstances, pairing_is_valid: Callable[[bytes], bool]
    ) -> Welcome | ErrorShape:
        """The verdict. ``pairing_is_valid(secret)`` says whether the proof in ``connect`` was made with ``secret``."""
        if connect.role == ROLE_OPERATOR and not set(connect.scopes) <= set(OPERATOR_SCOPES):
            return error_shape(Cause.SCOPE_NOT_ALLOWED, f"there are {READ} and {WRITE}")
        if connect.pairing is not None:
            return self._redeem(connect, circumstances, pairing_is_valid)
        if connect.role == ROLE_OPERATOR and connect.token:
            return self._check_token(connect, circumstances)
        return self._check_device(connect)

    def _check_token(self, connect: Connect, circumstances: Circumstances) -> Welcome | ErrorShape:
        if not circumstances.private:
            return error_shape(
                Cause.AUTH_TOKEN_MISSING, "over plain ws:// it is taken from this machine only; use wss://"
            )
        if not same_secret(connect.token, self._token):
            return error_shape(Cause.AUTH_TOKEN_MISMATCH)
        return Welcome(_grant(connect))

    def _check_device(self, connect: Connect) -> Welcome | ErrorShape:
        if not isinstance(connect.device, DeviceProof):
            return error_shape(Cause.DEVICE_REQUIRED if connect.role == ROLE_NODE else Cause.AUTH_TOKEN_MISSING)
        device = self._find_device(DeviceId(connect.device.id))
        if device is None:
            return error_shape(Cause.PAIRING_REQUIRED)
        if device.revoked_at is not None:
            return error_shape(Cause.DEVICE_REVOKED)
        if device.role != connect.role:
            return error_shape(Cause.ROLE_NOT_ALLOWED, f"it was paired as {device.role}")
        return Welcome(_grant(connect), device)

    def _redeem(
        self, connect: Connect, circumstances: Circumstances, pairing_is_valid: Callable[[bytes], bool]
    ) -> Welcome | ErrorShape:
        if not isinstance(connect.device, DeviceProof):
            return error_shape(Cause.DEVICE_REQUIRED)
        assert connect.pairing is not None
        offer = self._pairings.find(connect.pairing.id, DeviceId(connect.device.id))
        if offer is None:
            return error_shape(Cause.PAIRING_UNKNOWN)
        if not pairing_is_valid(offer.secret):
            self._pairings.wrong_proof(offer)
            return error_shape(Cause.AUTH_PROOF_INVALID)
        if circumstances.now_ms >= offer.expires_at:
            self._pairings.drop(offer)
            return error_shape(Cause.PAIRING_EXPIRED)
        if offer.role != connect.role:
            return error_shape(Cause.ROLE_NOT_ALLOWED, f"this pairing is for role {offer.role}")
        self._pairings.take(offer, DeviceId(connect.device.id))
        device = Device(
            id=DeviceId(connect.device.id),
            public_key=connect.device.public_key,
            role=connect.role,
            name=_name(offer, connect),
            platform=connect.client.platform[:NAME_CHARS],
            origin=circumstances.origin,
            paired_at=circumstances.now_ms,
            last_seen_at=circumstances.now_ms,
        )
        return Welcome(_grant(connect, offer.secret), device, offer)


def _grant(connect: Connect, secret: bytes | None = None) -> Grant:
    if connect.role == ROLE_NODE:
        caps = tuple(cap for cap in (CAP_BATCH, CAP_BINARY) if cap in connect.caps)
        return Grant(ROLE_NODE, (), Features(events=(TICK_EVENT, SHUTDOWN_EVENT), caps=caps), secret)
    scopes = tuple(scope for scope in OPERATOR_SCOPES if scope in connect.scopes) or OPERATOR_SCOPES
    features = Features(methods=tuple(operator.METHODS), events=(*operator.EVENTS, TICK_EVENT, SHUTDOWN_EVENT))
    return Grant(ROLE_OPERATOR, scopes, features, secret)


def _name(offer: Offer, connect: Connect) -> str:
    shown = connect.client.display_name
    said = "" if isinstance(shown, msgspec.UnsetType) else shown.strip()
    return (offer.name or said or f"{connect.client.id} on {connect.client.platform}")[:NAME_CHARS]
