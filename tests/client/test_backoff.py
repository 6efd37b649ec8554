from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tabrelay.client.backoff import Backoff


def test_pauses_double_from_one_second_to_thirty() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_hello_ok_starts_it_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    backoff.next()
    backoff.next()
    backoff.reset()
    assert backoff.next() == 1


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=12))
def test_a_pause_is_between_half_its_length_and_all_of_it(chances: list[float]) -> None:
    drawn = iter(chances)
    backoff, full = Backoff(lambda: next(drawn)), Backoff(lambda: 1.0)
    for _ in chances:
        length = full.next()
        assert length / 2 <= backoff.next() <= length
