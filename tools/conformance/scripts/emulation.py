"""Emulation and DeviceOrientation."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def overrides_metrics(stage: Stage) -> None:
    """Size, scale, mobile; and back."""
    page = await stage.page("plain")
    size = {"width": 333, "height": 444, "deviceScaleFactor": 2, "mobile": False}
    await page.call("Emulation.setDeviceMetricsOverride", size)
    await page.evaluate("[innerWidth, innerHeight, devicePixelRatio]")
    await page.call("Emulation.clearDeviceMetricsOverride")
    await page.evaluate("devicePixelRatio")
    await page.ask("Emulation.setDeviceMetricsOverride", {**size, "width": -1})


async def overrides_the_rest(stage: Stage) -> None:
    """Media, time zone, locale, place, touch, script, CPU."""
    page = await stage.page("plain")
    await page.call(
        "Emulation.setEmulatedMedia",
        {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    await page.evaluate("[matchMedia('print').matches, matchMedia('(prefers-color-scheme: dark)').matches]")
    await page.call("Emulation.setEmulatedMedia", {})
    await page.evaluate("matchMedia('print').matches")
    await page.call("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    await page.ask("Emulation.setTimezoneOverride", {"timezoneId": "Nowhere/Never"})
    await page.call("Emulation.setTimezoneOverride", {"timezoneId": ""})
    await page.call("Emulation.setLocaleOverride", {"locale": "de_DE"})
    await page.evaluate("(1234.5).toLocaleString()")
    await page.call("Emulation.setLocaleOverride", {})
    await page.call("Emulation.setGeolocationOverride", {"latitude": 1, "longitude": 2, "accuracy": 3})
    await page.call("Emulation.clearGeolocationOverride")
    await page.call("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    await page.evaluate("navigator.maxTouchPoints")
    await page.call("Emulation.setTouchEmulationEnabled", {"enabled": False})
    await page.call("Emulation.setCPUThrottlingRate", {"rate": 2})
    await page.call("Emulation.setCPUThrottlingRate", {"rate": 1})
    await page.call("Emulation.setScriptExecutionDisabled", {"value": True})
    await page.call("Emulation.setScriptExecutionDisabled", {"value": False})
    await page.call("Emulation.setFocusEmulationEnabled", {"enabled": True})
    await page.call("Emulation.setIdleOverride", {"isUserActive": False, "isScreenUnlocked": False})
    await page.call("Emulation.clearIdleOverride")
    await page.call("Emulation.setHardwareConcurrencyOverride", {"hardwareConcurrency": 3})
    await page.evaluate("navigator.hardwareConcurrency")
    await page.call("Emulation.setDefaultBackgroundColorOverride", {"color": {"r": 0, "g": 0, "b": 0, "a": 0}})
    await page.call("Emulation.setDefaultBackgroundColorOverride", {})
    await page.call("Emulation.canEmulate")
    await page.call("DeviceOrientation.setDeviceOrientationOverride", {"alpha": 1, "beta": 2, "gamma": 3})
    await page.call("DeviceOrientation.clearDeviceOrientationOverride")


async def stops_time(stage: Stage) -> None:
    """Virtual time."""
    page = await stage.page("plain")
    page.mask("virtualTimeTicksBase")
    await page.call("Emulation.setVirtualTimePolicy", {"policy": "advance", "budget": 10})
    await page.event("Emulation.virtualTimeBudgetExpired")
