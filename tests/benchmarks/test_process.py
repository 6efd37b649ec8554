import os

import pytest

from benchmarks.process import NotMeasurable, cpu_seconds, peak_resident_kb, resident_kb


def test_a_process_has_used_time_and_memory() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert 0 < resident_kb(os.getpid()) <= peak_resident_kb(os.getpid())


def test_a_process_that_is_not_there_is_not_measurable() -> None:
    nobody = 2**22 + 1  # beyond the largest process id of Linux
    with pytest.raises(NotMeasurable, match="cannot be read"):
        cpu_seconds(nobody)
