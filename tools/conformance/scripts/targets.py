"""Target: sessions, discovery, auto-attach, frames of other sites, workers, popups."""

from __future__ import annotations

from tools.conformance.stage import BLANK, FLAT, Stage


async def opens_and_closes(stage: Stage) -> None:
    """From createTarget to targetDestroyed, as a discovering client sees it."""
    browser = await stage.browser()
    browser.ignore("Target.targetInfoChanged")
    await browser.call("Target.setDiscoverTargets", {"discover": True, "filter": [{"type": "page"}]})
    browser.forget()
    target = (await browser.call("Target.createTarget", {"url": BLANK}))["targetId"]
    await browser.event("Target.targetCreated")
    await browser.call("Target.getTargetInfo", {"targetId": target})
    session = (await browser.call("Target.attachToTarget", {"targetId": target, "flatten": True})).get("sessionId")
    await browser.call("Target.getTargetInfo", {"targetId": target})
    await browser.call("Target.closeTarget", {"targetId": target})
    await browser.event("Target.detachedFromTarget", sessionId=session)
    await browser.event("Target.targetDestroyed", targetId=target)
    await browser.ask("Target.closeTarget", {"targetId": target})
    await browser.ask("Target.attachToTarget", {"targetId": target, "flatten": True})


async def attaches_twice(stage: Stage) -> None:
    """Two sessions of one client on one target, each ended by itself."""
    page = await stage.page("plain")
    again = await stage.attach("one", "again")
    browser = await stage.browser()
    await page.call("Runtime.enable")
    await again.evaluate("console.log('x')")
    await page.event("Runtime.consoleAPICalled")
    await browser.call("Target.detachFromTarget", {"sessionId": again.id})
    await browser.event("Target.detachedFromTarget", sessionId=again.id)
    await page.evaluate("2")
    await again.ask_in_vain("Runtime.evaluate", {"expression": "1"})
    await browser.ask("Target.detachFromTarget", {"sessionId": again.id})


async def attaches_to_the_browser(stage: Stage) -> None:
    """By attachToBrowserTarget, and commands on that session."""
    browser = await stage.browser()
    attached = await browser.call("Target.attachToBrowserTarget")
    session = browser.client.session(attached["sessionId"], "second")
    stage.sessions.append(session)
    await session.call("Target.getTargetInfo")
    await session.call("Target.getBrowserContexts")
    await session.ask("Page.enable")
    await browser.call("Target.detachFromTarget", {"sessionId": session.id})


async def has_frames_of_other_sites(stage: Stage) -> None:
    """An out-of-process frame is a target of its own."""
    page = await stage.page()
    page.ignore("Target.targetInfoChanged")
    await page.call("Target.setAutoAttach", {**FLAT, "waitForDebuggerOnStart": True})
    await page.call("Page.enable")
    page.ignore("Page.")
    await page.send("Page.navigate", {"url": stage.site.page("other-site")})
    attached = await page.event("Target.attachedToTarget")
    frame = stage.child(page, attached, "frame")
    await frame.call("Runtime.enable")
    await frame.call("Page.enable")
    await frame.call("Page.getFrameTree")
    await frame.call("Runtime.runIfWaitingForDebugger")
    await frame.event("Page.loadEventFired")
    frame.ignore("Page.frameS", "Page.dom", "Page.frameNavigated")
    await frame.evaluate("location.pathname")
    await page.evaluate("document.getElementById('f').remove()")
    await page.event("Target.detachedFromTarget", sessionId=frame.id)


async def has_workers(stage: Stage) -> None:
    """A dedicated worker waits, is let run, ends."""
    page = await stage.page()
    page.ignore("Page.", "Target.targetInfoChanged")
    await page.call("Target.setAutoAttach", {**FLAT, "waitForDebuggerOnStart": True})
    await page.call("Page.enable")
    await page.send("Page.navigate", {"url": stage.site.page("worker")})
    worker = stage.child(page, await page.event("Target.attachedToTarget"), "worker")
    await worker.call("Runtime.enable")
    await worker.call("Runtime.runIfWaitingForDebugger")
    await worker.event("Runtime.consoleAPICalled")
    await worker.evaluate("self.constructor.name")
    await worker.ask("Page.enable")
    await page.evaluate("w.terminate()")
    await page.event("Target.detachedFromTarget", sessionId=worker.id)


async def filters_what_it_attaches(stage: Stage) -> None:
    """A filter that leaves workers out."""
    page = await stage.page()
    page.ignore("Page.", "Target.targetInfoChanged")
    await page.call("Page.enable")
    await page.call("Target.setAutoAttach", {**FLAT, "filter": [{"type": "worker", "exclude": True}, {}]})
    await page.call("Page.navigate", {"url": stage.site.page("worker")})
    await page.event("Page.loadEventFired")
    await page.evaluate("new Promise((d) => { w.onmessage = (e) => d(e.data); w.postMessage(4) })")
    await page.call("Target.setAutoAttach", {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": True})


async def attaches_late(stage: Stage) -> None:
    """Auto-attach when there is a worker already."""
    page = await stage.page("worker")
    page.ignore("Target.targetInfoChanged")
    await page.evaluate("new Promise((d) => { w.onmessage = (e) => d(e.data); w.postMessage(4) })")
    await page.call("Target.setAutoAttach", FLAT)
    attached = await page.event("Target.attachedToTarget")
    worker = stage.child(page, attached, "worker")
    await worker.evaluate("1 + 1")
    await page.call("Target.setAutoAttach", {**FLAT, "autoAttach": False})
    await page.event("Target.detachedFromTarget", sessionId=worker.id)


async def opens_popups(stage: Stage) -> None:
    """By window.open under auto-attach of the browser."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.ignore("Target.targetInfoChanged", "Target.targetCreated", "Target.detachedFromTarget")
    await browser.call("Target.setAutoAttach", {**FLAT, "waitForDebuggerOnStart": True, "filter": [{"type": "page"}]})
    browser.forget()
    asked = {"expression": "window.p = window.open('/page/next'), 1", "userGesture": True}
    opening = await page.send("Runtime.evaluate", asked)
    attached = await browser.event_where(
        "Target.attachedToTarget", lambda event: bool(event["targetInfo"].get("openerId"))
    )
    popup = stage.child(browser, attached, "popup")
    await popup.call("Page.enable")
    await popup.call("Runtime.runIfWaitingForDebugger")
    await page.answer(opening)
    loaded = "new Promise((d) => document.title ? d() : addEventListener('load', d))"
    await popup.evaluate(f"{loaded}.then(() => opener !== null)")
    popup.ignore("Page.")


async def says_what_is_wrong(stage: Stage) -> None:
    """Chrome's words."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.ignore("Target.")
    for session in (browser, page):
        await session.ask("Target.attachToTarget", {"targetId": "none", "flatten": True})
        await session.ask("Target.getTargetInfo", {"targetId": "none"})
        await session.ask("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False})
        await session.ask("Target.setAutoAttach", {})
        await session.ask("Target.setDiscoverTargets", {"discover": False, "filter": []})
        await session.ask("Target.setDiscoverTargets", {"discover": False, "filter": [{}]})
        await session.ask("Target.detachFromTarget", {})
        await session.ask("Target.detachFromTarget", {"sessionId": "none"})
        await session.ask("Target.createTarget", {})
        await session.ask("Target.createTarget", {"url": BLANK, "browserContextId": "none"})
        await session.ask("Target.activateTarget", {"targetId": "none"})
        await session.ask("Target.noSuchMethod")
    await browser.client.root.ask("Runtime.evaluate", {"expression": "1"})


async def speaks_nested(stage: Stage) -> None:
    """The old, non-flat form."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.ignore("Target.targetInfoChanged")
    attached = await browser.ask("Target.attachToTarget", {"targetId": stage.target})
    session = attached.get("result", {}).get("sessionId", "")
    message = '{"id":1,"method":"Runtime.evaluate","params":{"expression":"1+2"}}'
    await browser.ask("Target.sendMessageToTarget", {"sessionId": session, "message": message})
    await browser.event("Target.receivedMessageFromTarget")
    await page.evaluate("1")


async def has_tab_targets(stage: Stage) -> None:
    """A tab above its page."""
    browser = await stage.browser()
    await stage.page("plain")
    browser.ignore("Target.targetInfoChanged", "Target.targetCreated")
    infos = (await browser.call("Target.getTargets", {"filter": [{"type": "tab"}]}))["targetInfos"]
    browser.mask("targetInfos", "embedderData", "title")
    tab = next(info for info in infos if info["url"].endswith("/plain"))
    attached = await browser.call("Target.attachToTarget", {"targetId": tab["targetId"], "flatten": True})
    session = browser.client.session(attached["sessionId"], "tab")
    stage.sessions.append(session)
    await session.call("Target.setAutoAttach", {**FLAT, "waitForDebuggerOnStart": True})
    page = stage.child(session, await session.event("Target.attachedToTarget"), "page")
    await page.evaluate("document.title")
    await session.ask("Page.enable")
