"""Requests that wait for their answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tabrelay.protocol.errors import CallError
from tabrelay.protocol.frames import Response


@dataclass(frozen=True, slots=True)
class Pending:
    """One request on its way: what was asked, and who waits."""

    method: str
    answer: asyncio.Future[Response]


class PendingCalls:
    """All requests of one link; each is settled exactly once, by its answer, its asker's limit, or the link's end."""

    def __init__(self) -> None:
        self._calls: dict[str, Pending] = {}
        self._last_id = 0
        self._end: CallError | None = None

    def __len__(self) -> int:
        return len(self._calls)

    def open(self, method: str) -> tuple[str, asyncio.Future[Response]]:
        """A new request's id and its answer to come; after :meth:`end` the answer is that error at once."""
        self._last_id += 1
        id_ = str(self._last_id)
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        if self._end is not None:
            answer.set_exception(_copy(self._end, method))
        else:
            self._calls[id_] = Pending(method, answer)
            answer.add_done_callback(lambda _: self._calls.pop(id_, None))
        return id_, answer

    def settle(self, response: Response) -> bool:
        """Gives an answer to whoever waits for it; ``False`` when nobody does (its limit was over)."""
        pending = self._calls.pop(response.id, None)
        if pending is None or pending.answer.done():
            return False
        pending.answer.set_result(response)
        return True

    def end(self, error: CallError) -> None:
        """The link is gone: everybody who waits, and who comes later, gets this error, naming its own request."""
        self._end = error
        for pending in list(self._calls.values()):
            if not pending.answer.done():
                pending.answer.set_exception(_copy(error, pending.method))
        self._calls.clear()


def _copy(error: CallError, method: str) -> CallError:
    # Each waiter raises its own exception: a shared one would collect the tracebacks of all of them.
    return type(error)(f"{error} `{method}` was not answered.")
