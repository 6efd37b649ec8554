from __future__ import annotations

from tabrelay.browser.places import DOWNLOADS, INSTALLED, NAMES


def test_what_loads_an_extension_comes_before_what_does_not() -> None:
    branded = [index for index, name in enumerate(NAMES) if "google" in name]
    assert NAMES[0] == "chromium"
    assert min(branded) > NAMES.index("chromium-browser")


def test_every_platform_has_places() -> None:
    assert set(DOWNLOADS) == set(INSTALLED) == {"linux", "darwin", "win32"}
