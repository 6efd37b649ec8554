"""Which version two peers agree on."""

import pytest

from tabrelay.protocol.version import MAX_PROTOCOL, MIN_PROTOCOL, PROTOCOL, negotiate


@pytest.mark.parametrize(
    ("minimum", "maximum", "agreed"),
    [(3, 3, 3), (1, 3, 3), (3, 9, 3), (1, 9, 3), (1, 2, None), (4, 9, None), (9, 1, None), (3, 1, None)],
)
def test_the_highest_common_version_is_spoken(minimum: int, maximum: int, agreed: int | None) -> None:
    assert negotiate(minimum, maximum) == agreed


def test_our_own_range_contains_what_we_speak() -> None:
    assert MIN_PROTOCOL <= PROTOCOL <= MAX_PROTOCOL
    assert negotiate(MIN_PROTOCOL, MAX_PROTOCOL) == MAX_PROTOCOL
