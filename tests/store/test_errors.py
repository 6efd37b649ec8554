from __future__ import annotations

from tabrelay.protocol.errors import TabrelayError
from tabrelay.store import StoreError


def test_whoever_catches_the_products_errors_catches_this_one() -> None:
    assert issubclass(StoreError, TabrelayError)
