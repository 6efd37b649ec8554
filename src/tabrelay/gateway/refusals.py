"""How a refusal over HTTP looks: always ``{"error": {code, message, details}}``, as on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from aiohttp import web

from tabrelay.protocol.errors import CATALOGUE, Cause, Code, sentence
from tabrelay.protocol.frames import ErrorShape


class HttpCause(StrEnum):
    """Causes that only HTTP has; ``error.details.code`` beside the protocol's own."""

    PATH_UNKNOWN = "PATH_UNKNOWN"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    UPGRADE_REQUIRED = "UPGRADE_REQUIRED"
    UPGRADE_INVALID = "UPGRADE_INVALID"
    REQUEST_INVALID = "REQUEST_INVALID"
    PROTOCOL_NOT_REVEALED = "PROTOCOL_NOT_REVEALED"


_HTTP_ONLY = {
    HttpCause.PATH_UNKNOWN: (Code.NOT_FOUND, "There is nothing at this path. See the documentation for what there is."),
    HttpCause.METHOD_NOT_ALLOWED: (Code.INVALID_REQUEST, "This path does not take this HTTP method."),
    HttpCause.UPGRADE_REQUIRED: (Code.INVALID_REQUEST, "This address is a WebSocket. Open it as ws:// or wss://."),
    HttpCause.UPGRADE_INVALID: (Code.INVALID_REQUEST, "The WebSocket upgrade is malformed."),
    HttpCause.REQUEST_INVALID: (Code.INVALID_REQUEST, "The HTTP request is malformed."),
    HttpCause.PROTOCOL_NOT_REVEALED: (
        Code.UNAVAILABLE,
        "chrome.debugger does not reveal the protocol's description. Take it from the devtools-protocol package.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that goes no further, and why."""

    status: int
    cause: Cause | HttpCause
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    retry_after_ms: int | None = None

    @property
    def sentence(self) -> str:
        """What to tell a person."""
        if isinstance(self.cause, Cause):
            return sentence(self.cause, self.detail)
        text = _HTTP_ONLY[self.cause][1]
        return f"{text} ({self.detail})" if self.detail else text

    @property
    def error(self) -> ErrorShape:
        """The same as the wire's ``error`` object."""
        entry = CATALOGUE[self.cause] if isinstance(self.cause, Cause) else None
        return ErrorShape(
            code=entry.code if entry else _HTTP_ONLY[HttpCause(self.cause)][0],
            message=self.sentence,
            details={"code": self.cause.value},
            retryable=entry.retryable if entry else False,
            retry_after_ms=msgspec.UNSET if self.retry_after_ms is None else self.retry_after_ms,
        )

    def response(self) -> web.Response:
        """The HTTP answer. The connection ends with it: what follows a refused upgrade is nobody's."""
        headers = {"Cache-Control": "no-store", **self.headers}
        if self.retry_after_ms is not None:
            headers["Retry-After"] = str(max(1, -(-self.retry_after_ms // 1000)))
        return web.Response(
            status=self.status,
            body=msgspec.json.encode({"error": self.error}),
            headers=headers,
            content_type="application/json",
        )
