"""The three kinds of frame, and all that is none of them."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw

from tabrelay.protocol.errors import Cause, Code, FrameError
from tabrelay.protocol.frames import (
    ErrorShape,
    Event,
    Request,
    Response,
    decode_as,
    decode_frame,
    encode_error,
    encode_event,
    encode_request,
    encode_response,
    error_shape,
)
from tabrelay.protocol.messages import Challenge


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"type":"req","id":"1","method":"status"}', Request("1", "status")),
        ('{"type":"event","event":"tick"}', Event("tick")),
        ('{"type":"event","event":"tick","payload":{},"seq":4,"more":1}', Event("tick", Raw(b"{}"), 4)),
        ('{"type":"res","id":"1","ok":true}', Response("1", ok=True)),
        (
            '{"type":"res","id":"1","ok":false,"error":{"code":"X","message":"no"}}',
            Response("1", ok=False, error=ErrorShape("X", "no")),
        ),
    ],
)
def test_a_frame_is_read(text: str, frame: object) -> None:
    decoded = decode_frame(text)
    assert type(decoded) is type(frame)
    assert repr(decode_frame(text.encode())) == repr(decoded) or decoded == frame


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"type":"hello"}',
        '{"type":"req","method":"x"}',
        '{"type":"req","id":"","method":"x"}',
        '{"type":"req","id":1,"method":"x"}',
        '{"type":"res","id":"1","ok":"yes"}',
        '{"type":"res","id":"1","ok":false}',
        '{"type":"res","id":"1","ok":false,"error":"no"}',
        '{"type":"event"}',
        '{"type":"event","event":"x","seq":"1"}',
        b'{"type":"event","event":"\xff"}',
        '{"type":"event","event":"\ud800"}',
        "[" * 100_000,
        '{"type":"event","event":"x","payload":' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
)
def test_what_is_no_frame_is_said_to_be_none(data: str | bytes) -> None:
    with pytest.raises(FrameError) as caught:
        decode_frame(data)
    assert caught.value.cause is Cause.FRAME_INVALID


@given(st.binary() | st.text())
def test_any_bytes_are_a_frame_or_a_frame_error(data: bytes | str) -> None:
    with contextlib.suppress(FrameError):
        assert isinstance(decode_frame(data), Request | Response | Event)


def test_payloads_stay_the_bytes_they_were() -> None:
    frame = decode_frame(b'{"type":"event","event":"x","payload":{ "a" : 1.0 }}')
    assert isinstance(frame, Event)
    assert bytes(frame.payload) == b'{ "a" : 1.0 }'


def test_frames_are_written_as_the_wire_has_them() -> None:
    assert json.loads(encode_request("1", "status")) == {"type": "req", "id": "1", "method": "status", "params": {}}
    assert json.loads(encode_response("1", {"a": 1})) == {"type": "res", "id": "1", "ok": True, "payload": {"a": 1}}
    assert json.loads(encode_event("tick", Raw(b'{"ts":1}'))) == {
        "type": "event",
        "event": "tick",
        "payload": {"ts": 1},
    }
    error = ErrorShape("UNAVAILABLE", "later", retryable=True, retry_after_ms=5)
    assert json.loads(encode_error("1", error)) == {
        "type": "res",
        "id": "1",
        "ok": False,
        "error": {"code": "UNAVAILABLE", "message": "later", "retryable": True, "retryAfterMs": 5},
    }


def test_an_error_is_made_from_its_cause() -> None:
    error = error_shape(Cause.AUTH_RATE_LIMITED, "9 of 10", retry_after_ms=60_000, source="::1")
    assert error.code == Code.UNAUTHORIZED
    assert error.cause == "AUTH_RATE_LIMITED"
    assert error.message.endswith("(9 of 10)")
    assert error.details == {"code": "AUTH_RATE_LIMITED", "source": "::1"}
    assert (error.retryable, error.retry_after_ms) == (True, 60_000)
    assert error_shape(Cause.ROLE_UNKNOWN).retry_after_ms is UNSET


def test_the_cause_of_a_foreign_error_is_its_coarse_code() -> None:
    assert ErrorShape("UNAVAILABLE", "later").cause == "UNAVAILABLE"
    assert ErrorShape("UNAVAILABLE", "later", details={"more": 1}).cause == "UNAVAILABLE"
    assert ErrorShape("UNAVAILABLE", "later", details={"code": 7}).cause == "7"


def test_parameters_are_read_as_their_shape_or_the_place_is_named() -> None:
    assert decode_as(Raw(b'{"nonce":"n","ts":1}'), Challenge) == Challenge("n", 1)
    for raw in (b"", b"{}", b'{"nonce":5,"ts":1}', b"[" * 5000):
        with pytest.raises(FrameError) as caught:
            decode_as(Raw(raw), Challenge)
        assert caught.value.cause is Cause.PARAMS_INVALID
    with pytest.raises(FrameError, match="nonce"):
        decode_as(Raw(b'{"nonce":5,"ts":1}'), Challenge)
