"""What is UTF-8 in pieces is what Python takes for it whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.gateway import utf8
from tabrelay.gateway.utf8 import PIECE_BYTES, is_utf8


def decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_judged_as_python_judges_them(data: bytes) -> None:
    assert is_utf8(data) == decodes(data)


@given(st.lists(st.sampled_from(["a", "é", "€", "🦊"])), st.integers(0, 12), st.integers(4, 9))
def test_pieces_may_end_in_the_middle_of_a_character(characters: list[str], cut: int, piece: int) -> None:
    data = "".join(characters).encode()
    data = data[: len(data) - cut] if cut < len(data) else data
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utf8, "PIECE_BYTES", piece)
        assert is_utf8(data) == decodes(data)


@pytest.mark.parametrize(
    ("data", "good"),
    [
        (b"", True),
        (b"x" + "🦊".encode() * PIECE_BYTES, True),
        (b"x" * PIECE_BYTES + b"\xff", False),
        (b"x" * (PIECE_BYTES - 1) + b"\xf0\x9f", False),
        (b"\xed\xa0\x80", False),
        (b"\xc0\xaf", False),
    ],
)
def test_edges(data: bytes, good: bool) -> None:  # noqa: FBT001
    assert is_utf8(data) is good
