from benchmarks.blocks import BLOCKS
from benchmarks.catalogue import MEASURES, SIDES
from benchmarks.idle import IDLE_MEASURES
from benchmarks.usage import GATEWAY_MEASURES


def test_every_measure_of_the_catalogue_is_taken_once() -> None:
    taken = [*(name for block in BLOCKS for name in block.measures), *GATEWAY_MEASURES, *IDLE_MEASURES]
    assert sorted(taken) == sorted(MEASURES)


def test_a_target_is_against_a_side_that_is_measured() -> None:
    for block in BLOCKS:
        assert set(block.sides) <= set(SIDES)
        for name in block.measures:
            assert {target.against for target in MEASURES[name].targets} <= {*block.sides, ""}
