from __future__ import annotations

from tabrelay.core.conformance import Entry
from tools.conformance.compare import MISSING, Difference
from tools.conformance.reasons import Reason, explain, needless, read
from tools.conformance.scripts import SCRIPTS

ONE = Difference("page navigates", "one/page: answer Page.x.result.entries[0].a", 1, 2)
REFUSED = {"A.enable": Entry("refused", "Not for extensions.", -32601, "'A.enable' wasn't found")}


def test_a_reason_is_found_by_patterns_in_which_brackets_are_brackets() -> None:
    [explained] = explain([ONE], [Reason("page *", "*.entries[0].a", "because")])
    assert explained.reason == "because"
    assert explain([ONE], [Reason("page *", "*.entries[1].a", "because")])[0].reason == ""


def test_what_the_map_refuses_needs_no_entry() -> None:
    answer = {"error": {"code": -32601, "message": "'A.enable' wasn't found"}}
    [explained] = explain([Difference("s", "one: answer A.enable", {"result": {}}, answer)], [], REFUSED)
    assert explained.reason == "'A.enable' wasn't found. Not for extensions."


def test_another_error_than_the_promised_one_stays_unexplained() -> None:
    answer = {"error": {"code": -32000, "message": "something"}}
    [left] = explain([Difference("s", "one: answer A.enable", {"result": {}}, answer)], [], REFUSED)
    assert left.reason == ""


def test_what_a_script_could_not_play_on_without_is_the_reason_of_what_is_missing() -> None:
    missing = Difference("s", "one: A.event missing", {}, MISSING)
    assert explain([missing], [], REFUSED, ["A.enable"])[0].reason == "Not played on: A.enable is refused."
    assert explain([missing], [], REFUSED, ["B.enable"])[0].reason == ""


def test_a_reason_that_explains_nothing_is_named_when_its_script_was_run() -> None:
    reason = Reason("page *", "*.gone", "because")
    assert needless([ONE], [reason], ["page navigates"]) == [reason]
    assert needless([ONE], [reason], ["runtime evaluates"]) == []


def test_every_stated_reason_is_about_a_script_that_exists_and_is_a_sentence() -> None:
    for reason in read():
        assert needless([], [reason], SCRIPTS), f"no script is called {reason.script}"
        assert reason.why.endswith(".")
