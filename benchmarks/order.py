"""Whether responses and events come in CDP's order, counted for pipelined commands.

CDP answers the commands of a session one after the other, and an event that a command causes while it runs comes
before its response and after the response of the command before it. A direct port never breaks this.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from benchmarks.cdp import Cdp, Message

LOADED = "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))"
"""Lifecycle events of the past are told at once; those of a page that is still loading come when they happen."""

Token = tuple[str, int]
"""``("response", k)``: the answer to the k-th command of a trial. ``("event", k)``: an event that it caused."""

CONSOLE = "Runtime.consoleAPICalled"
CONTEXT = "Runtime.executionContextCreated"
LIFECYCLE = "Page.lifecycleEvent"


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a trial. ``causes`` tells its own events from others; ``None``: it causes none that counts."""

    method: str
    params: dict[str, Any]
    causes: Callable[[Message], bool] | None = None


def misplaced(tokens: Sequence[Token], steps: int) -> int:
    """How many of a trial's commands had a response or a first event out of place.

    Only the first event of each command has a fixed place: a page may go on to tell, at any time, what was asked for.
    """
    seen: set[Token] = set()
    answered = -1
    wrong = set()
    for kind, step in tokens:
        if kind == "response":
            if step != answered + 1:
                wrong.add(step)
            answered = max(answered, step)
        elif (kind, step) not in seen and step != answered + 1:
            wrong.add(step)
        seen.add((kind, step))
    wrong.update(step for step in range(steps) if ("response", step) not in seen)
    return len(wrong)


async def trial(cdp: Cdp, steps: Sequence[Step]) -> int:
    """Send all commands at once; how many had something out of place, a missing event included."""
    tokens: list[Token] = []
    ids: dict[int, int] = {}

    def watch(message: Message) -> None:
        if message.id:
            tokens.append(("response", ids[message.id]))
            return
        for number, step in enumerate(steps):
            if step.causes is not None and step.causes(message):
                tokens.append(("event", number))

    cdp.watch = watch
    try:
        answers = []
        for number, step in enumerate(steps):
            ids[cdp.next_id] = number
            answers.append(await cdp.post(step.method, step.params))
        await asyncio.gather(*answers)
        # A last round trip, so that an event that was left behind is seen to be late rather than missed.
        ids[cdp.next_id] = len(steps)
        await (await cdp.post("Runtime.evaluate", {"expression": "0"}))
    finally:
        cdp.watch = None
    happened = {step for kind, step in tokens if kind == "event"}
    lost = sum(step.causes is not None and number not in happened for number, step in enumerate(steps))
    return misplaced(tokens, len(steps)) + lost


def evaluate(expression: str) -> Step:
    """An evaluation that causes no event."""
    return Step("Runtime.evaluate", {"expression": expression})


def log(tag: int) -> Step:
    """An evaluation that logs ``tag``."""
    return Step("Runtime.evaluate", {"expression": f"console.log({tag})"}, lambda message: logged(message) == tag)


def logged(message: Message) -> int | None:
    """The number that a console event tells."""
    if message.method != CONSOLE:
        return None
    value: int = msgspec.json.decode(message.params)["args"][0]["value"]
    return value


def _context_name(message: Message) -> str | None:
    if message.method != CONTEXT:
        return None
    name: str = msgspec.json.decode(message.params)["context"]["name"]
    return name


async def pipelined(cdp: Cdp, trials: int) -> int:
    """In how many trials of [evaluate, evaluate console.log, evaluate] something was out of place."""
    await cdp.call("Runtime.enable")
    wrong = 0
    for number in range(trials):
        wrong += bool(await trial(cdp, [evaluate("1"), log(number), evaluate("1")]))
    await cdp.call("Runtime.disable")
    return wrong


async def heavy(cdp: Cdp, commands: int, width: int = 64) -> int:
    """How many console events were out of place, of every second command, with ``width`` commands in flight."""
    await cdp.call("Runtime.enable")
    arrived: list[Token] = []
    first = cdp.next_id

    def watch(message: Message) -> None:
        tag = logged(message)
        if tag is not None:
            arrived.append(("event", tag))
        elif message.id:
            arrived.append(("response", message.id - first))

    cdp.watch = watch
    try:
        left = iter(range(commands))

        async def worker() -> None:
            for _ in left:
                number = cdp.next_id - first
                expression = f"console.log({number})" if number % 2 else "1"
                await cdp.call("Runtime.evaluate", {"expression": expression})

        await asyncio.gather(*(worker() for _ in range(width)))
        await cdp.call("Runtime.disable")
    finally:
        cdp.watch = None
    events = [token for token in arrived if token[0] == "event"]
    return misplaced(arrived, commands) + (commands // 2 - len(events))


async def enabling(cdp: Cdp, trials: int, frame_id: str, url: str) -> int:
    """In how many trials something was out of place when domains are enabled and disabled, as clients do at connect.

    ``url`` is the page to do it on.
    """
    wrong = 0
    for number in range(trials):
        # A page of its own for each: isolated worlds stay with their page, and would be told of again.
        await cdp.call("Page.navigate", {"url": f"{url}?{number}"})
        await cdp.evaluate(LOADED, awaitPromise=True)
        wrong += bool(await trial(cdp, enable_steps(secrets.token_hex(8), number, frame_id)))
    await cdp.call("Page.navigate", {"url": "about:blank"})
    return wrong


def enable_steps(world: str, tag: int, frame_id: str) -> list[Step]:
    """What clients pipeline to a new page, and the way back."""
    return [
        Step("Page.enable", {}),
        Step("Page.getFrameTree", {}),
        Step("Page.setLifecycleEventsEnabled", {"enabled": True}, lambda message: message.method == LIFECYCLE),
        Step("Runtime.enable", {}, lambda message: _context_name(message) not in (None, world)),
        Step(
            "Page.createIsolatedWorld",
            {"frameId": frame_id, "worldName": world},
            lambda message: _context_name(message) == world,
        ),
        log(tag),
        Step("Runtime.runIfWaitingForDebugger", {}),
        evaluate("1"),
        Step("Page.setLifecycleEventsEnabled", {"enabled": False}),
        Step("Runtime.disable", {}),
        Step("Page.disable", {}),
    ]
