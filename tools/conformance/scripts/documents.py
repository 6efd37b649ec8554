"""DOM, CSS, DOMDebugger, DOMSnapshot, Accessibility, Overlay, Animation, LayerTree."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def queries_nodes(stage: Stage) -> None:
    """From the document down."""
    page = await stage.page("plain")
    root = (await page.call("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    node = (await page.call("DOM.querySelector", {"nodeId": root, "selector": "h1"}))["nodeId"]
    await page.call("DOM.querySelectorAll", {"nodeId": root, "selector": "p"})
    await page.call("DOM.describeNode", {"nodeId": node})
    await page.call("DOM.getAttributes", {"nodeId": node})
    await page.call("DOM.getBoxModel", {"nodeId": node})
    await page.call("DOM.getContentQuads", {"nodeId": node})
    await page.call("DOM.getOuterHTML", {"nodeId": node})
    object_ = (await page.call("DOM.resolveNode", {"nodeId": node}))["object"]["objectId"]
    await page.call("DOM.requestNode", {"objectId": object_})
    await page.ask("DOM.querySelector", {"nodeId": node, "selector": "!"})


async def hears_changes(stage: Stage) -> None:
    """Attributes, text, children."""
    page = await stage.page("plain")
    await page.call("DOM.enable")
    root = (await page.call("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    node = (await page.call("DOM.querySelector", {"nodeId": root, "selector": "h1"}))["nodeId"]
    await page.evaluate("h.setAttribute('x', '1')")
    await page.event("DOM.attributeModified")
    await page.evaluate("h.removeAttribute('x')")
    await page.event("DOM.attributeRemoved")
    await page.evaluate("h.firstChild.data = 'changed'")
    await page.event("DOM.characterDataModified")
    await page.evaluate("h.after(document.createElement('hr'))")
    await page.event("DOM.childNodeInserted")
    await page.evaluate("document.querySelector('hr').remove()")
    await page.event("DOM.childNodeRemoved")
    await page.call("DOM.setAttributeValue", {"nodeId": node, "name": "y", "value": "2"})
    await page.event("DOM.attributeModified")
    await page.call("DOM.disable")
    await page.ask("DOM.getAttributes", {"nodeId": node})


async def hears_of_a_new_document(stage: Stage) -> None:
    """By documentUpdated, at navigation."""
    page = await stage.page("plain")
    await page.call("DOM.enable")
    await page.call("DOM.getDocument")
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("DOM.documentUpdated")
    page.ignore("DOM.documentUpdated")
    await page.call("DOM.getDocument")


async def edits(stage: Stage) -> None:
    """Changes from outside."""
    page = await stage.page("plain")
    root = (await page.call("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    node = (await page.call("DOM.querySelector", {"nodeId": root, "selector": "h1"}))["nodeId"]
    await page.call("DOM.setOuterHTML", {"nodeId": node, "outerHTML": "<h2 id=h>two</h2>"})
    await page.call("DOM.undo")
    await page.call("DOM.redo")
    found = await page.call("DOM.performSearch", {"query": "h2"})
    page.mask("searchId")
    wanted = {"searchId": found.get("searchId", ""), "fromIndex": 0, "toIndex": 1}
    await page.ask("DOM.getSearchResults", wanted)
    await page.call("DOM.discardSearchResults", {"searchId": found.get("searchId", "")})
    await page.evaluate("document.body.innerHTML")


async def styles(stage: Stage) -> None:
    """Style sheets are told, read and changed."""
    page = await stage.page("style")
    await page.call("DOM.enable")
    await page.call("CSS.enable")
    sheet = (await page.event("CSS.styleSheetAdded"))["header"]["styleSheetId"]
    root = (await page.call("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    node = (await page.call("DOM.querySelector", {"nodeId": root, "selector": "h1"}))["nodeId"]
    await page.call("CSS.getMatchedStylesForNode", {"nodeId": node})
    await page.call("CSS.getInlineStylesForNode", {"nodeId": node})
    await page.call("CSS.getStyleSheetText", {"styleSheetId": sheet})
    await page.call("CSS.setStyleSheetText", {"styleSheetId": sheet, "text": "h1 { color: red }"})
    await page.evaluate("getComputedStyle(h).color")
    await page.call("CSS.disable")


async def tracks_coverage_of_styles(stage: Stage) -> None:
    """Rule usage."""
    page = await stage.page("style")
    await page.call("DOM.enable")
    await page.call("CSS.enable")
    await page.call("CSS.startRuleUsageTracking")
    await page.evaluate("h.offsetWidth")
    await page.call("CSS.takeCoverageDelta")
    await page.call("CSS.stopRuleUsageTracking")


async def snapshots(stage: Stage) -> None:
    """DOMSnapshot and the accessibility tree."""
    page = await stage.page("plain")
    page.mask("rects", "bounds", "layout", "strings", "textBoxes")
    await page.call("DOMSnapshot.captureSnapshot", {"computedStyles": ["color"]})
    await page.call("Accessibility.enable")
    await page.call("Accessibility.getFullAXTree", {})
    await page.call("Accessibility.getRootAXNode", {})
    page.ignore("Accessibility.")
    await page.call("Accessibility.disable")


async def draws_over_the_page(stage: Stage) -> None:
    """Overlay."""
    page = await stage.page("plain")
    await page.ask("Overlay.enable")
    await page.call("DOM.enable")
    await page.call("Overlay.enable")
    root = (await page.call("DOM.getDocument"))["root"]["nodeId"]
    await page.call("Overlay.highlightNode", {"nodeId": root, "highlightConfig": {"showInfo": True}})
    await page.call("Overlay.setShowFPSCounter", {"show": True})
    await page.call("Overlay.hideHighlight")
    await page.call("Overlay.setInspectMode", {"mode": "searchForNode", "highlightConfig": {}})
    await page.call("Overlay.setInspectMode", {"mode": "none"})
    await page.call("Overlay.disable")


async def animates(stage: Stage) -> None:
    """Animations are told of and read."""
    page = await stage.page("animated")
    page.mask("currentTime", "iterationStart")
    if not await page.has("Animation.enable"):
        return
    await page.event("Animation.animationCreated")
    started = await page.event("Animation.animationStarted")
    await page.call("Animation.getCurrentTime", {"id": started["animation"]["id"]})
    await page.call("Animation.setPlaybackRate", {"playbackRate": 2})
    await page.call("Animation.getPlaybackRate")
    await page.call("Animation.disable")


async def shows_event_listeners(stage: Stage) -> None:
    """DOMDebugger."""
    page = await stage.page("alerts")
    params = {"expression": "document.getElementById('b')"}
    object_ = (await page.call("Runtime.evaluate", params))["result"]["objectId"]
    await page.call("DOMDebugger.getEventListeners", {"objectId": object_})


async def sees_layers(stage: Stage) -> None:
    """LayerTree."""
    page = await stage.page("plain")
    page.ignore("LayerTree.")
    if not await page.has("LayerTree.enable"):
        return
    await page.call("LayerTree.disable")
    await page.ask("LayerTree.compositingReasons", {"layerId": "none"})
