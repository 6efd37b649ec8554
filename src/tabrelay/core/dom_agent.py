"""``DOM``: node ids of several sessions in the one agent that Chrome has for them.

``DOM.getDocument`` throws away all node ids there are. Alone, a session gets what Chrome gives. While others hold ids,
Chrome is asked to describe the document instead and to bind an id to each node of it, which leaves theirs as they are;
so nobody has to begin again because somebody else did. Ids are Chrome's, the same for all, and end with the document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw

from tabrelay.core import node_trees
from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.node_trees import Node
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

GET: Final = "DOM.getDocument"
GET_FLAT: Final = "DOM.getFlattenedDocument"
REQUEST: Final = "DOM.requestChildNodes"
DESCRIBE: Final = "DOM.describeNode"
BIND: Final = "DOM.pushNodesByBackendIdsToFrontend"
CHILDREN: Final = "DOM.setChildNodes"
UPDATED: Final = "DOM.documentUpdated"

DEPTH: Final = {GET: 2, GET_FLAT: -1, REQUEST: 1}
"""Chrome's own, where the command has none."""

FOR_ALL: Final = (UPDATED, "DOM.topLayerElementsUpdated")
"""Events that Chrome sends to everyone with the domain on; the others tell of nodes that have an id."""

OF_NODES: Final = (
    "DOM.adRelatedStateUpdated",
    "DOM.adoptedStyleSheetsModified",
    "DOM.affectedByStartingStylesFlagUpdated",
    "DOM.attributeModified",
    "DOM.attributeRemoved",
    "DOM.characterDataModified",
    "DOM.childNodeCountUpdated",
    "DOM.childNodeInserted",
    "DOM.childNodeRemoved",
    "DOM.distributedNodesUpdated",
    "DOM.inlineStyleInvalidated",
    "DOM.pseudoElementAdded",
    "DOM.pseudoElementRemoved",
    "DOM.scrollableFlagUpdated",
    CHILDREN,
    "DOM.shadowRootPopped",
    "DOM.shadowRootPushed",
)


class _Asked(msgspec.Struct, rename="camel"):
    node_id: int = 0
    depth: Any = None
    pierce: Any = None


class _Root(msgspec.Struct, rename="camel", frozen=True):
    node_id: int = 0


class _Document(msgspec.Struct):
    root: _Root = _Root()


class _Described(msgspec.Struct):
    node: dict[str, Any] = {}


class _Bound(msgspec.Struct, rename="camel"):
    node_ids: list[int] = []


Done = Callable[["Node | CdpError"], None]
"""Receives the tree with an id on each node, or why there is none."""


@dataclass(slots=True)
class Agent:
    """``document`` is the id of the document, 0 while Chrome has none. ``holders`` have asked for it since it is.

    ``opening``: Chrome is being asked for it, and ``waiting`` go on then. ``joining`` are those that are being given a
    description; what happens to nodes meanwhile they hear afterwards.
    """

    document: int = 0
    holders: list[Session] = field(default_factory=list)
    opening: int = 0
    waiting: list[Callable[[], None]] = field(default_factory=list)
    joining: dict[Session, list[tuple[str, Raw]]] = field(default_factory=dict)

    def others(self, session: Session) -> bool:
        """Whether anybody else holds ids."""
        return any(holder is not session for holder in self.holders)

    def drop(self, session: Session) -> None:
        """``session`` holds no ids."""
        if session in self.holders:
            self.holders.remove(session)
        self.joining.pop(session, None)


def _get(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """The document: Chrome's own answer to the first, a description to those who come later."""
    agent = chrome.of(Agent)
    if not session.alive or chrome.tab.chrome.get(chrome.id) is not chrome:
        world.fail(session, command.id, NAVIGATED_OR_CLOSED)
        return
    if command.method == GET:
        chrome.enable("DOM", session)  # so Chrome does for whoever asks for the document
    if not agent.others(session):
        _open(world, session, chrome, command)
    elif agent.opening:
        agent.waiting.append(partial(_get, world, session, chrome, command))
    elif not agent.document:
        _open(world, session, chrome, command)
    else:
        _join(world, session, chrome, command)


def _open(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    agent = chrome.of(Agent)
    agent.holders = [session]
    agent.opening += 1

    def opened(answer: Raw | CdpError) -> None:
        agent.opening -= 1
        if isinstance(answer, CdpError) or not session.alive:
            agent.drop(session)
        if not isinstance(answer, CdpError):
            agent.document = lenient(answer, _Document).root.node_id
        waiting, agent.waiting = agent.waiting, []
        for go_on in waiting:
            go_on()

    world.forward(session, command, before=opened)


def _join(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    agent = chrome.of(Agent)
    document = agent.document
    if session not in agent.holders:
        agent.holders.append(session)
    asked = lenient(command.params, _Asked)
    asked.node_id = document

    def bound(root: Node | CdpError) -> None:
        heard = agent.joining.pop(session, [])
        if agent.document != document or not session.alive:
            _get(world, session, chrome, command)
            return
        if isinstance(root, CdpError):
            world.fail(session, command.id, root)
        else:
            result = {"root": root} if command.method == GET else {"nodes": list(node_trees.flat(root))}
            world.reply_value(session, command.id, result)
        _hear_late(world, session, heard)

    _bind(world, session, chrome, (asked, DEPTH[command.method]), bound)


def _bind(world: World, session: Session, chrome: ChromeSession, wanted: tuple[_Asked, int], done: Done) -> None:
    """Have Chrome describe what is ``wanted`` (with a depth where none was asked for) and give an id to each node."""
    agent = chrome.of(Agent)
    asked, depth = wanted
    agent.joining[session] = []

    def described(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            done(answer)
            return
        root = lenient(answer, _Described).node
        if bare:
            root.pop("children", None)
        agent.joining[session] = []
        nodes = list(node_trees.walk(root))
        params = cdp.encode_value({"backendNodeIds": [node["backendNodeId"] for node in nodes]})

        def given(answer: Raw | CdpError) -> None:
            if isinstance(answer, CdpError):
                done(answer)
                return
            node_trees.number(root, nodes, lenient(answer, _Bound).node_ids)
            done(root)

        world.chrome_command(chrome.tab, chrome.id, BIND, params, given)

    deep = depth if asked.depth is None else asked.depth
    bare = deep == 0  # which DESCRIBE does not take
    params: dict[str, Any] = {"nodeId": asked.node_id, "depth": 1 if bare else deep}
    if asked.pierce is not None:
        params["pierce"] = asked.pierce
    world.chrome_command(chrome.tab, chrome.id, DESCRIBE, cdp.encode_value(params), described)


def _request(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Chrome tells the children of a node once; who asks after another session is told by us."""
    agent = chrome.of(Agent)
    asked = lenient(command.params, _Asked)
    if not agent.others(session) or session in agent.joining or not asked.node_id:
        world.forward(session, command)
        return

    def bound(node: Node | CdpError) -> None:
        heard = agent.joining.pop(session, [])
        if not session.alive or chrome.tab.chrome.get(chrome.id) is not chrome:
            world.fail(session, command.id, NAVIGATED_OR_CLOSED)
            return
        if not isinstance(node, CdpError):
            world.event_value(session, CHILDREN, {"parentId": asked.node_id, "nodes": node.get("children", [])})
        _hear_late(world, session, heard)
        world.forward(session, command)

    _bind(world, session, chrome, (asked, DEPTH[REQUEST]), bound)


def _hear_late(world: World, session: Session, heard: list[tuple[str, Raw]]) -> None:
    if session.alive:
        for method, params in heard:
            world.event(session, method, params)


def _of_node(method: str, world: World, chrome: ChromeSession, params: Raw) -> None:
    """To all that hold ids: more than one of them may know the node."""
    agent = chrome.of(Agent)
    for session in agent.holders:
        late = agent.joining.get(session)
        if late is None:
            world.event(session, method, params)
        elif method != CHILDREN:  # those are in what it is being given
            late.append((method, Raw(bytes(params))))


def _for_all(method: str, world: World, chrome: ChromeSession, params: Raw) -> None:
    if method == UPDATED:
        agent = chrome.of(Agent)
        agent.document = 0
        agent.holders.clear()
        for late in agent.joining.values():
            late.clear()
    for session in chrome.enabled.get("DOM", ()):
        world.event(session, method, params)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    del world
    agent = chrome.of(Agent)
    agent.drop(session)
    if "DOM" not in chrome.enabled:
        agent.document = 0


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "DOM":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "DOM agent",
    "Node ids are common to all; a later DOM.getDocument is answered without ending them, and ends none of its own.",
    commands={GET: _get, GET_FLAT: _get, REQUEST: _request},
    events={
        **{method: partial(_of_node, method) for method in OF_NODES},
        **{method: partial(_for_all, method) for method in FOR_ALL},
    },
    left=_left,
    off=_off,
)
