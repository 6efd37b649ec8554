"""A CDP client that keeps what every session was told, in order, and knows what its script waited for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Frame = dict[str, Any]

LIMIT_S = 10.0


class NotTold(Exception):  # noqa: N818 - reads as what happened
    """What a script waited for did not come; ``str()`` says what it was."""


class Client:
    """One connection. ``sessions`` are the script's own handles, by Chrome's session id (``""``: the connection)."""

    def __init__(self, name: str, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.name = name
        self.socket = socket
        self.sessions: dict[str, Session] = {}
        self.root = Session(self, "", f"{name}/browser")
        self.changed = asyncio.Condition()
        self.closed = False
        self.lacking: list[str] = []
        self._last_id = 0
        self._early: dict[str, list[Frame]] = {}
        self._reader = asyncio.create_task(self._read())

    def next_id(self) -> int:
        """Counted per connection, as clients do."""
        self._last_id += 1
        return self._last_id

    def session(self, id_: str, label: str) -> Session:
        """A handle for a session; what it was told before the script had the handle is in it too."""
        session = Session(self, id_, f"{self.name}/{label}")
        session.frames.extend(self._early.pop(id_, ()))
        return session

    async def leave(self) -> None:
        """Close the connection politely."""
        await self.socket.close()
        await self._reader

    async def crash(self) -> None:
        """Cut the connection without a word, as a client that is killed does."""
        connection = self.socket._response.connection  # noqa: SLF001 - aiohttp has no public way to be impolite
        assert connection is not None
        assert connection.transport is not None
        connection.transport.abort()
        await self._reader

    async def _read(self) -> None:
        async for message in self.socket:
            frame = json.loads(message.data)
            id_ = frame.get("sessionId", "")
            async with self.changed:
                known = self.sessions.get(id_)
                (known.frames if known else self._early.setdefault(id_, [])).append(frame)
                self.changed.notify_all()
        async with self.changed:
            self.closed = True
            self.changed.notify_all()


@dataclass(eq=False)
class Session:
    """One session. ``heard`` ends with the last frame that the script waited for: what comes later is chance."""

    client: Client
    id: str
    label: str
    frames: list[Frame] = field(default_factory=list)
    methods: dict[int, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()
    masked: frozenset[str] = frozenset()
    _taken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Frames for it go here from now on."""
        self.client.sessions[self.id] = self

    @property
    def heard(self) -> list[Frame]:
        """Everything up to the last frame that was waited for, without what the script ignores."""
        end = max(self._taken, default=-1) + 1
        return [frame for frame in self.frames[:end] if not frame.get("method", "").startswith(self.ignored or ("-",))]

    def forget(self) -> None:
        """What was told so far is not compared, nor found by anybody who waits."""
        self.frames.clear()
        self._taken.clear()

    def ignore(self, *methods: str) -> None:
        """Events that begin so are not compared: when they come is chance on Chrome's own port too."""
        self.ignored += methods

    def unorder(self, *domains: str) -> None:
        """Domains whose events come from several places at once: compared without their order."""
        self.unordered += domains

    def mask(self, *names: str) -> None:
        """Members whose values are chance on Chrome's own port too."""
        self.masked |= set(names)

    async def send(self, method: str, params: Frame | None = None) -> int:
        """Send a command without waiting; its id."""
        id_ = self.client.next_id()
        self.methods[id_] = method
        frame: Frame = {"id": id_, "method": method}
        if params is not None:
            frame["params"] = params
        if self.id:
            frame["sessionId"] = self.id
        await self.client.socket.send_str(json.dumps(frame))
        return id_

    async def ask(self, method: str, params: Frame | None = None) -> Frame:
        """Send a command and wait for its answer, result or error."""
        return await self.answer(await self.send(method, params))

    async def ask_in_vain(self, method: str, params: Frame | None = None) -> Frame:
        """Ask on a session that has ended: the answer comes on the connection itself."""
        id_ = await self.send(method, params)
        self.client.root.methods[id_] = method
        return await self.client.root.answer(id_)

    async def call(self, method: str, params: Frame | None = None) -> Frame:
        """The result of a command, ``{}`` for an error: that an end refuses it is found by comparing."""
        result: Frame = (await self.ask(method, params)).get("result", {})
        return result

    async def has(self, method: str, params: Frame | None = None) -> bool:
        """Whether an end takes a command that the rest of a script rests on."""
        if "error" not in await self.ask(method, params):
            return True
        self.client.lacking.append(method)
        return False

    async def answer(self, id_: int) -> Frame:
        """The answer to a command that was sent."""
        return await self._take(lambda frame: frame.get("id") == id_, f"the answer to {self.methods[id_]}")

    async def event(self, method: str, **wanted: object) -> Frame:
        """The params of the next event of this name whose members have these values."""

        def is_it(frame: Frame) -> bool:
            params = frame.get("params", {})
            return frame.get("method") == method and all(params.get(name) == value for name, value in wanted.items())

        params: Frame = (await self._take(is_it, f"{method} {wanted or ''}"))["params"]
        return params

    async def then(self, method: str) -> Frame:
        """The params of the first event of this name after everything that was waited for."""
        past = max(self._taken, default=-1)
        params: Frame = (await self._take(lambda frame: frame.get("method") == method, method, past))["params"]
        return params

    async def events(self, *methods: str) -> None:
        """One of each, in whatever order."""
        for method in methods:
            await self.event(method)

    async def event_where(self, method: str, fits: Callable[[Frame], bool]) -> Frame:
        """The params of the next event of this name that ``fits``."""

        def is_it(frame: Frame) -> bool:
            return frame.get("method") == method and fits(frame["params"])

        params: Frame = (await self._take(is_it, method))["params"]
        return params

    async def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page says
        """The value of an expression, awaited."""
        result = await self.call(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True}
        )
        return result.get("result", {}).get("value")

    async def _take(self, wanted: Callable[[Frame], bool], what: str, past: int = -1) -> Frame:
        try:
            async with asyncio.timeout(LIMIT_S), self.client.changed:
                while True:
                    for index, frame in enumerate(self.frames):
                        if index > past and index not in self._taken and wanted(frame):
                            self._taken.add(index)
                            return frame
                    if self.client.closed:
                        raise NotTold(f"{self.label} was closed before it heard {what}")
                    await self.client.changed.wait()
        except TimeoutError:
            raise NotTold(f"{self.label} never heard {what}") from None
