"""How a method says no."""

from __future__ import annotations

from typing import Any

from tabrelay.protocol.errors import Cause, FrameError, TabrelayError
from tabrelay.protocol.frames import ErrorShape, error_shape


class Refusal(TabrelayError):  # noqa: N818 - it is an answer
    """A method's answer that is an error; :attr:`shape` goes on the wire as it is."""

    def __init__(self, cause: Cause, detail: str = "", **details: Any) -> None:  # noqa: ANN401 - whatever JSON has
        self.shape = error_shape(cause, detail, **details)
        super().__init__(self.shape.message)


def shape_of(error: FrameError) -> ErrorShape:
    """The ``error`` object for a frame that could not be read; the exception's text is the whole sentence already."""
    plain = error_shape(error.cause)
    return ErrorShape(code=plain.code, message=str(error), details=plain.details, retryable=plain.retryable)
