"""The error tree, and the catalogue of causes.

::

    TabrelayError
    ├── ProtocolError            bytes that do not say anything valid
    │   └── FrameError           (and PairingInvalid, in pairing.py)
    ├── RefusedError             the peer said no; carries a Cause
    ├── HandshakeError           the wait for hello-ok ended without it
    │   ├── HandshakeTimeout
    │   ├── HandshakeClosed
    │   ├── HandshakeInvalid     the gateway said what no gateway says
    │   ├── HandshakeRefused     (also a RefusedError)
    │   └── GatewayUntrusted     the gateway could not prove who it is
    └── CallError                a request on a ready link failed
        ├── CallRefused          (also a RefusedError)
        ├── CallTimeout
        └── LinkLost

``error.code`` on the wire is coarse (:class:`Code`); ``error.details.code`` is a :class:`Cause`, stable for ever,
and each cause has a sentence that tells a person what to do next.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Code(StrEnum):
    """Coarse error codes: how a program should react."""

    INVALID_REQUEST = "INVALID_REQUEST"
    NOT_PAIRED = "NOT_PAIRED"
    UNAUTHORIZED = "UNAUTHORIZED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"
    CHROME = "CHROME"
    INTERNAL = "INTERNAL"


class Cause(StrEnum):
    """Precise, stable causes: ``error.details.code``."""

    AUTH_TOKEN_MISSING = "AUTH_TOKEN_MISSING"  # noqa: S105 - names of causes, not secrets
    AUTH_TOKEN_MISMATCH = "AUTH_TOKEN_MISMATCH"  # noqa: S105
    AUTH_PROOF_INVALID = "AUTH_PROOF_INVALID"
    AUTH_PROOF_MISSING = "AUTH_PROOF_MISSING"
    AUTH_RATE_LIMITED = "AUTH_RATE_LIMITED"
    DEVICE_REQUIRED = "DEVICE_REQUIRED"
    DEVICE_ID_MISMATCH = "DEVICE_ID_MISMATCH"
    DEVICE_KEY_INVALID = "DEVICE_KEY_INVALID"
    DEVICE_NONCE_MISMATCH = "DEVICE_NONCE_MISMATCH"
    DEVICE_SIGNATURE_INVALID = "DEVICE_SIGNATURE_INVALID"
    DEVICE_SIGNATURE_EXPIRED = "DEVICE_SIGNATURE_EXPIRED"
    DEVICE_REVOKED = "DEVICE_REVOKED"
    PAIRING_REQUIRED = "PAIRING_REQUIRED"
    PAIRING_UNKNOWN = "PAIRING_UNKNOWN"
    PAIRING_EXPIRED = "PAIRING_EXPIRED"
    PROTOCOL_MISMATCH = "PROTOCOL_MISMATCH"
    ROLE_UNKNOWN = "ROLE_UNKNOWN"
    ROLE_NOT_ALLOWED = "ROLE_NOT_ALLOWED"
    SCOPE_NOT_ALLOWED = "SCOPE_NOT_ALLOWED"
    CONNECT_EXPECTED = "CONNECT_EXPECTED"
    CONNECT_REPEATED = "CONNECT_REPEATED"
    CONNECT_TIMEOUT = "CONNECT_TIMEOUT"
    FRAME_INVALID = "FRAME_INVALID"
    FRAME_BINARY = "FRAME_BINARY"
    FRAME_TOO_LARGE = "FRAME_TOO_LARGE"
    PARAMS_INVALID = "PARAMS_INVALID"
    METHOD_UNKNOWN = "METHOD_UNKNOWN"
    URL_MISMATCH = "URL_MISMATCH"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"
    HOST_NOT_ALLOWED = "HOST_NOT_ALLOWED"
    TOO_MANY_CONNECTIONS = "TOO_MANY_CONNECTIONS"
    TICKET_MISSING = "TICKET_MISSING"
    TICKET_UNKNOWN = "TICKET_UNKNOWN"
    TICKET_EXPIRED = "TICKET_EXPIRED"
    TICKET_REVOKED = "TICKET_REVOKED"
    BROWSER_NONE = "BROWSER_NONE"
    BROWSER_AMBIGUOUS = "BROWSER_AMBIGUOUS"
    BROWSER_UNKNOWN = "BROWSER_UNKNOWN"
    BROWSER_AWAY = "BROWSER_AWAY"
    TARGET_UNKNOWN = "TARGET_UNKNOWN"
    DEVICE_UNKNOWN = "DEVICE_UNKNOWN"
    TAB_NOT_SHARED = "TAB_NOT_SHARED"
    CHROME_REFUSED = "CHROME_REFUSED"
    COMMAND_NOT_ALLOWED = "COMMAND_NOT_ALLOWED"
    PATH_UNKNOWN = "PATH_UNKNOWN"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    UPGRADE_REQUIRED = "UPGRADE_REQUIRED"
    UPGRADE_INVALID = "UPGRADE_INVALID"
    REQUEST_INVALID = "REQUEST_INVALID"
    PROTOCOL_NOT_REVEALED = "PROTOCOL_NOT_REVEALED"
    SHUTTING_DOWN = "SHUTTING_DOWN"
    STORE_FAILED = "STORE_FAILED"
    INTERNAL_ERROR = "INTERNAL_ERROR"


class Entry(msgspec.Struct, frozen=True):
    """One line of the catalogue: the coarse code, the sentence for a person, and whether trying again can help."""

    code: Code
    sentence: str
    retryable: bool = False


CATALOGUE: Final[dict[Cause, Entry]] = {
    Cause.AUTH_TOKEN_MISSING: Entry(
        Code.UNAUTHORIZED, "The gateway wants a token. Run on the gateway's machine, or pass --token."
    ),
    Cause.AUTH_TOKEN_MISMATCH: Entry(
        Code.UNAUTHORIZED, "The token is not this gateway's. Check --state-dir, or pass the right --token."
    ),
    Cause.AUTH_PROOF_INVALID: Entry(
        Code.UNAUTHORIZED, "The pairing secret does not match. Run `tabrelay pair` again and use the new pairing."
    ),
    Cause.AUTH_PROOF_MISSING: Entry(
        Code.UNAUTHORIZED, "A device must sign the address it dialled (auth.proof). Update the extension or the client."
    ),
    Cause.AUTH_RATE_LIMITED: Entry(
        Code.UNAUTHORIZED, "Too many failed attempts from this address. Wait a minute, then try again.", retryable=True
    ),
    Cause.DEVICE_REQUIRED: Entry(
        Code.NOT_PAIRED,
        "This gateway accepts browsers that are paired. Run `tabrelay pair` and confirm in the browser.",
    ),
    Cause.DEVICE_ID_MISMATCH: Entry(Code.INVALID_REQUEST, "The device id is not the hash of the device's public key."),
    Cause.DEVICE_KEY_INVALID: Entry(
        Code.INVALID_REQUEST, "The device's public key is not a base64url Ed25519 key of 32 bytes."
    ),
    Cause.DEVICE_NONCE_MISMATCH: Entry(
        Code.UNAUTHORIZED, "The signature answers another challenge. Connect again.", retryable=True
    ),
    Cause.DEVICE_SIGNATURE_INVALID: Entry(
        Code.UNAUTHORIZED, "The device's signature is wrong. Forget the gateway in the extension and pair again."
    ),
    Cause.DEVICE_SIGNATURE_EXPIRED: Entry(
        Code.UNAUTHORIZED,
        "The clocks of the two machines differ by more than two minutes. Set them right, then try again.",
        retryable=True,
    ),
    Cause.DEVICE_REVOKED: Entry(
        Code.NOT_PAIRED, "This device was removed from the gateway. Run `tabrelay pair` to let it in again."
    ),
    Cause.PAIRING_REQUIRED: Entry(
        Code.NOT_PAIRED, "The gateway does not know this device. Run `tabrelay pair` and confirm in the browser."
    ),
    Cause.PAIRING_UNKNOWN: Entry(
        Code.NOT_PAIRED, "This pairing was used already or never made. Run `tabrelay pair` for a new one."
    ),
    Cause.PAIRING_EXPIRED: Entry(Code.NOT_PAIRED, "This pairing has expired. Run `tabrelay pair` for a new one."),
    Cause.PROTOCOL_MISMATCH: Entry(
        Code.INVALID_REQUEST, "Gateway and client speak different protocol versions. Update the older of the two."
    ),
    Cause.ROLE_UNKNOWN: Entry(Code.INVALID_REQUEST, "The role must be `operator` or `node`."),
    Cause.ROLE_NOT_ALLOWED: Entry(
        Code.FORBIDDEN, "This device is paired for another role. Pair it again for the role it asks for."
    ),
    Cause.SCOPE_NOT_ALLOWED: Entry(
        Code.FORBIDDEN, "A scope was asked for that this client was not given. Ask for less, or pair it with more."
    ),
    Cause.CONNECT_EXPECTED: Entry(Code.INVALID_REQUEST, "The first frame must be the request `connect`."),
    Cause.CONNECT_REPEATED: Entry(Code.INVALID_REQUEST, "`connect` was already answered on this connection."),
    Cause.CONNECT_TIMEOUT: Entry(
        Code.UNAVAILABLE, "No `connect` came in time. Answer the challenge within 10 seconds.", retryable=True
    ),
    Cause.FRAME_INVALID: Entry(Code.INVALID_REQUEST, "The frame is not a request, a response or an event in JSON."),
    Cause.FRAME_BINARY: Entry(Code.INVALID_REQUEST, "Binary frames are not part of this protocol. Send JSON text."),
    Cause.FRAME_TOO_LARGE: Entry(Code.INVALID_REQUEST, "The frame is larger than this gateway accepts."),
    Cause.PARAMS_INVALID: Entry(Code.INVALID_REQUEST, "The parameters do not have the shape this method takes."),
    Cause.METHOD_UNKNOWN: Entry(Code.INVALID_REQUEST, "There is no such method. See `features.methods` in hello-ok."),
    Cause.URL_MISMATCH: Entry(
        Code.UNAUTHORIZED,
        "The connection was dialled at an address that is not this gateway's. Something stands between the two, "
        "or the gateway needs --public-url.",
    ),
    Cause.ORIGIN_NOT_ALLOWED: Entry(
        Code.FORBIDDEN, "Web pages and unknown extensions may not connect. Use the Tabrelay extension, or no Origin."
    ),
    Cause.HOST_NOT_ALLOWED: Entry(
        Code.FORBIDDEN, "The gateway does not answer for this host name. Dial 127.0.0.1, or start it with --public-url."
    ),
    Cause.TOO_MANY_CONNECTIONS: Entry(
        Code.UNAVAILABLE, "Too many connections are waiting to be let in. Try again in a moment.", retryable=True
    ),
    Cause.TICKET_MISSING: Entry(
        Code.UNAUTHORIZED, "This address needs a ticket. Make one with `tabrelay ticket create`."
    ),
    Cause.TICKET_UNKNOWN: Entry(Code.UNAUTHORIZED, "No such ticket. Make one with `tabrelay ticket create`."),
    Cause.TICKET_EXPIRED: Entry(
        Code.UNAUTHORIZED, "This ticket has expired. Make a new one with `tabrelay ticket create`."
    ),
    Cause.TICKET_REVOKED: Entry(
        Code.UNAUTHORIZED, "This ticket was revoked. Make a new one with `tabrelay ticket create`."
    ),
    Cause.BROWSER_NONE: Entry(
        Code.UNAVAILABLE,
        "No browser is linked to the gateway. Run `tabrelay pair`, or start one with `tabrelay up --browser`.",
        retryable=True,
    ),
    Cause.BROWSER_AMBIGUOUS: Entry(
        Code.INVALID_REQUEST, "Several browsers are linked. Name one with --browser (see `tabrelay devices list`)."
    ),
    Cause.BROWSER_UNKNOWN: Entry(Code.NOT_FOUND, "No such browser. See `tabrelay devices list`."),
    Cause.BROWSER_AWAY: Entry(
        Code.UNAVAILABLE,
        "The browser is not linked at the moment. Open it, or look at the extension's badge.",
        retryable=True,
    ),
    Cause.TARGET_UNKNOWN: Entry(Code.NOT_FOUND, "No shared tab has this target id. See `tabrelay tabs`."),
    Cause.DEVICE_UNKNOWN: Entry(Code.NOT_FOUND, "No such device. See `tabrelay devices list`."),
    Cause.TAB_NOT_SHARED: Entry(
        Code.FORBIDDEN, "The person does not share this tab. Click the toolbar button on it to share it."
    ),
    Cause.CHROME_REFUSED: Entry(Code.CHROME, "Chrome refused the call."),
    Cause.COMMAND_NOT_ALLOWED: Entry(Code.FORBIDDEN, "The extension does not execute this command."),
    Cause.PATH_UNKNOWN: Entry(
        Code.NOT_FOUND,
        "There is nothing at this path. Check the address; `tabrelay ticket create` prints those for CDP clients.",
    ),
    Cause.METHOD_NOT_ALLOWED: Entry(
        Code.INVALID_REQUEST, "This path does not take this HTTP method. Send the one that the header Allow names."
    ),
    Cause.UPGRADE_REQUIRED: Entry(
        Code.INVALID_REQUEST,
        "This address is a WebSocket. Open it as ws:// or wss://; a proxy on the way must pass on the header Upgrade.",
    ),
    Cause.UPGRADE_INVALID: Entry(
        Code.INVALID_REQUEST,
        "The WebSocket upgrade is malformed. Use a client that follows RFC 6455; a proxy on the way must pass on all "
        "its headers.",
    ),
    Cause.REQUEST_INVALID: Entry(
        Code.INVALID_REQUEST,
        "The HTTP request is malformed. Speak HTTP/1.1, without TLS where the gateway was started without it.",
    ),
    Cause.PROTOCOL_NOT_REVEALED: Entry(
        Code.UNAVAILABLE,
        "Chrome does not show extensions the protocol's description. Take it from the npm package devtools-protocol.",
    ),
    Cause.SHUTTING_DOWN: Entry(Code.UNAVAILABLE, "The gateway is shutting down.", retryable=True),
    Cause.STORE_FAILED: Entry(
        Code.INTERNAL, "The gateway could not write its state. Check the disk and `tabrelay doctor`.", retryable=True
    ),
    Cause.INTERNAL_ERROR: Entry(Code.INTERNAL, "The gateway failed to handle this. Its log has the details."),
}


UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What decoding raises for bytes that nobody can read: no JSON or another shape, no UTF-8, nested without end."""


class TabrelayError(Exception):
    """Root of everything this package raises on purpose."""


class ProtocolError(TabrelayError):
    """The peer sent bytes that do not say anything valid."""


class FrameError(ProtocolError):
    """One frame could not be understood; :attr:`cause` names why, ``str()`` says it, :attr:`detail` included."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        self.cause = cause
        self.detail = detail
        super().__init__(sentence(cause, detail))


class RefusedError(TabrelayError):
    """The peer answered with an error.

    :attr:`code` is the coarse code and :attr:`cause` the precise one, both as they were on the wire (a foreign
    gateway may use others than :class:`Code` and :class:`Cause`); :attr:`details` is ``error.details`` as sent.
    """

    def __init__(self, code: str, cause: str, message: str, details: dict[str, object] | None = None) -> None:
        self.code = code
        self.cause = cause
        self.details = details or {}
        super().__init__(message)


class HandshakeError(TabrelayError):
    """The wait for ``hello-ok`` ended without it; :attr:`reason` is a stable word."""

    reason: str = "FAILED"


class HandshakeTimeout(HandshakeError):  # noqa: N818 - the field's word is the plain noun
    """No ``hello-ok`` within the limit."""

    reason = "TIMEOUT"


class HandshakeClosed(HandshakeError):  # noqa: N818
    """The connection closed or failed before ``hello-ok``."""

    reason = "CLOSED"


class HandshakeInvalid(HandshakeError):  # noqa: N818
    """The gateway sent something that no gateway says during a handshake."""

    reason = "INVALID"


class GatewayUntrusted(HandshakeError):  # noqa: N818
    """The gateway could not prove that it is the one this device was paired with."""

    reason = "UNTRUSTED"


class HandshakeRefused(HandshakeError, RefusedError):  # noqa: N818
    """The gateway answered ``connect`` with an error."""

    reason = "REFUSED"


class CallError(TabrelayError):
    """A request on a ready link did not succeed."""


class CallRefused(CallError, RefusedError):  # noqa: N818
    """The peer answered the request with an error."""


class CallTimeout(CallError):  # noqa: N818
    """No answer within the caller's limit."""


class LinkLost(CallError):  # noqa: N818
    """The link ended before the answer came."""


def sentence(cause: Cause, detail: str = "") -> str:
    """What to tell a person about ``cause``; ``detail`` adds what was found, in the same breath."""
    text = CATALOGUE[cause].sentence
    return f"{text} ({detail})" if detail else text
