"""Discovery as Chrome's debugging port has it: ``/json/version``, ``/json/list``, ``/json/new`` and their kin."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

import msgspec
from aiohttp import web

from tabrelay.core.effects import Answer
from tabrelay.core.events import ActivateTab, CloseTab, HubEvent, OpenTab
from tabrelay.core.hub import Discovery
from tabrelay.core.targets import TargetInfo
from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.conformance import document as conformance_document
from tabrelay.gateway.house import House
from tabrelay.gateway.refusals import Refused
from tabrelay.gateway.routes import Route
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.ids import DeviceId, TargetId

WEBKIT = re.compile(r"AppleWebKit/([\d.]+)")

SLACK_S = 5.0
"""How much longer than the hub's own deadline an answer may take before the request is given up."""


async def serve_discovery(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """Every route of discovery."""
    assert allowed.ticket is not None
    if allowed.route is Route.PROTOCOL:
        return Refused(501, Cause.PROTOCOL_NOT_REVEALED).response()
    if allowed.route is Route.CONFORMANCE:
        return _json(conformance_document())
    discovery = house.driver.hub.discovery(allowed.ticket.device)
    if discovery is None:
        return Refused(503, Cause.BROWSER_AWAY).response()
    if allowed.route is Route.VERSION:
        return _json(version(discovery, allowed))
    if allowed.route is Route.LIST:
        return _json([entry(info, allowed) for info in discovery.targets if info.type == "page"])
    if allowed.route is Route.NEW:
        return await _open(house, request, allowed)
    return await _touch(house, allowed, discovery)


def version(discovery: Discovery, allowed: Allowed) -> dict[str, str]:
    """The answer of ``/json/version``. chromedriver needs ``WebKit-Version``, so it says what the user agent says."""
    assert allowed.ticket is not None
    webkit = WEBKIT.search(discovery.user_agent)
    return {
        "Browser": discovery.product,
        "Protocol-Version": discovery.protocol_version,
        "User-Agent": discovery.user_agent,
        "V8-Version": "",
        "WebKit-Version": f"{webkit[1]} (@)" if webkit else "",
        "webSocketDebuggerUrl": _socket_url(allowed, f"devtools/browser/{allowed.ticket.device}", browser=True),
    }


def entry(info: TargetInfo, allowed: Allowed) -> dict[str, str]:
    """One entry of ``/json/list``."""
    return {
        "description": "",
        "id": info.target_id,
        "title": info.title,
        "type": info.type,
        "url": info.url,
        "webSocketDebuggerUrl": _socket_url(allowed, f"devtools/page/{quote(info.target_id, safe='')}"),
    }


def _socket_url(allowed: Allowed, path: str, *, browser: bool = False) -> str:
    """A URL that opens without anything else: the ticket is in it, or the port stands for it."""
    base = f"{'wss' if allowed.secure else 'ws'}://{allowed.authority}"
    if not allowed.secret:
        return f"{base}/{path}"
    ticket = f"{base}/cdp/{quote(allowed.secret, safe='')}"
    return ticket if browser else f"{ticket}/{path}"


async def _open(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    device = _device(allowed)
    url = unquote(request.raw_path.partition("?")[2]) or "about:blank"
    answer = await _ask(house, lambda token: OpenTab(token, device, url))
    if answer is None or answer.target is None:
        return Refused(500, Cause.CHROME_REFUSED, answer.error if answer else "no answer").response()
    discovery = house.driver.hub.discovery(device)
    for info in discovery.targets if discovery else ():
        if info.target_id == answer.target:
            return _json(entry(info, allowed))
    return Refused(404, Cause.TARGET_UNKNOWN, answer.target).response()


async def _touch(house: House, allowed: Allowed, discovery: Discovery) -> web.StreamResponse:
    device, target = _device(allowed), TargetId(allowed.argument)
    if all(info.target_id != target for info in discovery.targets):
        return _text(f"No such target id: {target}", 404)
    if allowed.route is Route.ACTIVATE:
        answer = await _ask(house, lambda token: ActivateTab(token, device, target))
        done, failed = "Target activated", "Could not activate target id"
    else:
        answer = await _ask(house, lambda token: CloseTab(token, device, target))
        done, failed = "Target is closing", "Could not close target id"
    if answer is None or answer.error:
        return _text(f"{failed}: {target} ({answer.error if answer else 'no answer'})", 500)
    return _text(done)


async def _ask(house: House, make: Callable[[int], HubEvent]) -> Answer | None:
    try:
        async with asyncio.timeout(house.settings.limits.attach_deadline_ms / 1000 + SLACK_S):
            return await house.driver.ask(make)
    except TimeoutError:
        return None


def _device(allowed: Allowed) -> DeviceId:
    assert allowed.ticket is not None
    return allowed.ticket.device


def _json(value: object) -> web.Response:
    body = msgspec.json.format(msgspec.json.encode(value), indent=3)
    return web.Response(body=body, content_type="application/json", charset="utf-8", headers=NO_STORE)


def _text(text: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=text, headers=NO_STORE)


NO_STORE = {"Cache-Control": "no-store"}
