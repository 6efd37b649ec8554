"""What sessions change of a request and its response: merged, shown to the next one, and said to Chrome in the end."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import Any, Final

import msgspec

from tabrelay.protocol import cdp

Json = dict[str, Any]


class Header(msgspec.Struct, frozen=True):
    """``Fetch.HeaderEntry``."""

    name: str
    value: str


class RequestChange(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What ``Fetch.continueRequest`` overrides; ``post_data`` is base64."""

    url: str | None = None
    method: str | None = None
    post_data: str | None = None
    headers: tuple[Header, ...] | None = None

    def then(self, later: RequestChange) -> RequestChange:
        """Both, ``later`` where they meet: it was made in view of this one."""
        return RequestChange(
            self.url if later.url is None else later.url,
            self.method if later.method is None else later.method,
            self.post_data if later.post_data is None else later.post_data,
            self.headers if later.headers is None else later.headers,
        )


class Continue(RequestChange, frozen=True, rename="camel", omit_defaults=True):
    """The parameters of ``Fetch.continueRequest``, but for the id."""

    intercept_response: bool | None = None


class Response(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """The parameters of ``Fetch.fulfillRequest`` and ``Fetch.continueResponse``, but for the id; ``body`` is base64.

    Without a body, it is that of the response which this one overrides.
    """

    response_code: int = 0
    response_headers: tuple[Header, ...] | None = None
    binary_response_headers: str | None = None
    response_phrase: str | None = None
    body: str | None = None

    def on(self, body: str | None) -> Response:
        """This one, with ``body`` where it has none of its own; ``None``: the network's, which Chrome has."""
        return self if self.body is not None else msgspec.structs.replace(self, body=body)

    def shown(self) -> Json:
        """What ``Fetch.requestPaused`` tells of it."""
        headers = self.response_headers
        if headers is None:
            headers = _binary_headers(self.binary_response_headers or "")
        phrase = _PHRASES.get(self.response_code, "") if self.response_phrase is None else self.response_phrase
        return {"responseStatusCode": self.response_code, "responseStatusText": phrase, "responseHeaders": headers}


class Failure(msgspec.Struct, frozen=True, rename="camel"):
    """The parameters of ``Fetch.failRequest``, but for the id."""

    error_reason: str

    def on(self, body: str | None) -> Failure:
        """An error has no body."""
        del body
        return self

    def shown(self) -> Json:
        """What ``Fetch.requestPaused`` tells of it."""
        return {"responseErrorReason": self.error_reason}


NO_CHANGE: Final = RequestChange()

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_RESPONSE_FIELDS: Final = ("responseErrorReason", "responseStatusCode", "responseStatusText", "responseHeaders")


def shown(event: bytes, change: RequestChange, response: Response | Failure | None) -> bytes:
    """The parameters of ``Fetch.requestPaused`` as Chrome told them, with what sessions made of the request."""
    if change == NO_CHANGE and response is None:
        return event
    paused: Json = msgspec.json.decode(event)
    _show_change(paused.setdefault("request", {}), change)
    if response is not None:
        for name in _RESPONSE_FIELDS:
            paused.pop(name, None)
        paused |= response.shown()
    return cdp.encode_value(paused)


def with_request_of(event: bytes, original: bytes) -> bytes:
    """``event``, with the request as ``original`` tells it: without what was changed since."""
    paused: Json = msgspec.json.decode(event)
    paused["request"] = msgspec.json.decode(original).get("request", {})
    return cdp.encode_value(paused)


def without_fragment(url: str) -> str:
    """As Chrome tells and matches addresses."""
    return url.partition("#")[0]


def _show_change(request: Json, change: RequestChange) -> None:
    if change.url is not None:
        url, hash_, fragment = change.url.partition("#")
        request["url"] = url
        request.pop("urlFragment", None)
        if hash_:
            request["urlFragment"] = hash_ + fragment
    if change.method is not None:
        request["method"] = change.method
    if change.post_data is not None:
        data = _decoded(change.post_data)
        request["hasPostData"] = True
        request["postData"] = data.decode(errors="ignore")  # so does Chrome with what is no text
        request["postDataEntries"] = [{"bytes": base64.b64encode(data).decode()}]
    if change.headers is not None:
        by_name = {header.name.lower(): header for header in change.headers}
        request["headers"] = {header.name: header.value for header in by_name.values()}


def _binary_headers(data: str) -> tuple[Header, ...]:
    lines = [line.partition(":") for line in _decoded(data).decode("latin-1").split("\0") if line]
    return tuple(Header(name, value.strip()) for name, _, value in lines)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return b""
