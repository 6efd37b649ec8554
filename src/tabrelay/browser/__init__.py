"""Browsers that the product starts itself: finding one, giving it the extension, running it."""

from tabrelay.browser.errors import BrowserError, BrowserExited, BrowserNotFound, BrowserUnsuited, ExtensionMissing
from tabrelay.browser.extension import copy_extension, extension_path
from tabrelay.browser.find import FoundBrowser, find_browser
from tabrelay.browser.launch import Launch, LaunchedBrowser

__all__ = [
    "BrowserError",
    "BrowserExited",
    "BrowserNotFound",
    "BrowserUnsuited",
    "ExtensionMissing",
    "FoundBrowser",
    "Launch",
    "LaunchedBrowser",
    "copy_extension",
    "extension_path",
    "find_browser",
]
