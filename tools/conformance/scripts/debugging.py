"""Debugger."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def parses_scripts(stage: Stage) -> None:
    """What scriptParsed says at enable and later, sources, search."""
    page = await stage.page("script")
    await page.call("Debugger.enable")
    parsed = await page.event_where("Debugger.scriptParsed", lambda event: event["url"].endswith("/page/script"))
    await page.call("Debugger.getScriptSource", {"scriptId": parsed["scriptId"]})
    await page.call("Debugger.searchInContent", {"scriptId": parsed["scriptId"], "query": "twice"})
    start = {"scriptId": parsed["scriptId"], "lineNumber": 0}
    await page.call("Debugger.getPossibleBreakpoints", {"start": start})
    await page.call("Debugger.disable")
    await page.ask("Debugger.getScriptSource", {"scriptId": parsed["scriptId"]})


async def pauses_at_breakpoints(stage: Stage) -> None:
    """Set, hit, step, look, resume, remove."""
    page = await stage.page("script")
    await page.call("Debugger.enable")
    params = {"url": stage.site.page("script"), "lineNumber": 1}
    breakpoint_ = (await page.call("Debugger.setBreakpointByUrl", params)).get("breakpointId", "")
    asked = await page.send("Runtime.evaluate", {"expression": "twice(4)"})
    paused = await page.event("Debugger.paused")
    frame = paused["callFrames"][0]["callFrameId"]
    await page.call("Debugger.evaluateOnCallFrame", {"callFrameId": frame, "expression": "n"})
    await page.call("Debugger.stepOver")
    await page.event("Debugger.resumed")
    await page.event("Debugger.paused")
    await page.call("Debugger.resume")
    await page.event("Debugger.resumed")
    await page.answer(asked)
    await page.call("Debugger.removeBreakpoint", {"breakpointId": breakpoint_})
    await page.evaluate("twice(5)")
    await page.ask("Debugger.resume")


async def pauses_at_exceptions_and_statements(stage: Stage) -> None:
    """setPauseOnExceptions, `debugger`, pause."""
    page = await stage.page("script")
    page.ignore("Debugger.scriptParsed")
    await page.call("Debugger.enable")
    await page.call("Debugger.setPauseOnExceptions", {"state": "all"})
    for expression in ("throw new Error('x')", "debugger"):
        asked = await page.send("Runtime.evaluate", {"expression": expression})
        await page.event("Debugger.paused")
        await page.call("Debugger.resume")
        await page.event("Debugger.resumed")
        await page.answer(asked)
    await page.call("Debugger.setSkipAllPauses", {"skip": True})
    await page.evaluate("debugger; 7")
    await page.ask("Debugger.setPauseOnExceptions", {"state": "nonsense"})
    await page.call("Debugger.setAsyncCallStackDepth", {"maxDepth": 4})
