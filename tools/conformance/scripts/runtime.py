"""Runtime, Console and Log."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def tells_contexts(stage: Stage) -> None:
    """Enable, navigate, and the contexts change."""
    page = await stage.page("plain")
    await page.call("Runtime.enable")
    await page.call("Page.navigate", {"url": stage.site.page("frame")})
    await page.event("Runtime.executionContextsCleared")
    for _ in ("the page", "its frame"):
        await page.then("Runtime.executionContextCreated")
    await page.call("Runtime.disable")
    await page.evaluate("1 + 1")


async def evaluates(stage: Stage) -> None:
    """Values, objects, exceptions, promises."""
    page = await stage.page("plain")
    for expression in (
        "1 + 1",
        "'text'",
        "undefined",
        "null",
        "-0",
        "NaN",
        "10n",
        "document",
        "[1, {a: 2}]",
        "throw 1",
    ):
        await page.ask("Runtime.evaluate", {"expression": expression})
    await page.ask("Runtime.evaluate", {"expression": "Promise.resolve(5)", "awaitPromise": True})
    await page.ask("Runtime.evaluate", {"expression": "Promise.reject(new Error('no'))", "awaitPromise": True})
    await page.ask("Runtime.evaluate", {"expression": "new Map([[1, 2]])", "generatePreview": True})
    await page.ask("Runtime.evaluate", {"expression": "({a: [1]})", "returnByValue": True})
    await page.ask("Runtime.evaluate", {"expression": "1 +"})
    await page.ask("Runtime.evaluate", {"expression": 1})
    await page.ask("Runtime.evaluate", {"expression": "1", "contextId": 987654})


async def handles_objects(stage: Stage) -> None:
    """Properties, calls, release."""
    page = await stage.page("plain")
    asked = {"expression": "window.o = {a: 1, get b() { return 2 }}", "objectGroup": "g"}
    object_ = (await page.call("Runtime.evaluate", asked))["result"]["objectId"]
    await page.call("Runtime.getProperties", {"objectId": object_, "ownProperties": True})
    called = {"functionDeclaration": "function(x) { return this.a + x }", "arguments": [{"value": 4}]}
    await page.call("Runtime.callFunctionOn", {**called, "objectId": object_})
    await page.call("Runtime.releaseObject", {"objectId": object_})
    await page.ask("Runtime.getProperties", {"objectId": object_})
    await page.ask("Runtime.getProperties", {"objectId": "nonsense"})
    await page.call("Runtime.releaseObjectGroup", {"objectGroup": "g"})
    await page.call("Runtime.globalLexicalScopeNames", {})
    await page.ask("Runtime.queryObjects", {"prototypeObjectId": "nonsense"})


async def compiles_and_runs_scripts(stage: Stage) -> None:
    """compileScript, runScript."""
    page = await stage.page("plain")
    await page.call("Runtime.enable")
    compiled = {"expression": "2 * 3", "sourceURL": "a.js", "persistScript": True}
    script = (await page.call("Runtime.compileScript", compiled)).get("scriptId", "")
    await page.call("Runtime.runScript", {"scriptId": script, "returnByValue": True})
    await page.call("Runtime.compileScript", {**compiled, "expression": "2 *"})


async def hears_the_console(stage: Stage) -> None:
    """Calls before and after enabling."""
    page = await stage.page("noisy")
    await page.call("Runtime.enable")
    await page.event("Runtime.consoleAPICalled", type="log")
    await page.event("Runtime.consoleAPICalled", type="warning")
    await page.evaluate("console.table([[1]]); console.error(new Error('e'))")
    await page.event("Runtime.consoleAPICalled", type="table")
    await page.event("Runtime.consoleAPICalled", type="error")
    await page.call("Runtime.discardConsoleEntries")
    await page.evaluate("1")


async def hears_exceptions(stage: Stage) -> None:
    """Thrown at load, thrown later, a promise nobody handles."""
    page = await stage.page("failing")
    await page.call("Runtime.enable")
    await page.event("Runtime.exceptionThrown")
    await page.evaluate("setTimeout(() => { throw new TypeError('later') }, 0)")
    await page.event("Runtime.exceptionThrown")
    await page.evaluate("window.p = Promise.reject(new Error('unhandled')), 1")
    await page.event("Runtime.exceptionThrown")
    await page.evaluate("window.p.catch(() => 1)")
    await page.event("Runtime.exceptionRevoked")


async def is_called_by_bindings(stage: Stage) -> None:
    """A binding is added, called, removed."""
    page = await stage.page("plain")
    await page.call("Runtime.enable")
    await page.call("Runtime.addBinding", {"name": "report"})
    await page.evaluate("report('one')")
    await page.event("Runtime.bindingCalled", payload="one")
    await page.call("Page.navigate", {"url": stage.site.page("next")})
    await page.event("Runtime.executionContextsCleared")
    await page.event("Runtime.executionContextCreated")
    await page.evaluate("report('two')")
    await page.event("Runtime.bindingCalled", payload="two")
    await page.call("Runtime.removeBinding", {"name": "report"})
    await page.ask("Runtime.addBinding", {})


async def has_isolated_worlds(stage: Stage) -> None:
    """A world of one's own beside the page's."""
    page = await stage.page("plain")
    await page.call("Runtime.enable")
    frame = (await page.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    params = {"frameId": frame, "worldName": "aside", "grantUniveralAccess": True}
    world = (await page.call("Page.createIsolatedWorld", params)).get("executionContextId", 0)
    await page.call("Runtime.evaluate", {"expression": "window.x = 1", "contextId": world})
    await page.evaluate("typeof window.x")
    await page.call("Page.createIsolatedWorld", params)


async def logs(stage: Stage) -> None:
    """Log and the old Console domain."""
    page = await stage.page("plain")
    await page.call("Log.enable")
    await page.evaluate("fetch('http://127.0.0.1:1/').catch(() => 1)")
    await page.event("Log.entryAdded")
    await page.call("Log.clear")
    await page.call("Log.disable")
    await page.call("Console.enable")
    await page.evaluate("console.log('old')")
    await page.event("Console.messageAdded")
    await page.call("Console.clearMessages")
    await page.call("Console.disable")


async def refuses_what_is_wrong(stage: Stage) -> None:
    """Chrome's own words for what cannot be."""
    page = await stage.page("plain")
    await page.ask("Runtime.noSuchMethod", {})
    await page.ask("NoSuchDomain.enable", {})
    await page.ask("enable", {})
    await page.ask("DOM.describeNode", {"nodeId": "text"})
    await page.ask("DOM.describeNode", {"nodeId": 99999})
    await page.ask("DOM.querySelector", {})
    await page.ask("Network.getResponseBody", {"requestId": "none"})
    await page.ask("Input.dispatchMouseEvent", {"type": "nothing", "x": 0, "y": 0})
    await page.ask("Fetch.continueRequest", {"requestId": "none"})
    await page.ask("Page.stopScreencast")
    await page.ask("CSS.enable")
    await page.ask("HeapProfiler.enable")
    await page.ask("Schema.getDomains")


async def measures(stage: Stage) -> None:
    """Heap usage, isolate, performance metrics."""
    page = await stage.page("plain")
    page.mask("usedSize", "totalSize", "embedderHeapUsedSize", "backingStorageSize", "value")
    await page.call("Runtime.getHeapUsage")
    await page.call("Runtime.getIsolateId")
    await page.call("Performance.enable")
    await page.call("Performance.getMetrics")
    await page.call("Performance.disable")
    page.mask("documents", "nodes", "jsEventListeners")
    await page.call("Memory.getDOMCounters")
