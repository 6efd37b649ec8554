"""Trees of nodes: walked, numbered and flattened."""

from tabrelay.core import node_trees


def node(backend: int, **more: object) -> dict[str, object]:
    return {"nodeId": 0, "backendNodeId": backend, "parentId": 0, **more}


def tree() -> dict[str, object]:
    frame = node(4, contentDocument=node(5, children=[node(6)]))
    host = node(2, shadowRoots=[node(3)], children=[], pseudoElements=[node(7)])
    root = node(1, children=[host, frame, node(8, templateContent=node(9))])
    del root["parentId"]
    return root


def test_each_comes_before_what_is_below_it() -> None:
    walked = [each["backendNodeId"] for each in node_trees.walk(tree())]
    assert walked == [1, 2, 3, 7, 4, 5, 6, 8, 9]


def test_ids_are_given_and_parents_named() -> None:
    root = tree()
    nodes = list(node_trees.walk(root))
    node_trees.number(root, nodes, [each["backendNodeId"] + 10 for each in nodes])
    assert [(each["nodeId"], each.get("parentId")) for each in nodes] == [
        (11, None),
        (12, 11),
        (13, 12),
        (17, 12),
        (14, 11),
        (15, 14),
        (16, 15),
        (18, 11),
        (19, 18),
    ]


def test_a_flat_list_has_each_after_what_is_below_it_and_alone() -> None:
    flat = list(node_trees.flat(tree()))
    assert [each["backendNodeId"] for each in flat] == [3, 7, 2, 6, 5, 4, 9, 8, 1]
    assert flat[2] == node(2, children=[])
    assert flat[5] == node(4)


def test_a_page_may_nest_deeper_than_python_calls() -> None:
    root = node(0)
    for depth in range(1, 5000):
        root = node(depth, children=[root])
    assert len(list(node_trees.walk(root))) == len(list(node_trees.flat(root))) == 5000
