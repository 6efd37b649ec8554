"""Network, Fetch, Security."""

from __future__ import annotations

from tools.conformance.stage import Stage

# Which process says something first, and what it says of the connection, is chance.
# So is in how many pieces a body comes.
EXTRA = (
    "Network.dataReceived",
    "Network.requestWillBeSentExtraInfo",
    "Network.responseReceivedExtraInfo",
    "Network.policyUpdated",
)


async def hears_requests(stage: Stage) -> None:
    """A request from its start to its end."""
    page = await stage.page("fetching")
    page.ignore(*EXTRA)
    page.mask("encodedDataLength", "hasExtraInfo", "renderBlockingBehavior")
    await page.call("Network.enable")
    await page.evaluate("fetch('/data/a').then(r => r.text())")
    sent = await page.event("Network.requestWillBeSent")
    await page.event("Network.responseReceived")
    await page.event("Network.loadingFinished")
    await page.call("Network.getResponseBody", {"requestId": sent["requestId"]})
    await page.ask("Network.getRequestPostData", {"requestId": sent["requestId"]})
    await page.evaluate("fetch('http://127.0.0.1:1/').catch(() => 1)")
    await page.event("Network.requestWillBeSent")
    await page.event("Network.loadingFailed")
    await page.call("Network.disable")


async def hears_extra_information(stage: Stage) -> None:
    """What the network process adds."""
    page = await stage.page("fetching")
    page.unorder("Network")
    page.ignore("Network.policyUpdated", "Network.dataReceived")
    page.mask("encodedDataLength")
    await page.call("Network.enable")
    await page.evaluate("fetch('/data/a').then(r => r.text())")
    await page.events(
        "Network.requestWillBeSentExtraInfo",
        "Network.responseReceivedExtraInfo",
        "Network.requestWillBeSent",
        "Network.responseReceived",
        "Network.loadingFinished",
    )


async def sets_headers_and_agent(stage: Stage) -> None:
    """Extra headers and a user agent reach the server, and go again."""
    page = await stage.page("fetching")
    await page.call("Network.setExtraHTTPHeaders", {"headers": {"X-One": "1"}})
    await page.call("Network.enable")
    page.ignore("Network.")
    await page.call("Network.setExtraHTTPHeaders", {"headers": {"X-One": "1"}})
    await page.call("Network.setUserAgentOverride", {"userAgent": "Agent/1", "acceptLanguage": "fr"})
    await page.evaluate("fetch('/headers').then(r => r.json())")
    await page.call("Network.setExtraHTTPHeaders", {"headers": {}})
    await page.call("Emulation.setUserAgentOverride", {"userAgent": ""})
    await page.evaluate("fetch('/headers').then(r => r.json()).then(h => [h['X-One'], h['User-Agent'].slice(0, 7)])")


async def blocks_addresses(stage: Stage) -> None:
    """By setBlockedURLs."""
    page = await stage.page("fetching")
    page.ignore("Network.")
    await page.call("Network.enable")
    await page.call("Network.setBlockedURLs", {"urls": ["*/data/*"]})
    await page.evaluate("fetch('/data/a').then(() => 'through', () => 'blocked')")
    await page.call("Network.setBlockedURLs", {"urls": []})
    await page.evaluate("fetch('/data/a').then(() => 'through', () => 'blocked')")


async def is_offline(stage: Stage) -> None:
    """By emulateNetworkConditions."""
    page = await stage.page("fetching")
    page.ignore("Network.")
    await page.call("Network.enable")
    off = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await page.call("Network.emulateNetworkConditions", off)
    await page.evaluate("fetch('/data/a').then(() => 'through', () => 'offline')")
    await page.evaluate("navigator.onLine")
    await page.call("Network.emulateNetworkConditions", {**off, "offline": False})
    await page.evaluate("fetch('/data/a').then(() => 'through', () => 'offline')")


async def has_cookies(stage: Stage) -> None:
    """Set, read, delete."""
    page = await stage.page("plain")
    url = stage.site.page("plain")
    await page.call("Network.setCookie", {"name": "a", "value": "1", "url": url})
    await page.call("Network.setCookies", {"cookies": [{"name": "b", "value": "2", "url": url}]})
    page.unorder("Network")
    await page.evaluate("document.cookie.split('; ').sort().join()")
    await page.call("Network.deleteCookies", {"name": "a", "url": url})
    await page.call("Network.getCookies", {"urls": [url]})
    await page.call("Network.deleteCookies", {"name": "b", "url": url})
    await page.ask("Network.setCookie", {"name": "", "value": "", "url": "nonsense"})


async def intercepts(stage: Stage) -> None:
    """Fetch: paused, continued, fulfilled, failed."""
    page = await stage.page("fetching")
    await page.call("Fetch.enable", {"patterns": [{"urlPattern": "*/data/*"}]})
    for answer in ("continueRequest", "fulfillRequest", "failRequest"):
        params = {
            "continueRequest": {},
            "fulfillRequest": {"responseCode": 201, "body": "bWFkZQ=="},
            "failRequest": {"errorReason": "Aborted"},
        }[answer]
        asked = await page.send(
            "Runtime.evaluate",
            {
                "expression": "fetch('/data/a').then(async r => [r.status, await r.text()], e => e.message)",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        paused = await page.event("Fetch.requestPaused")
        await page.call(f"Fetch.{answer}", {"requestId": paused["requestId"], **params})
        await page.answer(asked)
    await page.ask("Fetch.continueRequest", {"requestId": "none"})
    await page.call("Fetch.disable")
    await page.ask("Fetch.continueRequest", {"requestId": "none"})
    await page.evaluate("fetch('/data/a').then(r => r.status)")


async def intercepts_responses(stage: Stage) -> None:
    """The response stage, with the body read."""
    page = await stage.page("fetching")
    await page.call("Fetch.enable", {"patterns": [{"urlPattern": "*/data/*", "requestStage": "Response"}]})
    asked = await page.send(
        "Runtime.evaluate",
        {"expression": "fetch('/data/a').then(r => r.text())", "awaitPromise": True, "returnByValue": True},
    )
    paused = await page.event("Fetch.requestPaused")
    await page.call("Fetch.getResponseBody", {"requestId": paused["requestId"]})
    await page.call("Fetch.continueResponse", {"requestId": paused["requestId"]})
    await page.answer(asked)
    await page.call("Fetch.disable")


async def bypasses_the_cache(stage: Stage) -> None:
    """Switches that are only answered."""
    page = await stage.page("plain")
    await page.call("Network.enable")
    await page.call("Network.setCacheDisabled", {"cacheDisabled": True})
    await page.call("Network.setBypassServiceWorker", {"bypass": True})
    await page.call("Network.clearBrowserCache")
    await page.call("Network.getSecurityIsolationStatus")
    await page.ask("Network.canClearBrowserCache")
    await page.ask("Network.setRequestInterception", {"patterns": []})


async def tells_security(stage: Stage) -> None:
    """Security state at enable."""
    page = await stage.page("plain")
    if not await page.has("Security.enable"):
        return
    await page.event("Security.visibleSecurityStateChanged")
    page.ignore("Security.")
    await page.call("Security.setIgnoreCertificateErrors", {"ignore": True})
    await page.call("Security.setIgnoreCertificateErrors", {"ignore": False})
    await page.call("Security.disable")


async def loads_network_resources(stage: Stage) -> None:
    """Network.loadNetworkResource and its stream."""
    page = await stage.page("plain")
    page.ignore("Network.")
    await page.call("Network.enable")
    frame = (await page.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    wanted = {
        "frameId": frame,
        "url": stage.site.url("data/b"),
        "options": {"disableCache": True, "includeCredentials": False},
    }
    page.mask("headers")
    resource = (await page.call("Network.loadNetworkResource", wanted)).get("resource", {})
    await page.call("IO.read", {"handle": resource.get("stream", "")})
