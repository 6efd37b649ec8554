"""Node ids of two sessions in one agent."""

from typing import Any

import pytest

from tests.core.acts import TAB, Stage, Who, does, fails, hears, two
from tests.script import Script

DEPTH = {"DOM.getDocument": 2, "DOM.getFlattenedDocument": -1}
GET, REQUEST, DESCRIBE = "DOM.getDocument", "DOM.requestChildNodes", "DOM.describeNode"
BIND = "DOM.pushNodesByBackendIdsToFrontend"


def document(first: int = 1) -> dict[str, Any]:
    """What Chrome answers: a document with one element, ids from ``first``."""
    html = {"nodeId": first and first + 1, "parentId": first, "backendNodeId": 11, "nodeName": "HTML"}
    return {"nodeId": first, "backendNodeId": 10, "nodeName": "#document", "children": [html]}


DESCRIBED = {"node": document(0)}


@pytest.fixture
def stage(script: Script) -> Stage:
    """Alice has the document."""
    stage = two(script)
    does(stage, stage[2], GET, {"depth": -1}, result={"root": document()})
    return stage


def joins(stage: Stage, who: Who, method: str, params: dict[str, Any], got: object) -> None:
    """The document is described, and each node given its id."""
    script, chrome, *_ = stage
    client, session = who
    script >> client.sends(5, method, params, session)
    script << chrome.commanded(TAB, DESCRIBE, {"depth": DEPTH[method], **params, "nodeId": 1})
    script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND, {"backendNodeIds": [10, 11]})
    script >> chrome.answers({"nodeIds": [1, 2]}) << client.gets(5, got, session)


def test_a_later_one_gets_the_document_and_ends_no_ids(stage: Stage) -> None:
    _, _, alice, bob = stage
    joins(stage, bob, GET, {}, {"root": document()})
    joins(stage, bob, GET, {"depth": -1, "pierce": True}, {"root": document()})
    joins(stage, alice, GET, {}, {"root": document()})


def test_alone_one_gets_what_chrome_gives(stage: Stage) -> None:
    script, _, alice, (bob, at_bob) = stage
    does(stage, alice, GET, {}, result={"root": document(3)})
    script >> alice[0].leaves()
    script.skip()
    does(stage, (bob, at_bob), GET, {}, result={"root": document(5)})


def test_the_flattened_document_ends_no_ids_either(stage: Stage) -> None:
    html = document()["children"][0]
    alone = {**document(), "children": []}
    joins(stage, stage[3], "DOM.getFlattenedDocument", {}, {"nodes": [html, alone]})


def test_two_who_ask_at_once_get_the_same(script: Script) -> None:
    _, chrome, (alice, at_alice), (bob, at_bob) = two(script)
    (
        script
        >> alice.sends(1, GET, {}, at_alice)
        << chrome.commanded(TAB, GET, {})
        >> bob.sends(1, GET, {"depth": 1}, at_bob)
        >> chrome.answers({"root": document()})
        << chrome.commanded(TAB, DESCRIBE, {"nodeId": 1, "depth": 1})
        << alice.gets(1, {"root": document()}, at_alice)
        >> chrome.answers(DESCRIBED)
        << chrome.commanded(TAB, BIND, {"backendNodeIds": [10, 11]})
        >> chrome.answers({"nodeIds": [1, 2]})
        << bob.gets(1, {"root": document()}, at_bob)
    )


def test_one_who_waits_for_another_that_is_refused_asks_itself(script: Script) -> None:
    _, chrome, (alice, at_alice), (bob, at_bob) = two(script)
    (
        script
        >> alice.sends(1, GET, {"depth": "x"}, at_alice)
        << chrome.commanded(TAB, GET, {"depth": "x"})
        >> bob.sends(1, GET, {}, at_bob)
        >> chrome.fails('{"code":-32602,"message":"Invalid parameters"}')
        << chrome.commanded(TAB, GET, {})
        << alice.is_refused(1, -32602, "Invalid parameters", at_alice)
        >> chrome.answers({"root": document()})
        << bob.gets(1, {"root": document()}, at_bob)
    )


def test_one_who_waits_for_another_that_leaves_gets_the_document(script: Script) -> None:
    _, chrome, (alice, at_alice), (bob, at_bob) = two(script)
    script >> alice.sends(1, GET, {}, at_alice) << chrome.commanded(TAB, GET, {}) >> bob.sends(1, GET, {}, at_bob)
    script >> alice.leaves()
    script >> chrome.answers({"root": document()}) << chrome.commanded(TAB, GET, {})
    script >> chrome.answers({"root": document(3)}) << bob.gets(1, {"root": document(3)}, at_bob)


def test_one_that_leaves_while_it_waits_is_answered(script: Script) -> None:
    _, chrome, (alice, at_alice), (bob, at_bob) = two(script)
    script >> alice.sends(1, GET, {}, at_alice) << chrome.commanded(TAB, GET, {}) >> bob.sends(1, GET, {}, at_bob)
    script >> bob.sends(2, "Target.detachFromTarget", {"sessionId": at_bob})
    script.skip()
    script >> chrome.answers({"root": document()})
    script << bob.is_refused(1, -32000, "Inspected target navigated or closed", at_bob)
    script << alice.gets(1, {"root": document()}, at_alice)


def test_what_happens_to_nodes_meanwhile_is_heard_after_the_answer(stage: Stage) -> None:
    script, chrome, alice, (bob, at_bob) = stage
    changed = {"nodeId": 2, "name": "a", "value": "1"}
    script >> bob.sends(5, GET, {}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND)
    hears(stage, "DOM.attributeModified", changed, alice)
    hears(stage, "DOM.setChildNodes", {"parentId": 1, "nodes": []}, alice)
    script >> chrome.answers({"nodeIds": [1, 2]}) << bob.gets(5, {"root": document()}, at_bob)
    script << bob.hears("DOM.attributeModified", changed, at_bob)
    hears(stage, "DOM.attributeModified", changed, alice, (bob, at_bob))


def test_nodes_are_told_only_to_those_who_have_the_document(stage: Stage) -> None:
    _, _, alice, bob = stage
    does(stage, bob, "DOM.enable")
    hears(stage, "DOM.attributeModified", {"nodeId": 2}, alice)
    hears(stage, "DOM.documentUpdated", {}, alice, bob)
    hears(stage, "DOM.attributeModified", {"nodeId": 2})


def test_a_new_document_is_asked_for_once_and_described_to_the_other(stage: Stage) -> None:
    _, _, alice, bob = stage
    joins(stage, bob, GET, {}, {"root": document()})
    hears(stage, "DOM.documentUpdated", {}, alice, bob)
    does(stage, bob, GET, {}, result={"root": document()})
    joins(stage, alice, GET, {}, {"root": document()})


def test_a_document_that_comes_meanwhile_is_the_one_that_is_given(stage: Stage) -> None:
    script, chrome, alice, (bob, at_bob) = stage
    script >> bob.sends(5, GET, {}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    hears(stage, "DOM.documentUpdated", {}, alice, (bob, at_bob))
    script >> chrome.fails('{"code":-32000,"message":"Could not find node with given id"}')
    script << chrome.commanded(TAB, GET, {})
    script >> chrome.answers({"root": document(9)}) << bob.gets(5, {"root": document(9)}, at_bob)


def test_one_that_leaves_while_it_is_given_the_document_is_answered(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    script >> bob.sends(5, GET, {}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    script >> bob.sends(6, "Target.detachFromTarget", {"sessionId": at_bob})
    script.skip()
    script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND)
    script >> chrome.answers({"nodeIds": [1, 2]})
    script << bob.is_refused(5, -32000, "Inspected target navigated or closed", at_bob)


def test_a_depth_of_none_is_the_node_alone(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    script >> bob.sends(5, GET, {"depth": 0}, at_bob) << chrome.commanded(TAB, DESCRIBE, {"nodeId": 1, "depth": 1})
    script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND, {"backendNodeIds": [10]})
    alone = {name: value for name, value in document().items() if name != "children"}
    script >> chrome.answers({"nodeIds": [1]}) << bob.gets(5, {"root": alone}, at_bob)


@pytest.mark.parametrize("step", [0, 1])
def test_what_chrome_refuses_is_refused(stage: Stage, step: int) -> None:
    script, chrome, _, (bob, at_bob) = stage
    script >> bob.sends(5, GET, {}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    if step:
        script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND)
    script >> chrome.fails('{"code":-32000,"message":"No"}') << bob.is_refused(5, -32000, "No", at_bob)


def test_children_that_chrome_told_another_are_told(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    joins(stage, (bob, at_bob), GET, {}, {"root": document()})
    script >> bob.sends(6, REQUEST, {"nodeId": 1}, at_bob)
    script << chrome.commanded(TAB, DESCRIBE, {"nodeId": 1, "depth": 1})
    script >> chrome.answers(DESCRIBED) << chrome.commanded(TAB, BIND)
    script >> chrome.answers({"nodeIds": [1, 2]})
    script << bob.hears("DOM.setChildNodes", {"parentId": 1, "nodes": document()["children"]}, at_bob)
    script << chrome.commanded(TAB, REQUEST, {"nodeId": 1}) >> chrome.answers() << bob.gets(6, {}, at_bob)


def test_children_of_an_unknown_node_are_chromes_to_refuse(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    joins(stage, (bob, at_bob), GET, {}, {"root": document()})
    words = '{"code":-32000,"message":"Could not find node with given id"}'
    script >> bob.sends(6, REQUEST, {"nodeId": 99}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    script >> chrome.fails(words) << chrome.commanded(TAB, REQUEST, {"nodeId": 99})
    script >> chrome.fails(words) << bob.is_refused(6, -32000, "Could not find node with given id", at_bob)
    fails(stage, (bob, at_bob), REQUEST, {"nodeId": "x"}, "Invalid", code=-32602)


def test_alone_children_are_chromes_to_tell(stage: Stage) -> None:
    does(stage, stage[2], REQUEST, {"nodeId": 1})


def test_one_that_leaves_while_it_is_told_children_is_answered(stage: Stage) -> None:
    script, chrome, _, (bob, at_bob) = stage
    joins(stage, (bob, at_bob), GET, {}, {"root": document()})
    script >> bob.sends(6, REQUEST, {"nodeId": 1}, at_bob) << chrome.commanded(TAB, DESCRIBE)
    script >> bob.sends(7, "Target.detachFromTarget", {"sessionId": at_bob})
    script.skip()
    script >> chrome.fails("gone") << bob.is_refused(6, -32000, "Inspected target navigated or closed", at_bob)


def test_who_disables_it_hears_no_more_and_the_others_keep_their_ids(stage: Stage) -> None:
    script, chrome, (alice, at_alice), (bob, at_bob) = stage
    joins(stage, (bob, at_bob), GET, {}, {"root": document()})
    script >> alice.sends(1, "DOM.disable", {}, at_alice) << chrome.commanded(TAB, "Runtime.getIsolateId")
    script >> chrome.answers({"id": "1"}) << alice.gets(1, {}, at_alice)
    hears(stage, "DOM.attributeModified", {"nodeId": 2}, (bob, at_bob))
    does(stage, (bob, at_bob), "DOM.disable")
    does(stage, (alice, at_alice), GET, {}, result={"root": document(7)})
