import os

from benchmarks.usage import GATEWAY_MEASURES, Usage


def test_it_counts_from_its_making_on() -> None:
    usage = Usage(os.getpid())
    taken = usage.gateway()
    assert tuple(taken) == GATEWAY_MEASURES
    assert taken["gateway_cpu"] >= 0
    assert taken["gateway_peak_memory"] > 0
    assert 0 <= usage.elsewhere() <= 1
