"""Every cause has a code and a sentence; the tree is the one in the docstring."""

import re

import pytest

from tabrelay.protocol import errors
from tabrelay.protocol.errors import (
    CATALOGUE,
    Cause,
    FrameError,
    HandshakeRefused,
    RefusedError,
    TabrelayError,
    sentence,
)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_sentence_for_a_person(cause: Cause) -> None:
    entry = CATALOGUE[cause]
    assert entry.sentence[0].isupper() or entry.sentence[0] == "`"
    assert entry.sentence.endswith(".")
    assert cause.value == cause.name


def test_a_detail_is_added_in_the_same_breath() -> None:
    assert sentence(Cause.ROLE_UNKNOWN, "king") == "The role must be `operator` or `node`. (king)"
    assert sentence(Cause.ROLE_UNKNOWN) == "The role must be `operator` or `node`."


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, TabrelayError) and value is not TabrelayError
    }
    assert classes == drawn


def test_a_frame_error_says_what_and_why_once() -> None:
    error = FrameError(Cause.FRAME_INVALID, "byte 7")
    assert (error.cause, error.detail) == (Cause.FRAME_INVALID, "byte 7")
    assert str(error).count("byte 7") == 1


def test_a_refusal_carries_what_was_on_the_wire() -> None:
    refused = HandshakeRefused("NOT_PAIRED", "PAIRING_REQUIRED", "Pair first.", {"code": "PAIRING_REQUIRED"})
    assert isinstance(refused, RefusedError)
    assert (refused.code, refused.cause, str(refused), refused.reason) == (
        "NOT_PAIRED",
        "PAIRING_REQUIRED",
        "Pair first.",
        "REFUSED",
    )
    assert RefusedError("X", "Y", "no").details == {}
