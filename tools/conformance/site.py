"""The pages that the scripts visit, on loopback, under two names that Chrome takes for two sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

PAGES: dict[str, str] = {
    "plain": "<!doctype html><title>Plain</title><h1 id=h>Plain</h1><p class=a>text</p>",
    "next": "<!doctype html><title>Next</title><h1>Next</h1>",
    "style": "<!doctype html><title>Style</title><style>h1 { color: rgb(1, 2, 3) }</style><h1 id=h>Style</h1>",
    "script": (
        "<!doctype html><title>Script</title><script>function twice(n) {\n  const d = n * 2;\n  return d;\n}</script>"
    ),
    "frame": "<!doctype html><title>Frame</title><iframe id=f src='/page/next'></iframe>",
    "other-site": "<!doctype html><title>Other</title><iframe id=f src='{other}/page/next'></iframe>",
    "form": "<!doctype html><title>Form</title><input id=i autofocus><input type=file id=u><button id=b>press</button>",
    "worker": "<!doctype html><title>Worker</title><script>const w = new Worker('/script/worker.js')</script>",
    "service-worker": "<!doctype html><title>SW</title>",
    "alerts": "<!doctype html><title>Alerts</title><button id=b onclick='alert(1)'>press</button>",
    "noisy": "<!doctype html><title>Noisy</title><script>console.log('early', {a: 1}); console.warn('late')</script>",
    "failing": "<!doctype html><title>Failing</title><script>throw new Error('at load')</script>",
    "animated": (
        "<!doctype html><title>Animated</title><style>@keyframes k { to { opacity: 0.5 } }"
        "#a { animation: k 100s linear }</style><div id=a>x</div>"
    ),
    "fetching": "<!doctype html><title>Fetching</title>",
}

SCRIPTS: dict[str, str] = {
    "worker.js": "console.log('worker runs'); onmessage = (m) => postMessage(m.data * 2);",
    "sw.js": "self.addEventListener('install', () => self.skipWaiting());",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Both names lead to the same server."""

    port: int

    def page(self, name: str) -> str:
        """A page by its name."""
        return f"http://127.0.0.1:{self.port}/page/{name}"

    def url(self, path: str) -> str:
        """Anything else."""
        return f"http://127.0.0.1:{self.port}/{path}"


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """The site, until the block is left."""
    app = web.Application()
    app.router.add_get("/page/{name}", _page)
    app.router.add_get("/script/{name}", _script)
    app.router.add_get("/data/{text}", _data)
    app.router.add_get("/file", _file)
    app.router.add_get("/headers", _headers)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Site(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _page(request: web.Request) -> web.Response:
    text = PAGES[request.match_info["name"]].replace("{other}", f"http://localhost:{request.url.port}")
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


async def _script(request: web.Request) -> web.Response:
    return web.Response(text=SCRIPTS[request.match_info["name"]], content_type="text/javascript")


async def _data(request: web.Request) -> web.Response:
    return web.json_response({"text": request.match_info["text"]}, headers={"Cache-Control": "no-store"})


async def _file(_: web.Request) -> web.Response:
    disposition = {"Content-Disposition": "attachment; filename=file.txt"}
    return web.Response(body=b"contents", content_type="application/octet-stream", headers=disposition)


async def _headers(request: web.Request) -> web.Response:
    """What the request carried, without what the connection is to blame for."""
    wanted = ("User-Agent", "X-One", "X-Two", "Accept-Language")
    return web.json_response({name: request.headers.get(name, "") for name in wanted if name in request.headers})
