from __future__ import annotations

import pytest

from tabrelay.client.pending import PendingCalls
from tabrelay.protocol.errors import LinkLost
from tabrelay.protocol.frames import Response


async def test_an_answer_reaches_who_asked_once() -> None:
    calls = PendingCalls()
    id_, answer = calls.open("status")
    other, _ = calls.open("status")
    assert id_ != other
    assert calls.settle(Response(id=id_, ok=True))
    assert not calls.settle(Response(id=id_, ok=True))
    assert (await answer).id == id_
    assert len(calls) == 1


async def test_an_answer_to_nobody_is_no_error() -> None:
    assert not PendingCalls().settle(Response(id="9", ok=True))


async def test_who_stopped_waiting_is_forgotten() -> None:
    calls = PendingCalls()
    id_, answer = calls.open("status")
    answer.cancel()
    assert not calls.settle(Response(id=id_, ok=True))


async def test_the_end_settles_everybody_and_all_who_come_later() -> None:
    calls = PendingCalls()
    _, first = calls.open("one")
    _, second = calls.open("two")
    calls.end(LinkLost("The link ended."))
    _, late = calls.open("three")
    for answer, method in ((first, "one"), (second, "two"), (late, "three")):
        with pytest.raises(LinkLost, match=f"The link ended. `{method}` was not answered"):
            await answer
    assert len(calls) == 0
