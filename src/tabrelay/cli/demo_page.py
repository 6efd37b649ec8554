"""The demo's page: a form, served from loopback by the demo itself."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem }
h1 { font-size: 1.6rem; margin-bottom: .25rem }
label { display: block; margin: 1.25rem 0 .25rem; font-weight: 600 }
input, select { font: inherit; width: 100%; padding: .5rem .6rem; box-sizing: border-box }
button { font: inherit; margin-top: 1.75rem; padding: .6rem 1.4rem }
output { display: block; margin-top: 1.5rem; padding: 1rem; border: 1px solid; border-radius: .5rem }
"""

FORM = """<h1>A form on this machine</h1>
<p>A program fills it in, through Tabrelay.</p>
<form method="post" action="/">
<label for="name">Name</label><input id="name" name="name" autocomplete="off" required>
<label for="drink">Drink</label>
<select id="drink" name="drink"><option>Water</option><option>Tea</option><option>Coffee</option></select>
<button>Send</button>
</form>"""


@asynccontextmanager
async def demo_page() -> AsyncIterator[str]:
    """The page's address, while it is served."""
    app = web.Application()
    app.router.add_get("/", _show)
    app.router.add_post("/", _take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


async def _show(_request: web.Request) -> web.Response:
    return _page(FORM)


async def _take(request: web.Request) -> web.Response:
    fields = await request.post()
    name, drink = (html.escape(str(fields.get(key, ""))) for key in ("name", "drink"))
    return _page(f"<h1>Thank you</h1><output>{drink} for {name}</output>")


def _page(body: str) -> web.Response:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Tabrelay demo</title><style>{STYLE}</style>'
    return web.Response(text=f"{head}<body>{body}</body></html>", content_type="text/html")
