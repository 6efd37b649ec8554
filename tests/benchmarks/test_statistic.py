import pytest

from benchmarks.statistic import Spread, grouped_median, percentile, ratios, spread


def test_a_spread_is_the_median_with_the_least_and_the_greatest() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)


def test_a_spread_is_written_with_six_digits() -> None:
    assert Spread(1 / 3, 0.0, 1234567.8).as_json() == {"median": 0.333333, "min": 0.0, "max": 1234570.0}


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_a_round_without_a_base_has_no_ratio() -> None:
    assert ratios([0.0, 3.0], [0.0, 2.0]) == [1.5]


def test_rounds_that_do_not_belong_together_are_not_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("percent", "expected"), [(99, 99), (50, 50), (100, 100), (1, 1)])
def test_a_percentile_is_the_nearest_rank(percent: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == expected


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 99) == 7.0


def test_a_grouped_median_lies_between_the_steps_of_the_clock() -> None:
    # Three of four readings are 0.7, one is 0.6: the middle is in the lower third of the step around 0.7.
    assert grouped_median([0.7, 0.6, 0.7, 0.7000000000000001], 0.1) == pytest.approx(0.65 + 0.1 / 3)


def test_a_grouped_median_of_equal_readings_is_that_reading() -> None:
    assert grouped_median([0.5] * 9, 0.1) == pytest.approx(0.5)
