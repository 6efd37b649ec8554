"""The few pages and files the gateway serves itself: from a fixed table, never from a path that somebody sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
from aiohttp import web

from tabrelay.extension_id import EXTENSION_ID
from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.house import House
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import Route
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.identity import SHORT_WORDS
from tabrelay.protocol.pairing import PREFIX
from tabrelay.protocol.words import WORDS

HTML = "text/html"
CSS = "text/css"
JAVASCRIPT = "text/javascript"

HEADERS = {
    # The fragment of /pair is a secret: nothing of the page may be kept, framed, or talk to anybody.
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of ``tabrelay/dashboard``."""

    name: str
    kind: str


ASSETS = {
    "": Asset("pair.html", HTML),
    "base.css": Asset("base.css", CSS),
    "pair.css": Asset("pair.css", CSS),
    "pair.js": Asset("pair.js", JAVASCRIPT),
    "words.js": Asset("", JAVASCRIPT),
    "icon.svg": Asset("icon.svg", "image/svg+xml"),
}
"""What follows ``/pair/`` → the file. ``words.js`` is made from the protocol's own source."""


async def serve_page(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """The routes ``HOME`` and ``PAIR``."""
    del house, request
    asset = Asset("index.html", HTML) if allowed.route is Route.HOME else ASSETS.get(allowed.argument)
    if asset is None:
        return Refused(404, Cause.PATH_UNKNOWN).response()
    body = _read(asset.name) if asset.name else _constants()
    return web.Response(body=body, content_type=asset.kind, charset="utf-8", headers=HEADERS)


@cache
def _read(name: str) -> bytes:
    return (files("tabrelay.dashboard") / name).read_bytes()


@cache
def _constants() -> bytes:
    """``words.js``: what the page must know of the protocol."""
    values = {"WORDS": WORDS, "SHORT_WORDS": SHORT_WORDS, "PREFIX": PREFIX, "EXTENSION_ID": EXTENSION_ID}
    lines = [b"export const %b = %b;\n" % (name.encode(), msgspec.json.encode(value)) for name, value in values.items()]
    return b"".join(lines)
