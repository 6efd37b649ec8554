"""How a refusal over HTTP looks: always ``{"error": {code, message, details}}``, as on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import ErrorShape, error_shape


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that goes no further, and why."""

    status: int
    cause: Cause
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    retry_after_ms: int | None = None

    @property
    def error(self) -> ErrorShape:
        """The same as the wire's ``error`` object."""
        return error_shape(self.cause, self.detail, retry_after_ms=self.retry_after_ms)

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
