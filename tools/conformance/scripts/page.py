"""Page: navigation, frames, life cycle, dialogs, pictures."""

from __future__ import annotations

from tools.conformance.stage import Stage

# Whether the compositor has painted yet is chance.
PAINTS = ("Page.screencast", "Page.lifecycleEvent")


async def navigates(stage: Stage) -> None:
    """Enable, go somewhere, and hear of it to its end."""
    page = await stage.page()
    await page.call("Page.enable")
    await page.call("Page.getFrameTree")
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("Page.loadEventFired")
    await page.then("Page.frameStoppedLoading")
    await page.call("Page.getNavigationHistory")
    await page.call("Page.getFrameTree")


async def goes_back_and_reloads(stage: Stage) -> None:
    """History."""
    page = await stage.page("plain")
    page.ignore("Page.frame", "Page.dom", "Page.load")  # whether a page comes back from the cache is chance
    await page.call("Page.enable")
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("Page.frameNavigated")
    await page.then("Page.frameStoppedLoading")
    history = await page.call("Page.getNavigationHistory")
    entry = history["entries"][history["currentIndex"] - 1]["id"]
    await page.call("Page.setBypassCSP", {"enabled": True})
    await page.ask("Page.navigateToHistoryEntry", {"entryId": entry})
    await page.event("Page.frameNavigated")
    await page.evaluate("location.pathname")
    await page.ask("Page.reload", {})
    await page.event("Page.frameNavigated")
    await page.then("Page.loadEventFired")
    await page.call("Page.getNavigationHistory")


async def fails_to_navigate(stage: Stage) -> None:
    """Chrome's own errors for addresses that lead nowhere."""
    page = await stage.page()
    page.ignore("Page.frame", "Page.dom", "Page.load")  # how far the page with the error has come is chance
    await page.call("Page.enable")
    await page.ask("Page.navigateToHistoryEntry", {"entryId": 99999})
    await page.ask("Page.navigate", {"url": "not an address"})
    await page.ask("Page.navigate", {"url": "http://127.0.0.1:1/"})
    await page.ask("Page.navigate", {})


async def has_frames(stage: Stage) -> None:
    """A frame of the same site comes and goes; it may be there before the page around it is parsed, or after."""
    page = await stage.page()
    page.ignore("Page.dom")
    await page.call("Page.enable")
    await page.call("Page.navigate", {"url": stage.site.page("frame")})
    await page.event("Page.frameAttached")
    await page.event("Page.loadEventFired")
    await page.then("Page.frameStoppedLoading")
    await page.call("Page.getFrameTree")
    await page.evaluate("document.getElementById('f').remove()")
    await page.event("Page.frameDetached")


async def tells_its_life_cycle(stage: Stage) -> None:
    """Life-cycle events from a page's birth, and of what was before."""
    page = await stage.page("plain")
    page.ignore("Page.frame", "Page.dom", "Page.load")
    await page.call("Page.enable")
    await page.call("Page.setLifecycleEventsEnabled", {"enabled": True})
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("Page.lifecycleEvent", name="init")
    await page.event_where("Page.lifecycleEvent", lambda event: event["name"] == "commit")
    await page.call("Page.setLifecycleEventsEnabled", {"enabled": False})
    page.ignore("Page.lifecycleEvent")


async def navigates_within_the_document(stage: Stage) -> None:
    """Fragments and the history API."""
    page = await stage.page("plain")
    await page.call("Page.enable")
    await page.call("Page.navigate", {"url": stage.site.page("plain") + "#there"})
    await page.event("Page.navigatedWithinDocument")
    await page.evaluate("history.pushState({}, '', '?pushed')")
    await page.event("Page.navigatedWithinDocument")


async def opens_dialogs(stage: Stage) -> None:
    """alert, confirm and prompt, answered."""
    page = await stage.page("plain")
    await page.call("Page.enable")
    for call, accept, text in (("alert('a')", True, ""), ("confirm('b')", False, ""), ("prompt('c', 'd')", True, "e")):
        asked = await page.send("Runtime.evaluate", {"expression": call, "returnByValue": True})
        await page.event("Page.javascriptDialogOpening")
        handled = await page.send("Page.handleJavaScriptDialog", {"accept": accept, "promptText": text})
        await page.event("Page.javascriptDialogClosed")
        await page.answer(handled)
        await page.answer(asked)
    await page.ask("Page.handleJavaScriptDialog", {"accept": True})


async def takes_pictures(stage: Stage) -> None:
    """Screenshot, PDF, snapshot, layout."""
    page = await stage.page("plain")
    await page.call("Page.captureScreenshot", {"format": "png"})
    await page.call(
        "Page.captureScreenshot", {"format": "jpeg", "clip": {"x": 0, "y": 0, "width": 9, "height": 9, "scale": 1}}
    )
    await page.call("Page.printToPDF", {"paperWidth": 4, "paperHeight": 4})
    await page.call("Page.captureSnapshot", {})
    await page.call("Page.getLayoutMetrics")


async def prints_into_a_stream(stage: Stage) -> None:
    """IO.read of a PDF."""
    page = await stage.page("plain")
    handle = (await page.call("Page.printToPDF", {"transferMode": "ReturnAsStream"})).get("stream", "")
    await page.call("IO.read", {"handle": handle, "size": 4})
    await page.call("IO.close", {"handle": handle})
    await page.ask("IO.read", {"handle": handle})


async def runs_scripts_in_new_documents(stage: Stage) -> None:
    """Before the page's own, in the main world and in another."""
    page = await stage.page("plain")
    page.ignore("Page.frame", "Page.dom", "Page.load")
    await page.call("Page.enable")
    added = await page.call("Page.addScriptToEvaluateOnNewDocument", {"source": "window.added = 1"})
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("Page.loadEventFired")
    await page.evaluate("window.added")
    await page.call("Page.removeScriptToEvaluateOnNewDocument", {"identifier": added["identifier"]})
    await page.ask("Page.removeScriptToEvaluateOnNewDocument", {"identifier": "none"})
    await page.call("Page.navigate", {"url": stage.site.page("plain")})
    await page.event("Page.loadEventFired")
    await page.evaluate("typeof window.added")


async def sets_its_content(stage: Stage) -> None:
    """setDocumentContent, getResourceTree, getResourceContent."""
    page = await stage.page("plain")
    frame = (await page.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    await page.call("Page.getResourceTree")
    await page.ask("Page.getResourceContent", {"frameId": frame, "url": stage.site.page("plain")})
    await page.call("Page.enable")
    await page.call("Page.setDocumentContent", {"frameId": frame, "html": "<p>new</p>"})
    await page.evaluate("document.body.innerHTML")


async def screencasts(stage: Stage) -> None:
    """A first picture, acknowledged."""
    page = await stage.page("plain")
    page.mask("metadata", "data")
    await page.call("Page.enable")
    await page.call("Page.startScreencast", {"format": "jpeg", "maxWidth": 50, "maxHeight": 50})
    frame = await page.event("Page.screencastFrame")
    page.ignore("Page.screencast")
    await page.call("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
    await page.call("Page.stopScreencast")


async def crashes(stage: Stage) -> None:
    """The renderer dies; the session lives."""
    page = await stage.page("plain")
    await page.call("Page.enable")
    await page.call("Inspector.enable")
    page.ignore("Page.")
    await page.send("Page.crash", {})
    await page.event("Inspector.targetCrashed")


async def closes_itself(stage: Stage) -> None:
    """Page.close, and what is told then."""
    browser = await stage.browser()
    page = await stage.page("plain")
    browser.ignore("Target.targetInfoChanged", "Target.targetCreated", "Target.attachedToTarget")
    await page.call("Page.close")
    await browser.event("Target.detachedFromTarget", sessionId=page.id)
    await page.ask_in_vain("Runtime.evaluate", {"expression": "1"})
