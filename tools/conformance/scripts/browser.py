"""Browser, SystemInfo and what else is asked of the browser itself."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def tells_its_version(stage: Stage) -> None:
    """Browser.getVersion."""
    browser = await stage.browser()
    await browser.call("Browser.getVersion")
    await browser.ask("Browser.noSuchMethod")


async def has_windows(stage: Stage) -> None:
    """Bounds of a target's window."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.mask("left", "top", "height", "width")
    window = (await browser.call("Browser.getWindowForTarget", {"targetId": stage.target})).get("windowId", 0)
    await browser.call("Browser.getWindowBounds", {"windowId": window})
    await browser.ask("Browser.getWindowForTarget", {"targetId": "none"})
    await browser.ask("Browser.getWindowBounds", {"windowId": 987654})
    page.mask("left", "top", "height", "width")
    await page.call("Browser.getWindowForTarget")


async def grants_permissions(stage: Stage) -> None:
    """Permissions of a page."""
    browser = await stage.browser()
    page = await stage.page("plain")
    origin = stage.site.url("").rstrip("/")
    state = "navigator.permissions.query({name: 'geolocation'}).then((p) => p.state)"
    if not await browser.has("Browser.grantPermissions", {"origin": origin, "permissions": ["geolocation"]}):
        return
    await page.evaluate(state)
    await browser.ask("Browser.resetPermissions")
    await page.evaluate(state)


async def tells_of_the_system(stage: Stage) -> None:
    """What Chrome tells of itself."""
    browser = await stage.browser()
    browser.mask("gpu", "modelName", "modelVersion", "commandLine", "processInfo", "histograms", "histogram")
    await browser.ask("SystemInfo.getInfo")
    await browser.ask("SystemInfo.getProcessInfo")
    await browser.ask("Browser.getHistograms", {"query": "none"})
    await browser.ask("Browser.getBrowserCommandLine")


async def has_contexts(stage: Stage) -> None:
    """A context of one's own, and its end."""
    browser = await stage.browser()
    browser.ignore("Target.")
    made = await browser.ask("Target.createBrowserContext")
    context = made.get("result", {}).get("browserContextId", "none")
    await browser.ask("Target.getBrowserContexts")
    created = await browser.ask("Target.createTarget", {"url": "about:blank", "browserContextId": context})
    await browser.ask("Target.closeTarget", {"targetId": created.get("result", {}).get("targetId", "")})
    await browser.ask("Target.disposeBrowserContext", {"browserContextId": context})


async def reports_downloads(stage: Stage) -> None:
    """Download events of the browser."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.ignore("Target.")
    if not await browser.has("Browser.setDownloadBehavior", {"behavior": "deny", "eventsEnabled": True}):
        return
    await page.call("Runtime.evaluate", {"expression": "location.href = '/file'"})
    await browser.event("Browser.downloadWillBegin")
    await browser.event("Browser.downloadProgress", state="canceled")
