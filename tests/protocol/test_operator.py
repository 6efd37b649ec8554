"""What an operator may ask and is told: every shape can be written and read."""

import msgspec
import pytest

from tabrelay.protocol import operator

SHAPES: set[type[msgspec.Struct]] = {shape for pair in operator.METHODS.values() for shape in pair} | set(
    operator.EVENTS.values()
)


@pytest.mark.parametrize("shape", sorted(SHAPES, key=lambda shape: shape.__name__))
def test_every_shape_has_a_schema_and_camel_case_on_the_wire(shape: type[msgspec.Struct]) -> None:
    assert msgspec.json.schema(shape)
    assert all("_" not in name for name in shape.__struct_encode_fields__)


def test_a_ticket_needs_nothing_but_defaults() -> None:
    assert msgspec.json.decode(b"{}", type=operator.TicketCreate) == operator.TicketCreate()
    assert msgspec.json.encode(operator.TicketCreate(ttl_ms=5)) == b'{"ttlMs":5,"label":""}'


def test_a_view_survives_the_wire() -> None:
    view = operator.BrowserView(id="d", name="desk", state="linked", last_seen_at=5)
    assert msgspec.json.decode(msgspec.json.encode(view), type=operator.BrowserView) == view
    assert b'"lastSeenAt":5' in msgspec.json.encode(view)
