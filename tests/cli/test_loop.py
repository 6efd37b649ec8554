from __future__ import annotations

import asyncio
import os
import signal

import pytest

from tabrelay.cli.loop import run, until_stopped


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_work_and_what_it_holds_open_is_closed(number: signal.Signals) -> None:
    closed: list[str] = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), number)  # a second one changes nothing
            await asyncio.sleep(0)
            closed.append("all")

    assert run(until_stopped(work())) is True
    assert closed == ["all"]


def test_work_that_ends_by_itself_was_not_stopped() -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    assert run(until_stopped(work())) is False


def test_an_error_of_the_work_is_raised() -> None:
    async def work() -> None:
        raise OSError("x")

    with pytest.raises(OSError, match="x"):
        run(until_stopped(work()))


def test_a_cancellation_from_inside_is_no_stop() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run(until_stopped(work()))
