"""Running a command's coroutine."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result, on uvloop where it is installed; Ctrl-C raises :class:`KeyboardInterrupt`."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def until_stopped(work: Coroutine[Any, Any, None]) -> bool:
    """Runs ``work`` until it ends (``False``) or SIGINT or SIGTERM comes (``True``).

    Then it is cancelled and awaited: what it holds open is closed on its way out, and further signals change nothing.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            task.cancel()

    if sys.platform != "win32":
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
    finally:
        if sys.platform != "win32":
            for number in STOP_SIGNALS:
                loop.remove_signal_handler(number)
    return stopped
