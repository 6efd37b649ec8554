"""Every method of an operator: what it sends, what it gives back."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

import msgspec

from tabrelay.client.operator import Operator
from tabrelay.protocol import operator as shapes
from tabrelay.protocol.operator import METHODS

T = TypeVar("T")

CREATED = shapes.TicketCreated(id="t", browser="b", browser_name="w", ws="ws", http="http", expires_at=1)
OFFER = shapes.PairingCreated(id="p", pairing="tabrelay1.x", page="http", words="a-b-c-d", expires_at=1)
ANSWERS: dict[str, msgspec.Struct] = {
    "status": shapes.Status("v", "u", 1, 1, "f", "w", "s", (), ()),
    "browsers.list": shapes.Browsers(()),
    "tabs.list": shapes.Tabs(()),
    "devices.list": shapes.Devices(()),
    "devices.revoke": shapes.Empty(),
    "tickets.create": CREATED,
    "tickets.list": shapes.Tickets(()),
    "tickets.revoke": shapes.Empty(),
    "pairing.create": OFFER,
}


class Recorder(Operator):
    """Answers from the table, and checks both shapes against the protocol's."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    async def ask(self, method: str, params: msgspec.Struct, shape: type[T]) -> T:
        takes, gives = METHODS[method]
        assert isinstance(params, takes)
        assert shape is gives
        self.asked.append((method, msgspec.to_builtins(params)))
        answer = ANSWERS[method]
        assert isinstance(answer, shape)
        return answer


async def test_every_method_has_its_shapes() -> None:
    operator = Recorder()
    await operator.status()
    assert (
        await operator.browsers() == await operator.tabs() == await operator.devices() == await operator.tickets() == ()
    )
    await operator.revoke_device("d")
    await operator.revoke_ticket("t")
    assert await operator.create_ticket() is CREATED
    assert await operator.create_pairing() is OFFER
    assert {method for method, _ in operator.asked} == set(METHODS)


async def test_what_is_left_out_is_not_sent() -> None:
    operator = Recorder()
    await operator.tabs()
    await operator.create_ticket()
    await operator.create_pairing()
    assert [params for _, params in operator.asked] == [{}, {"label": ""}, {"name": "", "role": "node"}]


async def test_what_is_said_is_sent_in_milliseconds() -> None:
    operator = Recorder()
    await operator.tabs("work")
    await operator.create_ticket("work", ttl=timedelta(hours=1), label="x", port=0, isolated=True)
    await operator.create_pairing(name="n", role="operator", ttl=1.5)
    assert [params for _, params in operator.asked] == [
        {"browser": "work"},
        {"browser": "work", "ttlMs": 3_600_000, "label": "x", "port": 0, "isolated": True},
        {"name": "n", "role": "operator", "ttlMs": 1500},
    ]
