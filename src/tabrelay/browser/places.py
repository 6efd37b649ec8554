"""Where browsers usually are. Chromium comes first: branded Google Chrome since 137 ignores ``--load-extension``."""

from __future__ import annotations

from typing import Final

NAMES: Final[tuple[str, ...]] = (
    "chromium",
    "chromium-browser",
    "ungoogled-chromium",
    "chrome-for-testing",
    "brave-browser",
    "brave",
    "vivaldi",
    "microsoft-edge",
    "chrome",
    "google-chrome",
    "google-chrome-stable",
)
"""Names on the ``PATH``, best first."""

DOWNLOADS: Final[dict[str, tuple[str, ...]]] = {
    "linux": (
        "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
        "~/.cache/puppeteer/chrome/*/chrome-linux64/chrome",
    ),
    "darwin": (
        "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
        "~/.cache/puppeteer/chrome/*/chrome-mac*/*.app/Contents/MacOS/Google Chrome for Testing",
    ),
    "win32": (
        "~/AppData/Local/ms-playwright/chromium-*/chrome-win*/chrome.exe",
        "~/.cache/puppeteer/chrome/*/chrome-win64/chrome.exe",
    ),
}
"""Patterns of the browsers that Playwright and Puppeteer download: Chromium and Chrome for Testing, both unbranded."""

INSTALLED: Final[dict[str, tuple[str, ...]]] = {
    "linux": (),
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
        "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "win32": (
        "~/AppData/Local/Chromium/Application/chrome.exe",
        "C:/Program Files/Chromium/Application/chrome.exe",
        "C:/Program Files/BraveSoftware/Brave-Browser/Application/brave.exe",
        "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    ),
}
"""Paths of installed browsers that are on no ``PATH``."""
