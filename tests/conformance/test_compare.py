from __future__ import annotations

from tools.conformance.compare import MISSING, Difference, differences


def compared(direct: list[tuple[str, object]], relay: list[tuple[str, object]]) -> list[Difference]:
    return differences("s", {"one": {"Page": direct}}, {"one": {"Page": relay}})


def test_equal_runs_have_no_difference() -> None:
    told: list[tuple[str, object]] = [("Page.loadEventFired", {"params": {"a": [1, {"b": 2}]}})]
    assert compared(told, told) == []


def test_a_value_is_named_by_its_path() -> None:
    [found] = compared([("P.e", {"params": {"a": [1, {"b": 2}]}})], [("P.e", {"params": {"a": [1, {"b": 3}]}})])
    assert found == Difference("s", "one: P.e.params.a[1].b", 2, 3)


def test_truth_is_no_number() -> None:
    assert compared([("P.e", {"params": {"a": 1}})], [("P.e", {"params": {"a": True}})])


def test_a_frame_can_be_missing_or_too_much() -> None:
    [missing] = compared([("P.e", {}), ("P.f", {})], [("P.f", {})])
    assert (missing.at, missing.direct, missing.relay) == ("one: P.e missing", {}, MISSING)
    [extra] = compared([("P.f", {})], [("P.f", {}), ("P.e", {})])
    assert (extra.at, extra.direct) == ("one: P.e extra", MISSING)


def test_a_result_against_an_error_is_one_difference() -> None:
    [found] = compared([("answer P.m", {"result": {"a": 1}})], [("answer P.m", {"error": {"code": -32601}})])
    assert found.at == "one: answer P.m"


def test_another_message_is_told_apart_from_another_error() -> None:
    [found] = compared(
        [("answer P.m", {"error": {"code": -1, "message": "a"}})],
        [("answer P.m", {"error": {"code": -1, "message": "b"}})],
    )
    assert found.at == "one: answer P.m.error.message"


def test_the_order_of_answers_counts_where_all_are_there() -> None:
    one: list[tuple[str, object]] = [("answer P.a", None), ("answer Q.b", None)]
    [found] = differences("s", {"one": {"answers": one}}, {"one": {"answers": one[::-1]}})
    assert found.at == "one: order of answers"


def test_a_session_that_one_end_has_not_is_one_difference() -> None:
    [found] = differences("s", {"worker": {"Page": [("P.e", {})]}}, {})
    assert (found.at, found.relay) == ("worker: session", MISSING)
