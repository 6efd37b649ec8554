"""What can go wrong with a browser of our own.

::

    TabrelayError
    └── BrowserError
        ├── BrowserNotFound     there is none on this machine
        ├── BrowserUnsuited     there is one, but it loads no extension given to it
        ├── BrowserExited       it did not stay
        └── ExtensionMissing    this installation has no extension in it
"""

from __future__ import annotations

from tabrelay.protocol.errors import TabrelayError


class BrowserError(TabrelayError):
    """Root of the errors of :mod:`tabrelay.browser`."""


class BrowserNotFound(BrowserError):  # noqa: N818 - reads as the state it names
    """No browser was found."""


class BrowserUnsuited(BrowserError):  # noqa: N818
    """The only browsers found ignore ``--load-extension``."""


class BrowserExited(BrowserError):  # noqa: N818
    """The browser ended before it was of use; ``str()`` says why, as far as it told."""


class ExtensionMissing(BrowserError):  # noqa: N818
    """The extension's files are not where they should be."""
