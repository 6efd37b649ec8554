"""The CDP envelope: one shape for every message, ``params`` and ``result`` as untouched bytes.

Messages are put together by hand because their large parts are bytes already: a response is three joins, not a parse.
Member order and error texts follow Chrome's (``content/browser/devtools``, ``third_party/inspector_protocol``).
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Raw

from tabrelay.protocol.errors import UNREADABLE

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
SERVER_ERROR = -32000
SESSION_NOT_FOUND = -32001

MAX_ID: Final = 2**31 - 1

_encoder = msgspec.json.Encoder()


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``{"id","method","params"?,"sessionId"?}`` from a client. ``session_id`` is ``""`` for the connection itself.

    As in Chrome, ``id`` has 32 bits, ``method`` is ASCII, and there are no other members.
    """

    id: Annotated[int, Meta(ge=-MAX_ID - 1, le=MAX_ID)]
    method: Annotated[str, Meta(min_length=1)]
    params: Raw = Raw(b"")
    session_id: str = msgspec.field(name="sessionId", default="")


class CdpError(msgspec.Struct, frozen=True, omit_defaults=True):
    """``error`` of a CDP response, with the code and message Chrome itself would use where it has one."""

    code: int
    message: str
    data: str = ""


class BadCommand(Exception):  # noqa: N818 - it is the name of what arrived
    """A frame from a client that is no command; holds the answer that Chrome gives to it."""

    def __init__(self, error: CdpError, id_: int | None = None) -> None:
        self.error = error
        self.id = id_
        super().__init__(error.message)


_decoder = msgspec.json.Decoder(Command)


_OPENERS: Final = b"{["
"""What ``params`` may begin with; Chrome takes an array where a method has no parameters."""


def decode_command(data: bytes | str) -> Command:
    """A client's frame as a command; raises :class:`BadCommand` with Chrome's own complaint."""
    try:
        command = _decoder.decode(data)
    except UNREADABLE:
        return _decode_carefully(data)
    first = bytes(memoryview(command.params)[:1])
    if first not in _OPENERS or not command.method.isascii():
        return _decode_carefully(data)
    return command


def _decode_carefully(data: bytes | str) -> Command:
    """What the quick way did not take: nearly always a complaint, and a few oddities that Chrome does take."""
    try:
        message = msgspec.json.decode(data)
    except RecursionError:
        raise BadCommand(CdpError(PARSE_ERROR, "JSON: stack limit exceeded")) from None
    except UNREADABLE as error:
        raise BadCommand(CdpError(PARSE_ERROR, _said_like_chrome(str(error)))) from None
    if not isinstance(message, dict):
        raise BadCommand(CdpError(INVALID_REQUEST, "Message must be an object"))
    id_ = _integer(message.get("id"))
    complaint = _complaint(message, id_)
    if complaint or id_ is None:
        raise BadCommand(CdpError(INVALID_REQUEST, complaint), id_)
    params = message.get("params")
    return Command(
        id=id_,
        method=message["method"],
        params=Raw(b"" if params is None else _encoder.encode(params)),
        session_id=message.get("sessionId", ""),
    )


def _complaint(message: dict[str, Any], id_: int | None) -> str:
    method = message.get("method")
    if id_ is None:
        return "Message must have integer 'id' property"
    if not isinstance(method, str) or not method or not method.isascii():
        return "Message must have string 'method' property"
    if not isinstance(message.get("sessionId", ""), str):
        return "Message may have string 'sessionId' property"
    if not isinstance(message.get("params"), dict | list | None):
        return "Message may have object 'params' property"
    if message.keys() - {"id", "method", "sessionId", "params"}:
        return "Message has property other than 'id', 'method', 'sessionId', 'params'"
    return ""


def _integer(value: object) -> int | None:
    """JSON has one kind of number: ``1.0`` is an integer, ``true`` is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if -MAX_ID - 1 <= value <= MAX_ID else None


def _said_like_chrome(complaint: str) -> str:
    """``JSON: <what is wrong> at position <byte>``."""
    match = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", complaint)
    return f"JSON: {match[1]} at position {match[2]}" if match else f"JSON: {complaint}"


def encode_result(id_: int, result: bytes | Raw, session_id: str = "") -> bytes:
    """A response; ``result`` is spliced as it is."""
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    # Joined, not formatted: `%` copies ten megabytes several times over.
    return b"".join((b'{"id":%d,"result":' % id_, memoryview(result or b"{}"), tail))


def encode_failure(id_: int | None, error: CdpError, session_id: str = "") -> bytes:
    """A response with an error; without an id when the command had none that could be read."""
    head = b"{" if id_ is None else b'{"id":%d,' % id_
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    return b'%b"error":%b%b' % (head, _encoder.encode(error), tail)


def encode_event(method: str, params: bytes | Raw, session_id: str = "") -> bytes:
    """An event; ``params`` is spliced as it is."""
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    head = b'{"method":%b,"params":' % _encoder.encode(method)
    return b"".join((head, memoryview(params or b"{}"), tail))


def encode_value(value: object) -> bytes:
    """Any Struct or plain value as JSON bytes, for results and params that the gateway makes itself."""
    return _encoder.encode(value)


def method_not_found(method: str) -> CdpError:
    """Chrome's answer to a method it does not have."""
    return CdpError(METHOD_NOT_FOUND, f"'{method}' wasn't found")


def session_not_found() -> CdpError:
    """Chrome's answer to a session id it does not know."""
    return CdpError(SESSION_NOT_FOUND, "Session with given id not found.")


def from_chrome(message: str) -> CdpError:
    """The error in ``chrome.runtime.lastError.message``.

    For a command that CDP refused it is a JSON object ``{"code","message"}``; for one that ``chrome.debugger`` itself
    refused it is a sentence.
    """
    try:
        return msgspec.json.decode(message, type=CdpError)
    except UNREADABLE:
        return CdpError(SERVER_ERROR, message)
