from __future__ import annotations

from tabrelay.gateway.pairings import OFFERS_KEPT, WRONG_PROOFS, Offer, Pairings
from tabrelay.protocol.ids import DeviceId

A, B = DeviceId("a"), DeviceId("b")


def make(pairings: Pairings, expires_at: int = 100, now_ms: int = 0) -> Offer:
    return pairings.create(name="", role="node", expires_at=expires_at, now_ms=now_ms)


def test_an_offer_is_found_until_somebody_takes_it() -> None:
    pairings = Pairings()
    offer = make(pairings)
    assert pairings.find(offer.id, A) is pairings.find(offer.id, B) is offer
    pairings.take(offer, A)
    assert pairings.find(offer.id, A) is offer
    assert pairings.find(offer.id, B) is None
    pairings.give_back(offer)
    assert pairings.find(offer.id, B) is offer


def test_a_removed_device_does_not_come_back_through_its_offer() -> None:
    pairings = Pairings()
    offer, other = make(pairings), make(pairings)
    pairings.take(offer, A)
    pairings.forget(A)
    assert pairings.find(offer.id, A) is None
    assert pairings.find(other.id, A) is other


def test_wrong_proofs_burn_an_offer() -> None:
    pairings = Pairings()
    offer = make(pairings)
    for _ in range(WRONG_PROOFS - 1):
        pairings.wrong_proof(offer)
        assert pairings.find(offer.id, A)
    pairings.wrong_proof(offer)
    assert pairings.find(offer.id, A) is None


def test_secrets_are_fresh_and_expired_offers_are_swept() -> None:
    pairings = Pairings()
    first, second = make(pairings), make(pairings)
    assert len({first.secret, second.secret}) == 2
    assert len(first.secret) == 32
    make(pairings, expires_at=300, now_ms=200)
    assert pairings.find(first.id, A) is None


def test_offers_do_not_pile_up() -> None:
    pairings = Pairings()
    offers = [make(pairings) for _ in range(OFFERS_KEPT + 1)]
    assert pairings.find(offers[0].id, A) is None
    assert pairings.find(offers[1].id, A) is offers[1]
