from __future__ import annotations

import pytest

from tabrelay.gateway.outbox import HELD_FRAMES, PONG, SPLICE_BYTES, TEXT, Outbox, Turn


class FakeTransport:
    """Takes nothing off its buffer by itself."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        assert not self.closing
        self.writes.append(data)

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.writes))

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.closing = True


@pytest.fixture
def transport() -> FakeTransport:
    return FakeTransport()


def outbox_of(transport: FakeTransport, turn: Turn) -> Outbox:
    return Outbox(transport, turn)  # type: ignore[arg-type]


def test_outside_a_turn_a_frame_leaves_at_once(transport: FakeTransport) -> None:
    outbox_of(transport, Turn()).put(TEXT, b"hi")
    assert transport.writes == [b"\x81\x02hi"]


def test_what_is_sent_in_one_turn_leaves_in_one_write(transport: FakeTransport) -> None:
    turn, other = Turn(), FakeTransport()
    first, second = outbox_of(transport, turn), outbox_of(other, turn)
    turn.begin()
    first.put(TEXT, b"a")
    second.put(TEXT, b"b")
    first.put(TEXT, b"c")
    assert transport.writes == other.writes == []
    assert first.waiting_bytes == 6
    turn.end()
    assert (transport.writes, other.writes) == ([b"\x81\x01a\x81\x01c"], [b"\x81\x01b"])
    first.put(TEXT, b"d")
    assert transport.writes[1:] == [b"\x81\x01d"], "the turn is over"


def test_the_first_of_many_does_not_wait_for_all(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    turn.begin()
    for _ in range(HELD_FRAMES + 1):
        outbox.put(TEXT, b"x")
    assert transport.writes == [b"\x81\x01x" * HELD_FRAMES]
    turn.end()
    assert transport.writes[1:] == [b"\x81\x01x"]


def test_a_large_payload_is_not_copied_and_not_overtaken(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    large = b"x" * (SPLICE_BYTES + 1)
    turn.begin()
    outbox.put(TEXT, b"before")
    outbox.put(TEXT, large)
    outbox.put(TEXT, b"after")
    turn.end()
    assert transport.writes == [b"\x81\x06before", b"\x81\x7e\x40\x01", large, b"\x81\x05after"]
    assert transport.writes[2] is large


def test_what_is_held_for_a_connection_that_ends_is_forgotten(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    turn.begin()
    outbox.put(TEXT, b"x")
    outbox.abort()
    turn.end()
    assert transport.writes == []
    assert outbox.waiting_bytes == 0


def test_texts_of_one_turn_share_a_frame_where_the_peer_takes_batches(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    outbox.batches = True
    outbox.put_text(b"alone")
    turn.begin()
    outbox.put_text(b"a")
    outbox.put_text(b"b")
    outbox.put(PONG, b"p")
    outbox.put_text(b"c")
    turn.end()
    assert transport.writes == [b"\x81\x05alone", b"\x81\x04\na\nb\x8a\x01p\x81\x01c"]


def test_a_large_text_is_no_part_of_a_batch_and_not_overtaken(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    outbox.batches = True
    large = b"x" * (SPLICE_BYTES + 1)
    turn.begin()
    outbox.put_text(b"a")
    outbox.put_text(large)
    outbox.put_text(b"b")
    turn.end()
    assert transport.writes[0] == b"\x81\x01a"
    assert transport.writes[2:] == [large, b"\x81\x01b"]


def test_a_text_with_line_breaks_of_its_own_is_no_part_of_a_batch(transport: FakeTransport) -> None:
    turn = Turn()
    outbox = outbox_of(transport, turn)
    outbox.batches = True
    turn.begin()
    for text in (b"a", b"{\n}", b"b", b"c"):
        outbox.put_text(text)
    turn.end()
    assert transport.writes == [b"\x81\x01a\x81\x03{\n}\x81\x04\nb\nc"]
