"""The settings of Chrome that several sessions may wish for, and what their wishes come to.

Where Chrome lets the last writer win, so do we; unlike in Chrome, a writer that leaves does not take what another one
still wishes for with it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tabrelay.core.feature import Feature, Obey
from tabrelay.core.wishes import Setting, merged, obey, strongest, take_back, united

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World


def _switch(method: str, name: str = "enabled", *, key: tuple[str, ...] = (), default: object = False) -> Setting:
    """A value that is off while ``name`` is ``default``."""
    return Setting((method,), off={name: default}, key=key)


def _optional(method: str) -> Setting:
    """A value that is off without parameters."""
    return Setting((method,), off={})


def _pair(method: str, clear: str, *key: str) -> Setting:
    """A value with a method that takes it back."""
    return Setting((method,), clear=clear, key=key)


SETTINGS: Final = (
    # Emulation
    Setting(
        ("Emulation.setDeviceMetricsOverride", "Page.setDeviceMetricsOverride"),
        clear="Emulation.clearDeviceMetricsOverride",
    ),
    _pair("Emulation.setGeolocationOverride", "Emulation.clearGeolocationOverride"),
    _pair("Emulation.setDevicePostureOverride", "Emulation.clearDevicePostureOverride"),
    _pair("Emulation.setDisplayFeaturesOverride", "Emulation.clearDisplayFeaturesOverride"),
    _pair("Emulation.setIdleOverride", "Emulation.clearIdleOverride"),
    Setting(("Emulation.setLocaleOverride",), off={}, busy="Another locale override is already in effect"),
    Setting(
        ("Emulation.setTimezoneOverride",),
        off={"timezoneId": ""},
        busy="Another timezone override is already in effect",
    ),
    Setting(("Emulation.setUserAgentOverride", "Network.setUserAgentOverride"), off={"userAgent": ""}),
    Setting(("Emulation.setEmulatedMedia",), off={"media": "", "features": []}),
    Setting(("Emulation.setCPUThrottlingRate",), off={"rate": 1}, combine=strongest("rate")),
    Setting(("Emulation.setHardwareConcurrencyOverride",)),
    _optional("Emulation.setAutoDarkModeOverride"),
    _optional("Emulation.setDataSaverOverride"),
    _optional("Emulation.setDefaultBackgroundColorOverride"),
    _optional("Emulation.setEmulatedOSTextScale"),
    _switch("Emulation.setAutomationOverride"),
    _switch("Emulation.setDisabledImageTypes", "imageTypes", default=[]),
    _switch("Emulation.setDocumentCookieDisabled", "disabled"),
    _switch("Emulation.setEmitTouchEventsForMouse"),
    _switch("Emulation.setEmulatedVisionDeficiency", "type", default="none"),
    _switch("Emulation.setFocusEmulationEnabled"),
    _switch("Emulation.setNavigatorOverrides", "platform", default=""),
    _switch("Emulation.setPageScaleFactor", "pageScaleFactor", default=1),
    _switch("Emulation.setPressureSourceOverrideEnabled", key=("source",)),
    _switch("Emulation.setSafeAreaInsetsOverride", "insets", default={}),
    _switch("Emulation.setScriptExecutionDisabled", "value"),
    _switch("Emulation.setScrollbarsHidden", "hidden"),
    _switch("Emulation.setSensorOverrideEnabled", key=("type",)),
    _switch("Emulation.setSmallViewportHeightDifferenceOverride", "difference", default=0),
    _switch("Emulation.setTouchEmulationEnabled"),
    # Network
    Setting(("Network.setExtraHTTPHeaders",), off={"headers": {}}, combine=merged("headers")),
    Setting(("Network.setBlockedURLs",), off={"urls": [], "urlPatterns": []}, combine=united("urls", "urlPatterns")),
    Setting(
        ("Network.emulateNetworkConditions",),
        off={"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    ),
    _switch("Network.emulateNetworkConditionsByRule", "matchedNetworkConditions", default=[]),
    _switch("Network.setAttachDebugStack"),
    _switch("Network.setBypassServiceWorker", "bypass"),
    _switch("Network.setCacheDisabled", "cacheDisabled"),
    _switch("Network.enableReportingApi", "enable"),
    # Page
    _switch("Page.setAdBlockingEnabled"),
    _switch("Page.setBypassCSP"),
    _switch("Page.setInterceptFileChooserDialog"),
    _switch("Page.setPrerenderingAllowed", "isAllowed", default=True),
    _switch("Page.setRPHRegistrationMode", "mode", default="none"),
    _switch("Page.setSPCTransactionMode", "mode", default="none"),
    _switch("Page.setWebLifecycleState", "state", default="active"),
    _switch("Input.setIgnoreInputEvents", "ignore"),
    _switch("Input.setInterceptDrags"),
    _pair("Log.startViolationsReport", "Log.stopViolationsReport"),
    _switch("CSS.setLocalFontsEnabled", default=True),
    _switch("DOM.setNodeStackTracesEnabled", "enable"),
    # Debugging: what any session wants to stop at, stops
    Setting(
        ("Debugger.setPauseOnExceptions",),
        off={"state": "none"},
        combine=strongest("state", ("none", "uncaught", "caught", "all")),
    ),
    Setting(
        ("Debugger.setAsyncCallStackDepth", "Runtime.setAsyncCallStackDepth"),
        off={"maxDepth": 0},
        combine=strongest("maxDepth"),
    ),
    _switch("Debugger.setBlackboxPatterns", "patterns", default=[]),
    _switch("Debugger.setBlackboxExecutionContexts", "uniqueIds", default=[]),
    _switch("Debugger.setBreakpointsActive", "active", default=True),
    _switch("Runtime.setCustomObjectFormatterEnabled"),
    Setting(("DOMDebugger.setBreakOnCSPViolation",), off={"violationTypes": []}, combine=united("violationTypes")),
    _pair("DOMDebugger.setDOMBreakpoint", "DOMDebugger.removeDOMBreakpoint", "nodeId", "type"),
    _pair(
        "DOMDebugger.setEventListenerBreakpoint",
        "DOMDebugger.removeEventListenerBreakpoint",
        "eventName",
        "targetName",
    ),
    _pair("DOMDebugger.setXHRBreakpoint", "DOMDebugger.removeXHRBreakpoint", "url"),
    # What is drawn over the page
    _optional("Overlay.setPausedInDebuggerMessage"),
    _optional("Overlay.setShowHinge"),
    _optional("Overlay.setShowWindowControlsOverlay"),
    _switch("Overlay.setInspectMode", "mode", default="none"),
    _switch("Overlay.setShowAdHighlights", "show"),
    _switch("Overlay.setShowContainerQueryOverlays", "containerQueryHighlightConfigs", default=[]),
    _switch("Overlay.setShowDebugBorders", "show"),
    _switch("Overlay.setShowFlexOverlays", "flexNodeHighlightConfigs", default=[]),
    _switch("Overlay.setShowFPSCounter", "show"),
    _switch("Overlay.setShowGridOverlays", "gridNodeHighlightConfigs", default=[]),
    _switch("Overlay.setShowIsolatedElements", "isolatedElementHighlightConfigs", default=[]),
    _switch("Overlay.setShowLayoutShiftRegions", "result"),
    _switch("Overlay.setShowPaintRects", "result"),
    _switch("Overlay.setShowScrollBottleneckRects", "show"),
    _switch("Overlay.setShowScrollSnapOverlays", "scrollSnapHighlightConfigs", default=[]),
    _switch("Overlay.setShowViewportSizeOnResize", "show"),
)

COMMANDS: Final[dict[str, Obey]] = {
    method: partial(obey, setting)
    for setting in SETTINGS
    for method in (*setting.sets, *((setting.clear,) if setting.clear else ()))
}


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    take_back(world, session, chrome, domain)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    take_back(world, session, chrome)


FEATURE: Final = Feature(
    "settings",
    "The wishes of all sessions are combined; one that leaves or takes its wish back leaves those of the others.",
    commands=COMMANDS,
    left=_left,
    off=_off,
)
