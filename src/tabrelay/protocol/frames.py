"""The three kinds of frame, and how they become bytes.

``params`` and ``payload`` stay :class:`msgspec.Raw`: whoever understands a method decodes its parameters, everybody
else passes the bytes on untouched.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.protocol.errors import CATALOGUE, UNREADABLE, Cause, FrameError, sentence

T = TypeVar("T")

EMPTY_OBJECT = Raw(b"{}")


class Request(msgspec.Struct, tag_field="type", tag="req", frozen=True):
    """``{"type":"req","id","method","params"?}``. ``id`` is any non-empty string, unique among the open requests."""

    id: str
    method: str
    params: Raw = Raw(b"")


class ErrorShape(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """``error`` of a refused response. ``details["code"]`` is the precise cause where there is one."""

    code: str
    message: str
    details: dict[str, Any] | UnsetType = UNSET
    retryable: bool | UnsetType = UNSET
    retry_after_ms: int | UnsetType = UNSET

    @property
    def cause(self) -> str:
        """The precise cause, or the coarse code when the peer sent no details."""
        details = self.details if isinstance(self.details, dict) else {}
        return str(details.get("code", self.code))


class Response(msgspec.Struct, tag_field="type", tag="res", frozen=True):
    """``{"type":"res","id","ok":true,"payload"?}`` or ``{"type":"res","id","ok":false,"error"}``."""

    id: str
    ok: bool
    payload: Raw = Raw(b"")
    error: ErrorShape | None = None


class Event(msgspec.Struct, tag_field="type", tag="event", frozen=True):
    """``{"type":"event","event","payload"?,"seq"?}``."""

    event: str
    payload: Raw = Raw(b"")
    seq: int | None = None


Frame = Request | Response | Event

_decoder: msgspec.json.Decoder[Request | Response | Event] = msgspec.json.Decoder(Request | Response | Event)
_encoder = msgspec.json.Encoder()


def decode_frame(data: bytes | str) -> Frame:
    """One text frame's content as a value.

    Raises :class:`FrameError` with ``FRAME_INVALID`` for anything that is not one of the three kinds.
    """
    try:
        frame = _decoder.decode(data)
    except UNREADABLE as error:
        raise FrameError(Cause.FRAME_INVALID, str(error)) from None
    if isinstance(frame, Request) and not frame.id:
        raise FrameError(Cause.FRAME_INVALID, "a request needs a non-empty `id`")
    if isinstance(frame, Response) and not frame.ok and frame.error is None:
        raise FrameError(Cause.FRAME_INVALID, "a refused response needs `error`")
    return frame


def encode_request(id_: str, method: str, params: object = EMPTY_OBJECT) -> bytes:
    """The bytes of a request; ``params`` is a Struct, a dict, or :class:`Raw` bytes to be spliced."""
    return _encoder.encode({"type": "req", "id": id_, "method": method, "params": params})


def encode_response(id_: str, payload: object = EMPTY_OBJECT) -> bytes:
    """The bytes of a response that succeeded."""
    return _encoder.encode({"type": "res", "id": id_, "ok": True, "payload": payload})


def encode_error(id_: str, error: ErrorShape) -> bytes:
    """The bytes of a response that did not."""
    return _encoder.encode({"type": "res", "id": id_, "ok": False, "error": error})


def encode_event(event: str, payload: object = EMPTY_OBJECT) -> bytes:
    """The bytes of an event."""
    return _encoder.encode({"type": "event", "event": event, "payload": payload})


def error_shape(cause: Cause, detail: str = "", *, retry_after_ms: int | None = None, **details: object) -> ErrorShape:
    """The ``error`` object for a cause of the catalogue; ``details`` are added beside ``details.code``."""
    entry = CATALOGUE[cause]
    return ErrorShape(
        code=entry.code,
        message=sentence(cause, detail),
        details={"code": cause.value, **details},
        retryable=entry.retryable,
        retry_after_ms=UNSET if retry_after_ms is None else retry_after_ms,
    )


def decode_as(raw: Raw, shape: type[T]) -> T:
    """``raw`` as ``shape``; absent means ``{}``. Raises :class:`FrameError` with ``PARAMS_INVALID`` and the place."""
    try:
        return msgspec.json.decode(raw or b"{}", type=shape)
    except UNREADABLE as error:
        raise FrameError(Cause.PARAMS_INVALID, str(error)) from None
