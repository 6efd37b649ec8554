"""``/healthz`` and ``/metrics``: for programs that watch the gateway. No secrets, no names, no addresses."""

from __future__ import annotations

import os

import msgspec
from aiohttp import web

from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.gateway.metrics import resident_bytes
from tabrelay.gateway.version import software_version

NO_STORE = {"Cache-Control": "no-store"}
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


async def serve_health(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """The route ``HEALTH``: 503 while the gateway stops."""
    del request, allowed
    body = msgspec.json.encode({"ok": not house.stopping, "version": software_version(), "pid": os.getpid()})
    return web.Response(
        status=503 if house.stopping else 200, body=body, content_type="application/json", headers=NO_STORE
    )


async def serve_metrics(house: House, request: web.BaseRequest, allowed: Allowed) -> web.StreamResponse:
    """The route ``METRICS``."""
    del request, allowed
    driver = house.driver
    gauges = {
        "browsers": len(driver.links),
        "tabs": len(driver.hub.tabs()),
        "clients": len(driver.clients),
        "operators": len(house.audience.sockets),
        "handshakes_pending": house.hall.total,
        "outbox_bytes": sum(socket.waiting_bytes for socket in house.sockets),
        "resident_memory_bytes": resident_bytes(),
        "uptime_seconds": (wall_ms() - house.started_at) // 1000,
    }
    page = house.metrics.render(gauges)
    return web.Response(body=page.encode(), headers={**NO_STORE, "Content-Type": PROMETHEUS})
