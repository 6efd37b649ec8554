import json

import pytest
from msgspec import Raw

from benchmarks.cdp import Message
from benchmarks.order import CONSOLE, Token, enable_steps, logged, misplaced

FIRST, SECOND, THIRD = ("response", 0), ("response", 1), ("response", 2)
EVENT: Token = ("event", 1)


def event(method: str, **params: object) -> Message:
    return Message(method=method, params=Raw(json.dumps(params).encode()))


def test_an_event_between_its_commands_response_and_the_one_before_is_in_place() -> None:
    assert misplaced([FIRST, EVENT, SECOND, THIRD], 3) == 0


@pytest.mark.parametrize(
    "tokens",
    [
        [EVENT, FIRST, SECOND, THIRD],
        [FIRST, SECOND, EVENT, THIRD],
        [FIRST, SECOND, THIRD, EVENT],
    ],
    ids=["it overtook a response", "it came after its own response", "it came last"],
)
def test_an_event_anywhere_else_is_misplaced(tokens: list[Token]) -> None:
    assert misplaced(tokens, 3) == 1


def test_responses_that_overtake_one_another_are_misplaced() -> None:
    assert misplaced([FIRST, THIRD, SECOND], 3) > 0


def test_a_response_that_never_came_is_misplaced() -> None:
    assert misplaced([FIRST, EVENT, SECOND], 3) == 1


def test_only_the_first_event_of_a_command_has_a_fixed_place() -> None:
    assert misplaced([FIRST, EVENT, SECOND, EVENT, THIRD, EVENT], 3) == 0


def test_the_tag_of_a_console_event_is_read() -> None:
    assert logged(event(CONSOLE, type="log", args=[{"type": "number", "value": 7}])) == 7
    assert logged(event("Page.lifecycleEvent")) is None


def test_a_step_knows_its_own_events() -> None:
    steps = {step.method: step for step in enable_steps("world", 3, "frame")[:6]}
    ours = event("Runtime.executionContextCreated", context={"name": "world"})
    main = event("Runtime.executionContextCreated", context={"name": ""})
    create, enable = steps["Page.createIsolatedWorld"].causes, steps["Runtime.enable"].causes
    assert create is not None
    assert enable is not None
    assert (create(ours), create(main), enable(ours), enable(main)) == (True, False, False, True)
