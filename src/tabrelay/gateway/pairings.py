"""Offers to pair, kept in memory only: short-lived, for one device, void after a few wrong proofs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tabrelay.protocol.identity import SECRET_BYTES
from tabrelay.protocol.ids import DeviceId, PairingId

WRONG_PROOFS = 5
"""So many failed redemptions burn an offer: whoever tries has the id but not the secret."""

OFFERS_KEPT = 256
"""Most offers open at once; the oldest give way."""


@dataclass(slots=True)
class Offer:
    """One open offer. ``expires_at`` is epoch ms; ``failures`` counts wrong proofs.

    ``taken_by`` is the device that redeemed it.
    """

    id: PairingId
    secret: bytes
    name: str
    role: str
    expires_at: int
    failures: int = 0
    taken_by: DeviceId | None = None


class Pairings:
    """The open offers."""

    def __init__(self) -> None:
        self._offers: dict[PairingId, Offer] = {}

    def create(self, *, name: str, role: str, expires_at: int, now_ms: int) -> Offer:
        """A new offer with a fresh secret."""
        self._offers = {id_: offer for id_, offer in self._offers.items() if now_ms < offer.expires_at}
        while len(self._offers) >= OFFERS_KEPT:
            del self._offers[next(iter(self._offers))]
        id_ = PairingId(secrets.token_hex(8))
        offer = self._offers[id_] = Offer(id_, secrets.token_bytes(SECRET_BYTES), name, role, expires_at)
        return offer

    def find(self, id_: str, device: DeviceId) -> Offer | None:
        """The offer of this id, unless another device took it. Expired ones are there until they are swept."""
        offer = self._offers.get(PairingId(id_))
        return offer if offer is not None and offer.taken_by in (None, device) else None

    def take(self, offer: Offer, device: DeviceId) -> None:
        """It was redeemed: nobody else may. The same device may again, in case ``hello-ok`` did not reach it."""
        offer.taken_by = device

    def give_back(self, offer: Offer) -> None:
        """Redeeming failed for our own reasons."""
        offer.taken_by = None

    def drop(self, offer: Offer) -> None:
        """The offer is void."""
        self._offers.pop(offer.id, None)

    def forget(self, device: DeviceId) -> None:
        """A removed device must not come back through the offer that it once took."""
        self._offers = {id_: offer for id_, offer in self._offers.items() if offer.taken_by != device}

    def wrong_proof(self, offer: Offer) -> None:
        """Somebody knew the id but not the secret."""
        offer.failures += 1
        if offer.failures >= WRONG_PROOFS:
            self.drop(offer)
