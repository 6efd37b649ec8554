"""A fresh ticket's URL in one call: ``chromium.connect_over_cdp(tabrelay.cdp_url())``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tabrelay.client.connect import connect
from tabrelay.client.operator import Duration

T = TypeVar("T")


async def acdp_url(
    browser: str | None = None,
    *,
    ttl: Duration | None = None,
    label: str = "",
    http: bool = False,
    url: str | None = None,
    token: str | None = None,
    state_dir: str | os.PathLike[str] | None = None,
) -> str:
    """The WebSocket URL of a fresh ticket (``http=True``: the HTTP one, for clients that ask for discovery).

    ``browser`` (id, its beginning, or name) may be left out where one is linked; ``ttl`` in seconds or as a timedelta
    defaults to the gateway's; ``url``, ``token`` and ``state_dir`` as in :func:`tabrelay.connect`, whose errors it
    raises, and :class:`~tabrelay.protocol.errors.CallRefused` (``BROWSER_NONE``, ``BROWSER_AMBIGUOUS``, …).
    """
    async with connect(url, token=token, state_dir=state_dir) as gateway:
        ticket = await gateway.create_ticket(browser, ttl=ttl, label=label)
    return ticket.http if http else ticket.ws


def cdp_url(
    browser: str | None = None,
    *,
    ttl: Duration | None = None,
    label: str = "",
    http: bool = False,
    url: str | None = None,
    token: str | None = None,
    state_dir: str | os.PathLike[str] | None = None,
) -> str:
    """The same as :func:`acdp_url`, blocking.

    It also works where an event loop runs in the calling thread (a notebook, Playwright's sync API), and blocks that
    loop meanwhile; in a loop that serves the gateway itself use :func:`acdp_url`.
    """
    return _run(acdp_url(browser, ttl=ttl, label=label, http=http, url=url, token=token, state_dir=state_dir))


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tabrelay") as executor:
        return executor.submit(asyncio.run, work).result()
