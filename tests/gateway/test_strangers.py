from __future__ import annotations

from tabrelay.gateway.strangers import SOURCES_KEPT, Failures, Hall
from tabrelay.protocol.limits import Limits


def test_the_hall_counts_by_source_and_forgets_who_left() -> None:
    hall = Hall()
    hall.enter("a")
    hall.enter("a")
    hall.enter("b")
    assert (hall.total, dict(hall.by_source)) == (3, {"a": 2, "b": 1})
    hall.leave("a")
    hall.leave("b")
    assert (hall.total, dict(hall.by_source)) == (1, {"a": 1})


def test_only_the_failures_that_decide_are_kept() -> None:
    failures = Failures(Limits(auth_failures=3))
    for at in range(10):
        failures.note("a", at)
    assert list(failures.by_source["a"]) == [7, 8, 9]


def test_a_flood_of_sources_forgets_the_oldest() -> None:
    failures = Failures(Limits())
    failures.note("first", 0)
    failures.note("second", 0)
    for number in range(SOURCES_KEPT - 2):
        failures.note(str(number), 0)
    failures.note("first", 1)
    failures.note("last", 1)
    assert "second" not in failures.by_source
    assert {"first", "last"} <= failures.by_source.keys()
    assert len(failures.by_source) == SOURCES_KEPT
