"""Profiler, HeapProfiler, Tracing, PerformanceTimeline, Audits, Media, WebAudio."""

from __future__ import annotations

from tools.conformance.stage import Stage

PROFILE = ("nodes", "samples", "timeDeltas", "profile")


async def profiles(stage: Stage) -> None:
    """A CPU profile."""
    page = await stage.page("script")
    page.mask(*PROFILE)
    await page.ask("Profiler.start")
    if not await page.has("Profiler.enable"):
        return
    await page.call("Profiler.start")
    await page.evaluate("twice(2)")
    await page.call("Profiler.stop")
    await page.ask("Profiler.stop")
    await page.call("Profiler.disable")


async def covers(stage: Stage) -> None:
    """Precise coverage."""
    page = await stage.page("script")
    if not await page.has("Profiler.enable"):
        return
    await page.call("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
    await page.evaluate("twice(3)")
    page.mask("result")
    await page.call("Profiler.takePreciseCoverage")
    await page.call("Profiler.stopPreciseCoverage")


async def watches_the_heap(stage: Stage) -> None:
    """HeapProfiler."""
    page = await stage.page("plain")
    page.ignore("HeapProfiler.heapStatsUpdate", "HeapProfiler.lastSeenObjectId", "HeapProfiler.addHeapSnapshotChunk")
    if not await page.has("HeapProfiler.enable"):
        return
    await page.ask("HeapProfiler.collectGarbage")
    await page.ask("HeapProfiler.startSampling")
    page.mask("profile")
    await page.ask("HeapProfiler.stopSampling")
    await page.ask("HeapProfiler.disable")


async def traces(stage: Stage) -> None:
    """Start and end; the events themselves are chance."""
    page = await stage.page("plain")
    page.ignore("Tracing.dataCollected", "Tracing.bufferUsage")
    await page.ask("Tracing.start", {"traceConfig": {"includedCategories": ["blink.user_timing"]}})
    await page.evaluate("performance.mark('m') && 1")
    await page.ask("Tracing.end")
    await page.event("Tracing.tracingComplete")
    await page.ask("Tracing.getCategories")
    await page.ask("Tracing.end")


async def audits(stage: Stage) -> None:
    """Audits, PerformanceTimeline, Media, WebAudio: enable and what is told then."""
    page = await stage.page("plain")
    page.ignore("Audits.issueAdded")
    await page.call("Audits.enable")
    await page.call("Audits.disable")
    await page.call("Media.enable")
    await page.call("Media.disable")
    await page.call("WebAudio.enable")
    await page.evaluate("window.a = new AudioContext(), 1")
    await page.event("WebAudio.contextCreated")
    page.ignore("WebAudio.")
    await page.call("WebAudio.disable")
    await page.ask("PerformanceTimeline.enable", {"eventTypes": ["nothing"]})
    await page.call("Preload.enable")
    page.ignore("Preload.")
    await page.call("Preload.disable")
