"""Which sites' cookies and storage a client may see: those that the shared tabs themselves can.

A person shares tabs, not the profile. In a profile for programs, and in an isolated browser context, there is no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tabrelay.core.params import refuse
from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.contexts import Context

SECURE: Final = ("https", "wss")
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")

Cookie = Mapping[str, Any]
"""CDP's ``Network.Cookie`` or ``Network.CookieParam``."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Scheme and host of every page and frame that is shared; ``None`` for all there are."""

    shared: frozenset[tuple[str, str]] | None

    @property
    def limited(self) -> bool:
        """Whether there are others."""
        return self.shared is not None

    def see(self, cookie: Cookie) -> bool:
        """Whether one of these sites is sent this cookie, at one of its paths."""
        if self.shared is None:
            return True
        domain = str(cookie.get("domain", "")).lower()
        secure = bool(cookie.get("secure"))
        return any(
            _matches(host, domain) and (not secure or scheme in SECURE or _is_loopback(host))
            for scheme, host in self.shared
        )

    def check_cookie(self, cookie: Cookie) -> None:
        """Raises ``BadParams`` for a cookie that none of these sites would be sent."""
        if self.shared is None:
            return
        domain = str(cookie.get("domain") or "").lower()
        host = _host(str(cookie.get("url") or ""))
        if not domain and not host:
            return  # for no site: Chrome's own complaint is better
        # With a domain it is a cookie for all hosts below that; without one, for the host of its URL alone.
        allowed = self._has_below(domain.removeprefix(".")) if domain else self._has(host)
        if not allowed:
            raise _not_shared("Cookies", domain or host)

    def check_origin(self, origin: str) -> None:
        """Raises ``BadParams`` for the storage of an origin (or storage key) that is none of these."""
        if self.shared is not None and not self._has(_host(origin.partition("^")[0])):
            raise _not_shared("Storage", origin)

    def _has(self, host: str) -> bool:
        return self.shared is None or any(host == shared for _, shared in self.shared)

    def _has_below(self, domain: str) -> bool:
        return self.shared is None or any(_matches(host, f".{domain}") for _, host in self.shared)


ALL: Final = Sites(None)


def sites_of(browser: Browser, context: Context | None) -> Sites:
    """What may be seen of the profile's sites (``context`` is not isolated), or of an isolated context's."""
    if browser.mode == "all" or (context is not None and context.isolated):
        return ALL
    return Sites(frozenset(_sites(_addresses(browser))))


def _addresses(browser: Browser) -> Iterable[str]:
    for tab in browser.tabs.values():
        if tab.context is None or not tab.context.isolated:
            yield tab.tab.url
            yield from (chrome.info.url for chrome in tab.chrome.values() if chrome.info is not None)


def _sites(addresses: Iterable[str]) -> Iterable[tuple[str, str]]:
    for address in addresses:
        scheme, _, _ = address.partition(":")
        host = _host(address)
        if host:
            yield scheme.lower(), host


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _matches(host: str, domain: str) -> bool:
    """RFC 6265, 5.1.3; a domain that begins with no dot is one host's."""
    return host == domain.removeprefix(".") or (domain.startswith(".") and host.endswith(domain))


def _is_loopback(host: str) -> bool:
    return host in LOOPBACK or host.endswith(".localhost")


def _not_shared(what: str, whose: str) -> Exception:
    return refuse(
        cdp.SERVER_ERROR, f"{what} of {whose or 'no site'} are not this client's: no shared tab shows that site"
    )
