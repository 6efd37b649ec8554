"""Several clients intercept the requests of one page: on Chrome's own port and here they see and cause the same."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, Route, async_playwright

from tests.chrome.cdp import Cdp, Frame, connected
from tests.chrome.conftest import Relay, start_relay, stop_relay

PUPPETEER = Path(__file__).with_name("interception.mjs")
REQUEST = {"requestStage": "Request"}
RESPONSE = {"requestStage": "Response"}
CREDENTIALS = {"response": "ProvideCredentials", "username": "ada", "password": "secret"}


@dataclass(frozen=True)
class Doors:
    """Two ways to one browser: ``direct`` is Chrome's own port, ``relay`` is the gateway."""

    direct: str
    relay: Relay


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    state_dir = tmp_path_factory.mktemp("state")
    process, relay = start_relay(state_dir, "--browser-arg=--remote-debugging-port=0")
    port_file = state_dir / "browsers" / relay.ready["browser"]["name"] / "profile" / "DevToolsActivePort"
    port, path = port_file.read_text(encoding="ascii").split()
    yield Doors(f"ws://127.0.0.1:{port}{path}", relay)
    assert stop_relay(process) == 0


@dataclass
class Origin:
    """A server that says back what it was asked. ``url`` has no slash at its end."""

    url: str = ""
    challenges: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        match request.path.split("/")[1]:
            case "page":
                return web.Response(text="<link rel=icon href=data:,><title>page</title>", content_type="text/html")
            case "moved":
                return web.Response(status=302, headers={"Location": "/end"})
            case "locked" if request.headers.get("Authorization") != "Basic YWRhOnNlY3JldA==":
                return web.Response(status=401, headers={"WWW-Authenticate": f'Basic realm="{request.path}"'})
        marks = {name.title(): value for name, value in request.headers.items() if name.lower().startswith("x-")}
        said = {"path": request.path_qs, "method": request.method, "marks": marks, "body": await request.text()}
        return web.json_response(said, headers={"X-From": "origin"})


@pytest_asyncio.fixture
async def origin() -> AsyncIterator[Origin]:
    origin = Origin()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", origin.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield origin
    await runner.cleanup()


@dataclass
class Interceptor:
    """A client's session on the page."""

    name: str
    cdp: Cdp
    session: str
    log: list[object]
    at: int = 0
    ids: list[str] = field(default_factory=list)

    async def enable(self, *patterns: Frame, auth: bool = False) -> None:
        await self.cdp.call("Fetch.enable", {"patterns": patterns, "handleAuthRequests": auth}, self.session)

    async def asked(self, event: str = "Fetch.requestPaused") -> str:
        """The next request it is asked about; what it sees of it goes into the log."""
        frame = await self.cdp.wait_for(
            lambda frame: (
                frame.get("method") == event and frame.get("sessionId") == self.session and "seen" not in frame
            )
        )
        frame["seen"] = True
        self.log.append((self.name, event, _readable(frame["params"])))
        id_: str = frame["params"]["requestId"]
        return id_

    async def says(self, decision: str, id_: str, /, **params: object) -> Frame:
        """Decides; Chrome's answer goes into the log."""
        answer = await self.cdp.ask(f"Fetch.{decision}", {"requestId": id_, **params}, self.session)
        outcome: Frame = answer.get("error") or answer["result"]
        self.log.append((self.name, decision, {name: value for name, value in outcome.items() if name != "data"}))
        return outcome

    async def lets_pass(self, times: int = 1) -> None:
        for _ in range(times):
            await self.says("continueRequest", await self.asked())


def _readable(paused: Frame) -> Frame:
    """What is the same in every run: no ids, no dates, no ports, no headers that Chrome adds as it likes."""
    request = paused["request"]
    seen = {name: request[name] for name in ("method", "postData", "urlFragment", "hasPostData") if name in request}
    seen["path"] = "/" + request["url"].split("/", 3)[3]
    seen["headers"] = {name: value for name, value in request["headers"].items() if name.startswith("X-")}
    for name in ("responseStatusCode", "responseStatusText", "responseErrorReason", "resourceType"):
        if name in paused:
            seen[name] = paused[name]
    if "responseHeaders" in paused:
        headers = paused["responseHeaders"]
        seen["responseHeaders"] = [header for header in headers if header["name"].startswith("X-")]
    if "redirectedRequestId" in paused:
        seen["is a redirect"] = True
    return seen


@dataclass
class Stage:
    """A page that three clients have attached to, in this order; ``watcher`` only makes it ask for things."""

    first: Interceptor
    second: Interceptor
    third: Interceptor
    watcher: Interceptor
    origin: Origin
    log: list[object]

    async def fetch(self, path: str, options: str = "{}") -> asyncio.Task[None]:
        """The page fetches; what it gets goes into the log when the task is done."""
        expression = f"""fetch("{self.origin.url}{path}", {options}).then(
            async r => [r.status, r.statusText, [...r.headers].filter(h => h[0].startsWith("x-")), await r.text()],
            e => String(e))"""

        async def got() -> None:
            value = await self.watcher.cdp.evaluate(expression, self.watcher.session)
            self.log.append(("the page got", value))

        return asyncio.create_task(got())

    @property
    def all(self) -> tuple[Interceptor, ...]:
        return self.first, self.second, self.third


Play = Callable[[Stage], Awaitable[None]]


async def _seen(play: Play, url: str, origin: Origin) -> list[object]:
    async with AsyncExitStack() as stack:
        watcher, *clients = [await stack.enter_async_context(connected(url)) for _ in range(4)]
        target, session = await watcher.page()
        await watcher.call("Page.enable", {}, session)
        await watcher.call("Page.navigate", {"url": origin.url + "/page"}, session)
        await watcher.event("Page.loadEventFired", session)
        log: list[object] = []
        names = ("first", "second", "third")
        trio = [Interceptor(n, c, await c.attach(target), log) for n, c in zip(names, clients, strict=True)]
        await play(Stage(*trio, Interceptor("watcher", watcher, session, log), origin, log))
        await watcher.call("Target.closeTarget", {"targetId": target})
    return log


async def same(play: Play, doors: Doors, origin: Origin) -> list[object]:
    """What is seen on both ends, which is the same."""
    direct = await _seen(play, doors.direct, origin)
    relay = await _seen(play, doors.relay.ready["ws"], origin)
    assert relay == direct
    return relay


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def test_each_changes_what_the_next_one_sees(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        for one in stage.all:
            await one.enable(REQUEST)
        page = await stage.fetch("/a")
        third = await stage.third.asked()
        url = origin.url + "/b?c#d"
        await stage.third.says("continueRequest", third, url=url, method="POST", postData=base64_of("given é"))
        headers = [
            {"name": "X-Second", "value": "1"},
            {"name": "X-Twice", "value": "1"},
            {"name": "X-Twice", "value": "2"},
        ]
        await stage.second.says("continueRequest", await stage.second.asked(), headers=headers)
        await stage.first.lets_pass()
        await page

    log = await same(play, doors, origin)
    said = json.loads(log[-1][1][3])  # type: ignore[index]
    assert said == {"path": "/b?c", "method": "POST", "marks": {"X-Second": "1", "X-Twice": "2"}, "body": "given é"}


async def test_the_response_comes_back_in_the_opposite_order(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        await stage.first.enable(REQUEST)
        await stage.second.enable(RESPONSE)
        await stage.third.enable(REQUEST, RESPONSE)
        page = await stage.fetch("/a")
        await stage.third.says(
            "continueRequest", await stage.third.asked(), headers=[{"name": "X-Third", "value": "1"}]
        )
        mark = [{"name": "X-First", "value": "1"}]
        await stage.first.says("continueRequest", await stage.first.asked(), headers=mark, interceptResponse=True)
        first = await stage.first.asked()
        headers = [{"name": "X-Answer", "value": "1"}]
        await stage.first.says("continueResponse", first, responseCode=201, responseHeaders=headers)
        second = await stage.second.asked()
        await stage.second.says("getResponseBody", second)
        await stage.second.says("fulfillRequest", second, responseCode=202, body=base64_of("made up"))
        third = await stage.third.asked()
        await stage.third.says("getResponseBody", third)
        await stage.third.says("continueRequest", third)
        await page

    log = await same(play, doors, origin)
    assert log[-1] == ("the page got", [202, "Accepted", [], "made up"])


async def test_a_request_that_is_fulfilled_goes_no_further(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        await stage.first.enable(REQUEST)
        await stage.second.enable(REQUEST)
        await stage.third.enable(RESPONSE)
        page = await stage.fetch("/a")
        headers = [{"name": "X-Mock", "value": "1"}]
        second = await stage.second.asked()
        await stage.second.says(
            "fulfillRequest", second, responseCode=203, responseHeaders=headers, body=base64_of("mock")
        )
        third = await stage.third.asked()
        await stage.third.says("getResponseBody", third)
        await stage.third.says("fulfillRequest", third, responseCode=206, responsePhrase="Partly")
        await page
        page = await stage.fetch("/b")
        await stage.second.says("failRequest", await stage.second.asked(), errorReason="AccessDenied")
        third = await stage.third.asked()
        await stage.third.says("fulfillRequest", third, responseCode=200, body=base64_of("saved"))
        await page

    log = await same(play, doors, origin)
    pages = [entry[1] for entry in log if entry[0] == "the page got"]  # type: ignore[index]
    assert pages == [[206, "Partly", [], "mock"], [200, "OK", [], "saved"]]


async def test_redirects_are_new_requests(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        for one in stage.all:
            await one.enable(REQUEST, RESPONSE)
        page = await stage.fetch("/moved")
        for _ in range(2):
            for one in (*reversed(stage.all), *stage.all):
                await one.lets_pass()
        await page
        await stage.first.cdp.call("Fetch.disable", {}, stage.first.session)
        page = await stage.fetch("/mocked")
        await stage.third.lets_pass()
        location = [{"name": "Location", "value": "/elsewhere"}]
        await stage.second.says(
            "fulfillRequest", await stage.second.asked(), responseCode=302, responseHeaders=location
        )
        await stage.third.lets_pass()
        for one in (stage.third, stage.second, stage.second, stage.third):
            await one.lets_pass()
        await page

    await same(play, doors, origin)


async def test_patterns_are_each_ones_own(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        await stage.first.enable({"urlPattern": "*/a?b"}, {"urlPattern": "*/elsewhere"})
        await stage.second.enable({"urlPattern": "*a\\?b", "resourceType": "XHR"})
        await stage.third.enable({"urlPattern": "*/axb", "resourceType": "Image"}, {"urlPattern": "*/go"})
        page = await stage.fetch("/a?b")
        await stage.second.lets_pass()
        await stage.first.lets_pass()
        await page
        page = await stage.fetch("/axb")
        await stage.first.lets_pass()
        await page
        page = await stage.fetch("/ab")
        await stage.first.lets_pass()
        await page
        await (await stage.fetch("/none"))
        page = await stage.fetch("/go")
        await stage.third.says("continueRequest", await stage.third.asked(), url=origin.url + "/elsewhere")
        await stage.first.lets_pass()
        await page

    await same(play, doors, origin)


async def test_who_leaves_lets_go_of_what_it_was_asked(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        for one in stage.all:
            await one.enable(REQUEST)
        pages = [await stage.fetch(f"/{n}") for n in range(2)]
        for _ in range(2):
            third = await stage.third.asked()
            await stage.third.says("continueRequest", third, headers=[{"name": "X-Third", "value": "1"}])
        await stage.second.asked()
        await stage.second.asked()
        await stage.second.cdp.call("Fetch.disable", {}, stage.second.session)
        await stage.first.lets_pass()
        await stage.first.asked()
        await stage.first.cdp.close()
        await asyncio.gather(*pages)
        page = await stage.fetch("/after")
        await stage.third.asked()
        await stage.third.cdp.close()
        await page
        stage.log.sort(key=str)  # two requests at once

    log = await same(play, doors, origin)
    bodies = [json.loads(entry[1][3]) for entry in log if entry[0] == "the page got"]  # type: ignore[index]
    marks = {body["path"]: body["marks"] for body in bodies}
    assert marks == {"/0": {"X-Third": "1"}, "/1": {"X-Third": "1"}, "/after": {}}


async def test_what_is_not_asked_cannot_be_said(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        await stage.first.says("continueRequest", "interception-job-1.0")
        await stage.first.says("getResponseBody", "interception-job-1.0")
        for one in (stage.first, stage.second):
            await one.enable(REQUEST)
        page = await stage.fetch("/a")
        second = await stage.second.asked()
        await stage.first.says("continueRequest", second)
        await stage.third.says("failRequest", second, errorReason="Aborted")
        await stage.second.says("continueRequest", second, headers=[{"name": "a b", "value": ""}])
        await stage.second.says("continueRequest", second, headers=[{"name": "Host", "value": "h"}])
        await stage.second.says("continueRequest", second, headers=[{"name": "X-Half"}])
        await stage.second.says("continueRequest", second, postData="?")
        await stage.second.says("fulfillRequest", second)
        await stage.second.says("fulfillRequest", second, responseCode=7)
        await stage.second.says("failRequest", second, errorReason="Mood")
        await stage.second.says("continueResponse", second, responseCode=200)
        await stage.second.says("getResponseBody", second)
        await stage.second.says("continueRequest", second)
        first = await stage.first.asked()
        await stage.second.says("continueRequest", second)
        await stage.first.says("failRequest", first, errorReason="Mood")
        await stage.first.says("continueRequest", first)
        await page

    log = await same(play, doors, origin)
    refused = [
        entry for entry in log if isinstance(entry, tuple) and isinstance(entry[-1], dict) and "code" in entry[-1]
    ]
    assert len(refused) == 15


async def test_a_body_can_be_streamed_by_the_first_who_sees_it(doors: Doors, origin: Origin) -> None:
    async def play(stage: Stage) -> None:
        await stage.first.enable(RESPONSE)
        await stage.second.enable(RESPONSE)
        page = await stage.fetch("/a")
        first = await stage.first.asked()
        answer = await stage.first.cdp.call("Fetch.takeResponseBodyAsStream", {"requestId": first}, stage.first.session)
        stage.log.append(await stage.first.cdp.call("IO.read", {"handle": answer["stream"]}, stage.first.session))
        await stage.first.says("getResponseBody", first)
        await stage.first.says("fulfillRequest", first, responseCode=200, body=base64_of("streamed"))
        second = await stage.second.asked()
        await stage.second.says("getResponseBody", second)
        await stage.second.says("continueResponse", second)
        await page

    log = await same(play, doors, origin)
    assert log[-1] == ("the page got", [200, "OK", [], "streamed"])


@pytest.mark.parametrize("handlers", [("first", "second"), ("first", "third"), ("second",)])
async def test_one_answers_a_challenge(doors: Doors, origin: Origin, handlers: tuple[str, ...]) -> None:
    async def play(stage: Stage) -> None:
        for one in stage.all:
            await one.enable(REQUEST, auth=one.name in handlers)
        origin.challenges += 1
        page = await stage.fetch(f"/locked/{'-'.join(handlers)}/{origin.challenges}/x")
        for one in reversed(stage.all):
            await one.lets_pass()
        nearest = getattr(stage, handlers[0])
        id_ = await nearest.asked("Fetch.authRequired")
        await nearest.says("continueWithAuth", id_, authChallengeResponse={**CREDENTIALS, "password": "wrong"})
        id_ = await nearest.asked("Fetch.authRequired")
        await nearest.says("continueWithAuth", id_, authChallengeResponse=CREDENTIALS)
        await page
        stage.log[:] = json.loads(json.dumps(stage.log).replace(f"/{origin.challenges}/", "/n/"))

    log = await same(play, doors, origin)
    assert log[-1][1][0] == 200  # type: ignore[index]


# Clients as people use them ------------------------------------------------------------------------------------------


async def _page_of(stack: AsyncExitStack, url: str, origin: Origin) -> Page:
    """The page of the origin as one more Playwright sees it; the first one opens it."""
    playwright = await stack.enter_async_context(async_playwright())
    browser = await playwright.chromium.connect_over_cdp(url)
    stack.push_async_callback(browser.close)
    context = browser.contexts[0]
    for page in context.pages:
        if page.url.startswith(origin.url):
            return page
    page = await context.new_page()
    await page.goto(origin.url + "/page")
    return page


async def test_one_playwright_changes_headers_and_another_fulfils(doors: Doors, origin: Origin) -> None:
    async def mark(route: Route) -> None:
        await route.continue_(headers={**route.request.headers, "x-marked": "1"})

    seen: list[str | None] = []

    async def fulfil(route: Route) -> None:
        seen.append(await route.request.header_value("x-marked"))
        await route.fulfill(body="made up", headers={"X-Mock": "1"})

    async with AsyncExitStack() as stack:
        one = await _page_of(stack, doors.relay.ready["ws"], origin)
        other = await _page_of(stack, doors.relay.ready["ws"], origin)
        await one.route("**/data", fulfil)
        await other.route("**/data", mark)
        assert await one.evaluate("fetch('/data').then(r => r.text())") == "made up"
        await one.unroute("**/data")
        said = json.loads(await one.evaluate("fetch('/data').then(r => r.text())"))
        assert said["marks"] == {"X-Marked": "1"}
        await other.unroute("**/data")
        assert json.loads(await one.evaluate("fetch('/data').then(r => r.text())"))["marks"] == {}
        await one.close()
    assert len(seen) == 1


async def test_a_playwright_that_leaves_mid_request_holds_nothing_up(doors: Doors, origin: Origin) -> None:
    async with AsyncExitStack() as stack, AsyncExitStack() as leaving:
        one = await _page_of(stack, doors.relay.ready["ws"], origin)
        other = await _page_of(leaving, doors.relay.ready["ws"], origin)
        is_held: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def hold(_: Route) -> None:
            is_held.set_result(None)

        async def pass_on(route: Route) -> None:
            await route.continue_(headers={**route.request.headers, "x-one": "1"})

        await one.route("**/data", pass_on)
        await other.route("**/data", hold)
        answer = asyncio.create_task(one.evaluate("fetch('/data').then(r => r.text())"))
        await is_held
        await leaving.aclose()
        assert json.loads(await answer)["marks"] == {"X-One": "1"}
        await one.close()


async def test_a_ticket_that_is_revoked_mid_request_holds_nothing_up(doors: Doors, origin: Origin) -> None:
    async with AsyncExitStack() as stack:
        one = await _page_of(stack, doors.relay.ready["ws"], origin)
        ticket = doors.relay.ticket()
        cut = await stack.enter_async_context(connected(ticket["ws"]))
        targets = (await cut.call("Target.getTargets"))["targetInfos"]
        (target,) = [info["targetId"] for info in targets if info["url"] == one.url]
        session = await cut.attach(target)
        await cut.call("Fetch.enable", {}, session)
        answer = asyncio.create_task(one.evaluate("fetch('/data').then(r => r.status)"))
        await cut.event("Fetch.requestPaused")
        doors.relay.tabrelay("ticket", "revoke", ticket["id"])
        assert await answer == 200
        await one.close()


async def test_playwright_and_puppeteer(doors: Doors, origin: Origin) -> None:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    async with AsyncExitStack() as stack:
        one = await _page_of(stack, doors.relay.ready["ws"], origin)

        async def mark(route: Route) -> None:
            await route.continue_(headers={**route.request.headers, "x-playwright": "1"})

        await one.route("**/data", mark)
        options = json.dumps({"endpoint": doors.relay.ready["ws"], "url": one.url})
        process = await asyncio.create_subprocess_exec(
            node, str(PUPPETEER), options, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdin is not None
        assert await process.stdout.readline() == b"ready\n"
        said = json.loads(await one.evaluate("fetch('/data').then(r => r.text())"))
        assert said["marks"] == {"X-Playwright": "1", "X-Puppeteer": "1"}
        assert await one.evaluate("fetch('/mock').then(r => r.text())") == "from puppeteer"
        held = asyncio.create_task(one.evaluate("fetch('/held').then(r => r.status)"))
        assert await process.stdout.readline() == b"held\n"
        process.kill()
        await process.wait()
        assert await held == 200
        assert json.loads(await one.evaluate("fetch('/data').then(r => r.text())"))["marks"] == {"X-Playwright": "1"}
        await one.close()
