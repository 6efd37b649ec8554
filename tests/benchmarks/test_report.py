import pytest

from benchmarks.catalogue import MEASURES, SIDES, Measure, Target
from benchmarks.report import as_json, table, verdicts


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    entry = as_json({"screenshot": {"direct": [1.0, 2.0, 4.0], "relay": [1.2, 2.4, 8.0]}}, {})["screenshot"]
    assert entry["unit"] == "ms"
    assert entry["direct"] == {"median": 2.0, "min": 1.0, "max": 4.0}
    assert entry["ratio"] == {"median": 1.2, "min": 1.2, "max": 2.0}
    assert entry["met"] is True


def test_one_missed_target_of_several_means_not_met() -> None:
    sides = {"direct": [1.0], "relay": [2.0], "floor": [1.0], "socket": [2.0]}
    entry = as_json({"evaluate_p50": sides}, {})["evaluate_p50"]
    assert [target["met"] for target in entry["targets"]] == [False, True, True]
    assert entry["met"] is False


def test_what_may_never_happen_is_judged_by_the_worst_round() -> None:
    measure = Measure("never", "times", (Target("≤", 0, every=True),))
    [verdict] = verdicts(measure, {"relay": [0.0, 0.0, 1.0]})
    assert not verdict.met
    assert str(verdict) == "NOT MET: ≤ 0 (is 1)"


@pytest.mark.parametrize(("sign", "reached", "met"), [("≤", 0.5, True), ("≤", 0.6, False), ("≥", 0.5, True)])
def test_a_bound_belongs_to_what_is_allowed(sign: str, reached: float, *, met: bool) -> None:
    assert Target("≥" if sign == "≥" else "≤", 0.5).is_met(reached) is met


def test_no_ratio_is_made_of_nothing() -> None:
    entry = as_json({"inversions": {"direct": [0.0, 0.0], "relay": [0.0, 0.0]}}, {})["inversions"]
    assert "ratio" not in entry
    assert entry["met"] is True


def test_what_could_not_be_measured_says_why() -> None:
    assert as_json({}, {"events": "CdpFailed: gone"}) == {"events": {"unit": "events/s", "failure": "CdpFailed: gone"}}


def test_every_measure_has_its_line_in_the_table() -> None:
    everything = {name: {side: [1.0, 2.0] for side in SIDES} for name in MEASURES}
    assert table(everything, {}).row_count == len(MEASURES)
    assert table({}, dict.fromkeys(MEASURES, "why")).row_count == len(MEASURES)
