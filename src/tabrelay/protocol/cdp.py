"""The CDP envelope: one shape for every message, ``params`` and ``result`` as untouched bytes.

Messages are put together by hand because their large parts are bytes already: a response is three joins, not a parse.
Member order and error texts follow Chrome's (``content/browser/devtools``, ``third_party/inspector_protocol``).
"""

from __future__ import annotations

import msgspec
from msgspec import Raw

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
SERVER_ERROR = -32000
SESSION_NOT_FOUND = -32001

_encoder = msgspec.json.Encoder()


class Command(msgspec.Struct, frozen=True):
    """``{"id","method","params"?,"sessionId"?}`` from a client. ``session_id`` is ``""`` for the connection itself."""

    id: int
    method: str
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


def decode_command(data: bytes | str) -> Command:
    """A client's frame as a command; raises :class:`BadCommand` with Chrome's own complaint."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _complaint(data) from None


def _complaint(data: bytes | str) -> BadCommand:
    try:
        message = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return BadCommand(CdpError(PARSE_ERROR, f"JSON: {error}"))
    if not isinstance(message, dict):
        return BadCommand(CdpError(INVALID_REQUEST, "Message must be an object"))
    id_ = message.get("id")
    if not isinstance(id_, int) or isinstance(id_, bool):
        return BadCommand(CdpError(INVALID_REQUEST, "Message must have integer 'id' property"))
    if not isinstance(message.get("method"), str):
        return BadCommand(CdpError(INVALID_REQUEST, "Message must have string 'method' property"), id_)
    return BadCommand(CdpError(INVALID_REQUEST, "Message must have string 'sessionId' property"), id_)


def encode_result(id_: int, result: bytes | Raw, session_id: str = "") -> bytes:
    """A response; ``result`` is spliced as it is."""
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    return b'{"id":%d,"result":%b%b' % (id_, bytes(result) or b"{}", tail)


def encode_failure(id_: int | None, error: CdpError, session_id: str = "") -> bytes:
    """A response with an error; without an id when the command had none that could be read."""
    head = b"{" if id_ is None else b'{"id":%d,' % id_
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    return b'%b"error":%b%b' % (head, _encoder.encode(error), tail)


def encode_event(method: str, params: bytes | Raw, session_id: str = "") -> bytes:
    """An event; ``params`` is spliced as it is."""
    tail = b',"sessionId":"%b"}' % session_id.encode() if session_id else b"}"
    return b'{"method":"%b","params":%b%b' % (method.encode(), bytes(params) or b"{}", tail)


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
    except msgspec.DecodeError:
        return CdpError(SERVER_ERROR, message)
