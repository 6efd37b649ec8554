"""Playwright on the network: routing, HAR, events with bodies, service workers; the same on both ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, Request, Route, expect

from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORDED = {
    "startedDateTime": "2026-01-01T00:00:00Z",
    "time": 1,
    "request": {"method": "GET", "httpVersion": "HTTP/1.1", "headersSize": -1, "bodySize": 0},
    "response": {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "content-type", "value": "text/html"}],
        "content": {"size": 24, "mimeType": "text/html", "text": "<title>recorded</title>"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    },
    "cache": {},
    "timings": {"send": 0, "wait": 0, "receive": 0},
}


async def test_requests_are_fulfilled_failed_changed_and_let_go(page: Page, site: Site) -> None:
    async def changed(route: Route) -> None:
        headers = {**route.request.headers, "content-type": "application/x-www-form-urlencoded"}
        await route.continue_(method="POST", post_data="name=changed", headers=headers)

    async def rewritten(route: Route) -> None:
        response = await route.fetch()
        await route.fulfill(response=response, body=(await response.text()).replace("form", "rewritten"))

    await page.goto(site.url("form.html"))
    await page.route("**/made-up", lambda route: route.fulfill(status=203, headers={"x-a": "b"}, json={"a": 1}))
    seen = "fetch('/made-up').then(async r => [r.status, r.headers.get('x-a'), await r.json()])"
    assert await page.evaluate(seen) == [203, "b", {"a": 1}]
    await page.route("**/failed", lambda route: route.abort("connectionrefused"))
    async with page.expect_event("requestfailed") as failed:
        assert await page.evaluate("fetch('/failed').catch(e => e.message)") == "Failed to fetch"
    assert (await failed.value).failure == "net::ERR_CONNECTION_REFUSED"
    await page.route("**/echo", changed)
    assert "<p id=name>changed</p>" in await page.evaluate("fetch('/echo').then(r => r.text())")
    await page.route("**/made-up", lambda route: route.fallback())
    assert await page.evaluate("fetch('/made-up').then(r => r.status)") == 203
    await page.unroute("**/made-up")
    assert await page.evaluate("fetch('/made-up').then(r => r.status)") == 404
    await page.route("**/form.html", rewritten)
    await page.reload()
    assert await page.title() == "rewritten"
    await page.unroute_all()
    await page.reload()
    assert await page.title() == "form"


async def test_a_frame_of_another_site_is_routed_by_its_context(page: Page, site: Site) -> None:
    pattern = site.other_site_url("button.html")
    await page.context.route(
        pattern, lambda route: route.fulfill(body="<button id=b>routed</button>", content_type="text/html")
    )
    await page.goto(site.url("frames/localhost/button.html"))
    await expect(page.frame_locator("#f").locator("#b")).to_have_text("routed")
    await page.context.unroute(pattern)


async def test_a_har_is_recorded_and_replayed(page: Page, site: Site, tmp_path: Path) -> None:
    replayed = tmp_path / "replayed.har"
    entry = json.loads(json.dumps(RECORDED))
    entry["request"] |= {"url": site.url("har.html"), "cookies": [], "headers": [], "queryString": []}
    log = {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [entry]}
    replayed.write_text(json.dumps({"log": log}))
    await page.route_from_har(replayed, url="**/har.html")
    await page.goto(site.url("har.html"))
    assert await page.title() == "recorded"
    await page.unroute_all()


async def test_requests_and_responses_are_told_with_bodies_sizes_and_times(page: Page, site: Site) -> None:
    response = await page.goto(site.url("form.html"))
    assert response is not None
    assert "<title>form" in await response.text()
    address = await response.server_addr()
    assert address is not None
    assert address["port"] == site.port
    posts = "fetch('/echo', {method: 'POST', body: new URLSearchParams({name: 'q'})}).then(r => r.text())"
    async with page.expect_response("**/echo") as answered, page.expect_request_finished() as finished:
        await page.evaluate(posts)
    answer = await answered.value
    request: Request = await finished.value
    assert request.post_data == "name=q"
    assert "<p id=name>q</p>" in await answer.text()
    assert request.timing["responseEnd"] > 0
    sizes = await request.sizes()
    assert sizes["requestBodySize"] == 6
    assert sizes["responseBodySize"] == len(await answer.body())
    assert (await answer.all_headers())["content-type"].startswith("text/html")
    assert (await request.all_headers())["content-type"].startswith("application/x-www-form-urlencoded")


async def test_headers_are_added_and_the_network_taken_away(page: Page, site: Site) -> None:
    await page.set_extra_http_headers({"x-extra": "1"})
    async with page.expect_request("**/form.html") as asked:
        await page.goto(site.url("form.html"))
    assert (await (await asked.value).all_headers())["x-extra"] == "1"
    try:
        await page.context.set_offline(offline=True)
        assert await page.evaluate("navigator.onLine") is False
        # Chrome answers before its network service has heard of it.
        await page.wait_for_function("fetch('/form.html').then(() => false, () => true)")
    finally:
        await page.context.set_offline(offline=False)
    await page.wait_for_function("fetch('/form.html').then(r => r.ok, () => false)")


async def test_a_web_socket_is_answered_by_the_script(page: Page, site: Site) -> None:
    await page.route_web_socket("**/ws", lambda ws: ws.on_message(lambda message: ws.send(f"got {message!s}")))
    await page.goto(site.url("form.html"))
    talk = """new Promise(done => {
        const socket = new WebSocket(`ws://${location.host}/ws`);
        socket.onopen = () => socket.send("a");
        socket.onmessage = event => done(event.data);
    })"""
    assert await page.evaluate(talk) == "got a"


async def test_a_service_worker_is_a_worker_of_its_context(page: Page, site: Site) -> None:
    context = page.context
    async with context.expect_event("serviceworker") as started:
        await page.goto(site.url("sw.html"))
    worker = await started.value
    assert worker.url == site.url("sw.js")
    assert await worker.evaluate("self.answer") == 42
    assert worker in context.service_workers
    await page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    await page.wait_for_function("navigator.serviceWorker.controller")
    assert await page.evaluate("fetch('/made-by-the-worker').then(r => r.text())") == "the worker's"
    async with page.expect_request("**/echo") as asked:
        await page.evaluate("void fetch('/echo', {method: 'POST'})")
    assert (await asked.value).method == "POST"
    await page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.unregister())")


async def test_what_a_worker_asks_for_is_seen_and_routed(page: Page, site: Site) -> None:
    await page.route("**/for-the-worker", lambda route: route.fulfill(body="routed"))
    await page.goto(site.url("form.html"))
    makes = """new Promise(done => {
        const source = `fetch("${location.origin}/for-the-worker").then(r => r.text()).then(postMessage)`;
        new Worker(URL.createObjectURL(new Blob([source]))).onmessage = event => done(event.data);
    })"""
    assert await page.evaluate(makes) == "routed"
