import os

import pytest

from benchmarks.process import (
    NotMeasurable,
    cpu_seconds,
    machine_cpu_seconds,
    peak_resident_kb,
    resident_kb,
    tree_cpu_seconds,
)


def test_a_process_has_used_time_and_memory() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert 0 < resident_kb(os.getpid()) <= peak_resident_kb(os.getpid())


def test_a_process_that_is_not_there_is_not_measurable() -> None:
    nobody = 2**22 + 1  # beyond the largest process id of Linux
    with pytest.raises(NotMeasurable, match="cannot be read"):
        cpu_seconds(nobody)


def test_a_family_has_used_no_less_than_its_head() -> None:
    alone = cpu_seconds(os.getpid())
    assert tree_cpu_seconds(os.getpid()) >= alone


def test_nobody_is_a_family_that_used_nothing() -> None:
    assert tree_cpu_seconds(2**22 + 1) == 0


def test_the_machine_was_busy_for_a_part_of_the_time_it_had() -> None:
    busy, whole = machine_cpu_seconds()
    assert 0 < busy < whole
