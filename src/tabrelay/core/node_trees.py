"""Trees of ``DOM.Node`` as Chrome describes them: walked, and given ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

Node = dict[str, Any]

MANY: Final = ("children", "shadowRoots", "pseudoElements")
ONE: Final = ("contentDocument", "templateContent", "importedDocument")


def below(node: Node) -> Iterator[Node]:
    """The nodes right below ``node``."""
    for name in MANY:
        yield from node.get(name, ())
    for name in ONE:
        if name in node:
            yield node[name]


def walk(root: Node) -> Iterator[Node]:
    """``root`` and all below it, each before what is below it. A page may nest deeper than Python calls."""
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(list(below(node))))


def number(root: Node, nodes: Sequence[Node], ids: Sequence[int]) -> None:
    """Give ``nodes`` (all of ``root``) their ``ids``, and those that name their parent its id."""
    for node, id_ in zip(nodes, ids, strict=False):
        node["nodeId"] = id_
    for node in walk(root):
        for child in below(node):
            if "parentId" in child:
                child["parentId"] = node["nodeId"]


def flat(root: Node) -> Iterator[Node]:
    """The nodes as ``DOM.getFlattenedDocument`` lists them: each after what is below it, and without that."""
    backwards = []
    todo = [root]
    while todo:
        node = todo.pop()
        backwards.append(node)
        todo.extend(below(node))
    for node in reversed(backwards):
        alone = {name: value for name, value in node.items() if name not in MANY and name not in ONE}
        yield {**alone, "children": []} if "children" in node else alone
