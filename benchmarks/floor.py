"""The extension's own floor: the same work done by its worker alone (see ``floor.js``)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.cdp import Cdp
from benchmarks.stage import Stage

SCRIPT = Path(__file__).with_suffix(".js")

CLOCK_STEP_MS = 0.1
"""Resolution of ``performance.now()`` in a page or worker that is not cross-origin isolated."""


class Floor:
    """Runs the functions of ``floor.js`` in the worker. ``page`` is the client that keeps the debugger attached."""

    def __init__(self, worker: Cdp, page: Cdp) -> None:
        self.page = page
        self._worker = worker

    async def run(self, function: str, *arguments: object) -> Any:  # noqa: ANN401 - a value of the worker
        """The value that the function resolves to."""
        written = ", ".join(json.dumps(argument) for argument in arguments)
        return await self._worker.evaluate(f"benchmark.{function}({written})", awaitPromise=True)


@asynccontextmanager
async def floor(stage: Stage) -> AsyncIterator[Floor]:
    """The worker, with its debugger attached to the tab because a client of the relay is."""
    async with stage.page(stage.relay) as page, stage.worker() as worker:
        await worker.evaluate(SCRIPT.read_text(encoding="utf-8"), allowUnsafeEvalBlockedByCSP=True)
        yield Floor(worker, page)
