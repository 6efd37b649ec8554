from __future__ import annotations

from tools.conformance.normal import Normal, called, lanes


def test_ids_are_renamed_by_first_appearance_and_equal_ones_stay_equal() -> None:
    normal = Normal().value({"sessionId": "B9", "targetId": "A1", "frameId": "B9"})
    assert normal == {"frameId": "<id 1>", "sessionId": "<id 1>", "targetId": "<id 2>"}


def test_numbers_of_different_kinds_are_different_things() -> None:
    normal = Normal().value({"nodeId": 3, "backendNodeId": 3, "children": [{"parentId": 3}]})
    assert normal == {"backendNodeId": "<id 1>", "children": [{"parentId": "<id 2>"}], "nodeId": "<id 2>"}


def test_no_id_is_still_no_id() -> None:
    assert Normal().value({"nodeId": 0, "openerId": ""}) == {"nodeId": 0, "openerId": ""}


def test_the_order_of_members_means_nothing() -> None:
    one = Normal().value({"a": {"objectId": "1"}, "b": {"objectId": "2"}})
    assert one == Normal().value({"b": {"objectId": "9"}, "a": {"objectId": "8"}})


def test_times_long_texts_and_what_a_script_masks_are_words() -> None:
    normal = Normal(frozenset({"usage"})).value({"timestamp": 1.5, "data": "x" * 999, "usage": 3, "value": True})
    assert normal == {"data": "<long>", "timestamp": "<time>", "usage": "<any>", "value": True}


def test_a_frame_inside_a_frame_is_read() -> None:
    assert Normal().value({"message": '{"id":7,"result":{}}'}) == {"message": {"id": "<id 1>", "result": {}}}


def test_a_session_is_cut_into_a_lane_for_each_domain() -> None:
    frames = [
        {"method": "Page.frameNavigated", "params": {}},
        {"method": "Network.dataReceived", "params": {}},
        {"id": 1, "result": {}},
    ]
    found = lanes(frames, {1: "Page.navigate"})
    assert {lane: [name for name, _ in told] for lane, told in found.items()} == {
        "Page": ["Page.frameNavigated", "answer Page.navigate"],
        "Network": ["Network.dataReceived"],
        "answers": ["answer Page.navigate"],
    }


def test_a_lane_whose_order_is_chance_is_sorted() -> None:
    frames = [{"method": "Network.b", "params": {}}, {"method": "Network.a", "params": {}}]
    assert [name for name, _ in lanes(frames, {}, unordered=["Network"])["Network"]] == ["Network.a", "Network.b"]


def test_a_frame_that_is_neither_is_an_error() -> None:
    assert called({"error": {"code": -32700}}, {}) == "error"
