"""The invariants see what is broken: each test breaks one thing."""

from collections.abc import Callable

import pytest

from tabrelay.core import invariants
from tabrelay.core.effects import Count
from tabrelay.core.sessions import Kind
from tabrelay.core.world import World
from tests.script import DEVICE, Script, child, tab, tab_target

TAB = tab(1)
AUTO = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}


@pytest.fixture
def world(script: Script) -> World:
    """A whole world: a page with an enabled domain, a paused child, a tab session, a command in flight."""
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    for number, method in enumerate(("Page.enable", "Runtime.evaluate"), start=1):
        script >> alice.sends(number, method, {}, page) << chrome.commanded(TAB, method)
    script >> alice.sends(3, "Target.setAutoAttach", AUTO, page) << chrome.commanded(TAB, "Target.setAutoAttach")
    script >> chrome.reports_child(TAB, child(1), paused=True)
    script.skip()
    script >> alice.sends(4, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
    script.skip()
    return script.hub.world


def test_a_whole_world_has_nothing_broken_and_much_left_over(world: World) -> None:
    assert list(invariants.broken(world)) == []
    assert len(list(invariants.leftovers(world))) > 5


def _tab(world: World):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return next(iter(world.browsers[DEVICE].tabs.values()))


def _root(world: World):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return _tab(world).chrome[""]


def _child(world: World):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return next(chrome for chrome in _tab(world).chrome.values() if chrome.parent)


def _alice(world: World):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return next(iter(world.clients.values()))


def _page(world: World):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return _root(world).sessions[0]


BREAK: dict[str, Callable[[World], object]] = {
    "effects are left over": lambda world: world.effects.append(Count("x")),
    "a browser that does not know it": lambda world: setattr(world.browsers[DEVICE], "conn", "other"),
    "its connection leads elsewhere": lambda world: world.links.clear(),
    "over a link that is gone": lambda world: setattr(world.browsers[DEVICE], "conn", None),
    "who is gone": lambda world: world.clients.clear(),
    "for a session that ended": lambda world: setattr(_page(world), "alive", False),
    "belongs to another browser": lambda world: setattr(_tab(world), "browser", None),
    "with 0 sessions of Chrome's": lambda world: _tab(world).chrome.clear(),
    "attached for nobody": lambda world: [chrome.sessions.clear() for chrome in _tab(world).chrome.values()],
    "detaching for ever": lambda world: (
        _tab(world).attachment.move("released"),
        world.browsers[DEVICE].calls.take_all(),
    ),
    "wait for a debugger that is attached": lambda world: _tab(world).waiting.append(print),
    "-1 leases": lambda world: setattr(_tab(world), "leases", -1),
    "holds session": lambda world: setattr(_tab(world).tab_sessions[0], "alive", False),
    "waits for a session that ended": lambda world: _tab(world).tab_waiters.append(_page(world)),
    "is filed as": lambda world: setattr(_child(world), "id", "X"),
    "is on for sessions that do not want it": lambda world: _page(world).enabled.clear(),
    "paused for nobody": lambda world: _child(world).waiters.clear(),
    "is not its child": lambda world: setattr(_child(world), "parent", _child(world)),
    "its parent does not know it": lambda world: _root(world).children.clear(),
    "is gone": lambda world: setattr(_alice(world), "alive", False),
    "its browser does not know it": lambda world: world.browsers[DEVICE].clients.clear(),
    "its parent is": lambda world: setattr(_page(world), "parent", None),
    "has children that ended": lambda world: _alice(world).sessions.pop(_page(world).id),
    "is on a browser, with tab 1": lambda world: setattr(_page(world), "kind", Kind.BROWSER),
    "its tab 1 is gone": lambda world: world.browsers[DEVICE].tabs.clear(),
    "its tab does not know it": lambda world: _tab(world).tab_sessions.clear(),
    "is on nothing": lambda world: setattr(_page(world), "chrome", None),
    "Chrome's session does not know it": lambda world: _root(world).sessions.clear(),
}


@pytest.mark.parametrize("sentence", BREAK)
def test_what_is_broken_is_said(world: World, sentence: str) -> None:
    BREAK[sentence](world)
    said = list(invariants.broken(world))
    assert any(sentence in line for line in said), said
