from __future__ import annotations

from tools.conformance.compare import Difference
from tools.conformance.reasons import Reason
from tools.conformance.run import Played, Result, broken


def test_a_script_that_stops_on_chromes_own_port_is_a_difference_of_its_own() -> None:
    stopped = Played({"script": {"end": [("stopped", "nothing came")]}}, [])
    [found] = broken("s", stopped)
    assert (found.script, found.direct, found.reason) == ("s", "nothing came", "")
    assert broken("s", Played({"script": {"end": [("finished", "")]}}, [])) == []


def test_a_run_is_good_when_every_difference_has_its_reason_and_every_reason_its_difference() -> None:
    explained = Difference("s", "at", 1, 2, "because")
    assert Result(["s"], [], [explained], []).is_good
    assert not Result(["s"], [], [Difference("s", "at", 1, 2)], []).is_good
    assert not Result(["s"], [], [explained], [Reason("s", "x", "because")]).is_good
    assert not Result().is_good
