from __future__ import annotations

import pytest

from tabrelay.client.timeouts import Timeout
from tabrelay.protocol.limits import DEFAULT_LIMITS


def test_the_wait_for_hello_ok_is_the_product_s() -> None:
    assert Timeout().connect * 1000 == DEFAULT_LIMITS.client_handshake_ms == 8000


def test_every_wait_has_a_limit() -> None:
    assert all(getattr(Timeout(), name) > 0 for name in Timeout.__slots__)


def test_limits_are_named() -> None:
    with pytest.raises(TypeError):
        Timeout(1.0)  # type: ignore[misc]
