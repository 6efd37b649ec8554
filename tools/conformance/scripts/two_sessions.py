"""Two clients on one page: what each sees is what it would see of Chrome's own port beside the other."""

from __future__ import annotations

import asyncio

from tools.conformance.client import Session
from tools.conformance.stage import FLAT, Stage


async def _pair(stage: Stage, path: str = "plain") -> tuple[Session, Session]:
    one = await stage.page(path)
    return one, await stage.attach("two", "page")


async def enables_late(stage: Stage) -> None:
    """A late enabler is told what is there."""
    one, two = await _pair(stage, "noisy")
    await one.call("Runtime.enable")
    await one.call("Log.enable")
    await two.call("Runtime.enable")
    await two.call("Log.enable")
    await two.evaluate("console.log('both')")
    for session in (one, two):
        await session.event_where("Runtime.consoleAPICalled", lambda event: event["args"][0].get("value") == "both")


async def disables_alone(stage: Stage) -> None:
    """Off for one, on for the other."""
    one, two = await _pair(stage)
    for session in (one, two):
        await session.call("Runtime.enable")
    await one.call("Runtime.disable")
    await two.evaluate("console.log('for two')")
    await two.event("Runtime.consoleAPICalled")
    await one.evaluate("1")
    await two.call("Runtime.disable")
    await one.call("Runtime.enable")
    await one.evaluate("1")


async def races_enable_and_disable(stage: Stage) -> None:
    """Both at once, over and over."""
    one, two = await _pair(stage)
    ids = []
    for _ in range(5):
        ids.append((one, await one.send("Runtime.enable")))
        ids.append((two, await two.send("Runtime.enable")))
        ids.append((one, await one.send("Runtime.disable")))
        ids.append((two, await two.send("Runtime.disable")))
    for session, id_ in ids:
        await session.answer(id_)
    for session in (one, two):
        session.forget()  # whose command came first is chance
    await one.call("Runtime.enable")
    await two.evaluate("console.log(1)")
    await one.event("Runtime.consoleAPICalled")
    await two.evaluate("2")


async def hears_nothing_it_did_not_ask_for(stage: Stage) -> None:
    """One enables everything, the other nothing."""
    one, two = await _pair(stage)
    one.ignore("Page.", "Network.", "DOM.", "Runtime.", "Log.", "CSS.", "Debugger.", "Security.")
    for domain in ("Page", "Network", "DOM", "CSS", "Runtime", "Log", "Debugger", "Security", "Performance"):
        await one.call(f"{domain}.enable")
    await one.call("Page.setLifecycleEventsEnabled", {"enabled": True})
    await one.call("Page.navigate", {"url": stage.site.page("next")})
    await one.event("Page.loadEventFired")
    await one.then("Page.frameStoppedLoading")
    await two.evaluate("document.title")


async def hears_both_of_a_navigation(stage: Stage) -> None:
    """Page events for two."""
    one, two = await _pair(stage)
    await one.call("Page.enable")
    await two.call("Page.enable")
    await one.call("Page.navigate", {"url": stage.site.page("next")})
    for session in (one, two):
        await session.event("Page.loadEventFired")
        await session.then("Page.frameStoppedLoading")


async def answers_a_dialog_of_the_other(stage: Stage) -> None:
    """Both hear of it, one answers."""
    one, two = await _pair(stage)
    await one.call("Page.enable")
    await two.call("Page.enable")
    asked = await one.send("Runtime.evaluate", {"expression": "confirm('ok?')", "returnByValue": True})
    for session in (one, two):
        await session.event("Page.javascriptDialogOpening")
    handled = await two.send("Page.handleJavaScriptDialog", {"accept": True})
    for session in (one, two):
        await session.event("Page.javascriptDialogClosed")
    await two.answer(handled)
    await one.answer(asked)
    await one.ask("Page.handleJavaScriptDialog", {"accept": True})


async def has_bindings_of_one_name(stage: Stage) -> None:
    """A call goes to both; one leaves, the other goes on."""
    one, two = await _pair(stage)
    for session in (one, two):
        await session.call("Runtime.enable")
        await session.call("Runtime.addBinding", {"name": "report"})
    await one.evaluate("report('both')")
    for session in (one, two):
        await session.event("Runtime.bindingCalled")
    await one.call("Runtime.removeBinding", {"name": "report"})
    await two.evaluate("report('two')")
    await two.event("Runtime.bindingCalled", payload="two")
    await one.evaluate("typeof report")


async def has_a_binding_for_one_only(stage: Stage) -> None:
    """The other hears nothing of it."""
    one, two = await _pair(stage)
    await one.call("Runtime.enable")
    await two.call("Runtime.enable")
    await one.call("Runtime.addBinding", {"name": "mine"})
    await two.evaluate("mine('x')")
    await one.event("Runtime.bindingCalled")
    await two.evaluate("1")


async def adds_scripts_of_both(stage: Stage) -> None:
    """Each its own; one cannot remove the other's."""
    one, two = await _pair(stage)
    for session, name in ((one, "a"), (two, "b")):
        await session.call("Page.enable")
        session.ignore("Page.")
        await session.call("Page.addScriptToEvaluateOnNewDocument", {"source": f"window.{name} = 1"})
    await two.ask("Page.removeScriptToEvaluateOnNewDocument", {"identifier": "77"})
    await one.call("Page.navigate", {"url": stage.site.page("next")})
    await one.event("Page.loadEventFired")
    await two.event("Page.loadEventFired")
    await two.evaluate("[window.a, window.b]")
    await one.client.leave()
    await two.call("Page.navigate", {"url": stage.site.page("plain")})
    await two.event("Page.loadEventFired")
    await two.evaluate("[window.a, window.b]")


async def sets_headers_of_both(stage: Stage) -> None:
    """Headers of two are put together; those of one that left are gone."""
    one, two = await _pair(stage, "fetching")
    for session, name in ((one, "X-One"), (two, "X-Two")):
        session.ignore("Network.")
        await session.call("Network.enable")
        await session.call("Network.setExtraHTTPHeaders", {"headers": {name: "1"}})
    await one.evaluate("fetch('/headers').then(r => r.json()).then(h => [h['X-One'], h['X-Two']])")
    await one.client.leave()
    await two.evaluate("fetch('/headers').then(r => r.json()).then(h => [h['X-One'] ?? '', h['X-Two']])")


async def overrides_metrics_of_both(stage: Stage) -> None:
    """Who writes last wins; who leaves leaves the other's."""
    one, two = await _pair(stage)
    for session, width in ((one, 300), (two, 400)):
        size = {"width": width, "height": 300, "deviceScaleFactor": 1, "mobile": False}
        await session.call("Emulation.setDeviceMetricsOverride", size)
    await one.evaluate("innerWidth")
    await two.client.leave()
    await one.evaluate("1")


async def pauses_for_both(stage: Stage) -> None:
    """A breakpoint of one is seen by the other that debugs, too."""
    one, two = await _pair(stage, "script")
    for session in (one, two):
        await session.call("Debugger.enable")
    asked = await one.send("Runtime.evaluate", {"expression": "debugger; 5"})
    for session in (one, two):
        await session.event("Debugger.paused")
    await two.call("Debugger.resume")
    for session in (one, two):
        await session.event("Debugger.resumed")
    await one.answer(asked)


async def intercepts_by_both(stage: Stage) -> None:
    """Each decides in turn."""
    one, two = await _pair(stage, "fetching")
    for session in (one, two):
        await session.call("Fetch.enable", {"patterns": [{"urlPattern": "*/data/*"}]})
    asked = await one.send(
        "Runtime.evaluate",
        {"expression": "fetch('/data/a').then(r => r.status)", "awaitPromise": True, "returnByValue": True},
    )

    async def decide(session: Session) -> None:
        paused = await session.event("Fetch.requestPaused")
        await session.call("Fetch.continueRequest", {"requestId": paused["requestId"]})

    await asyncio.gather(decide(one), decide(two))  # whose turn comes first is Chrome's business
    await one.answer(asked)
    for session in (one, two):
        await session.call("Fetch.disable")


async def leaves_while_others_stay(stage: Stage) -> None:
    """What one set up goes with it, what the other did stays."""
    one, two = await _pair(stage, "fetching")
    two.ignore("Network.")
    await two.call("Network.enable")
    await two.call("Emulation.setUserAgentOverride", {"userAgent": "Two/2"})
    await one.call("Emulation.setEmulatedMedia", {"media": "print"})
    await one.call("Fetch.enable")
    await one.call("Runtime.enable")
    await one.client.crash()
    await two.evaluate("fetch('/headers').then(r => r.json()).then(h => h['User-Agent'])")
    await two.evaluate("matchMedia('print').matches")


async def crashes_while_paused(stage: Stage) -> None:
    """A client dies at a breakpoint that only it had: the page goes on."""
    one, two = await _pair(stage, "script")
    await one.call("Debugger.enable")
    asked = await two.send("Runtime.evaluate", {"expression": "debugger; 6", "returnByValue": True})
    await one.event("Debugger.paused")
    await one.client.crash()
    await two.answer(asked)


async def attaches_workers_for_both(stage: Stage) -> None:
    """Each has a session of its own on the worker."""
    one, two = await _pair(stage)
    for session in (one, two):
        session.ignore("Page.", "Target.targetInfoChanged")
        await session.call("Target.setAutoAttach", {**FLAT, "waitForDebuggerOnStart": True})
    await one.send("Page.navigate", {"url": stage.site.page("worker")})
    workers = [stage.child(session, await session.event("Target.attachedToTarget"), "worker") for session in (one, two)]
    for worker in workers:
        await worker.call("Runtime.enable")
    for worker in workers:
        await worker.call("Runtime.runIfWaitingForDebugger")
    for worker in workers:
        await worker.event("Runtime.consoleAPICalled")


async def numbers_nodes_for_itself(stage: Stage) -> None:
    """Node ids of one mean nothing to the other."""
    one, two = await _pair(stage)
    root = (await one.call("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    await one.call("DOM.querySelector", {"nodeId": root, "selector": "h1"})
    await two.call("DOM.enable")
    await two.call("DOM.getDocument", {"depth": 1})
    await one.evaluate("h.setAttribute('x', '1')")
    await one.event("DOM.attributeModified")
    await two.evaluate("1")


async def keeps_objects_for_itself(stage: Stage) -> None:
    """An object group released by one stays the other's."""
    one, two = await _pair(stage)
    asked = {"expression": "({a: 1})", "objectGroup": "g"}
    await one.call("Runtime.evaluate", asked)
    object_ = (await two.call("Runtime.evaluate", asked))["result"]["objectId"]
    await one.call("Runtime.releaseObjectGroup", {"objectGroup": "g"})
    await two.ask("Runtime.getProperties", {"objectId": object_, "ownProperties": True})


async def traces_only_once(stage: Stage) -> None:
    """The second is told that it cannot."""
    one, two = await _pair(stage)
    one.ignore("Tracing.")
    two.ignore("Tracing.")
    await one.ask("Tracing.start", {"traceConfig": {"includedCategories": ["blink.user_timing"]}})
    await two.ask("Tracing.start", {"traceConfig": {"includedCategories": ["blink.user_timing"]}})
    await one.ask("Tracing.end")
    await one.event("Tracing.tracingComplete")


async def covers_for_both(stage: Stage) -> None:
    """Coverage of one does not end the other's."""
    one, two = await _pair(stage, "script")
    for session in (one, two):
        session.mask("result")
        if not await session.has("Profiler.enable"):
            return
        await session.call("Profiler.startPreciseCoverage", {"callCount": True})
    await one.call("Profiler.stopPreciseCoverage")
    await two.call("Profiler.takePreciseCoverage")
