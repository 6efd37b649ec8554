"""``Storage.*`` beside cookies: what is kept for an origin is for those whose shared tabs show that origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient, refuse
from tabrelay.core.sites import sites_of
from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.contexts import Context
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

OF_AN_ORIGIN: Final = (
    "Storage.clearDataForOrigin",
    "Storage.clearDataForStorageKey",
    "Storage.clearTrustTokens",
    "Storage.clearPrivateVerificationTokens",
    "Storage.getUsageAndQuota",
    "Storage.overrideQuotaForOrigin",
    "Storage.setStorageBucketTracking",
    "Storage.trackCacheStorageForOrigin",
    "Storage.trackCacheStorageForStorageKey",
    "Storage.trackIndexedDBForOrigin",
    "Storage.trackIndexedDBForStorageKey",
)
OF_THE_PROFILE: Final = (
    "Storage.deletePrivateVerificationToken",
    "Storage.getPrivateVerificationTokens",
    "Storage.getPrivateVerificationTokensIssuerConfigs",
    "Storage.getTrustTokens",
    "Storage.runBounceTrackingMitigations",
)


class _Whose(msgspec.Struct, rename="camel"):
    origin: str = ""
    storage_key: str = ""
    issuer_origin: str = ""


def check_storage(browser: Browser, context: Context | None, command: Command) -> None:
    """Raises ``BadParams`` for the storage of a site that no shared tab shows, or of the profile as a whole."""
    sites = sites_of(browser, context)
    if not sites.limited:
        return
    if command.method in OF_THE_PROFILE:
        raise refuse(cdp.SERVER_ERROR, f"'{command.method}' is about the whole profile, of which only tabs are shared")
    if command.method in OF_AN_ORIGIN:
        whose = lenient(command.params, _Whose)
        sites.check_origin(whose.origin or whose.storage_key or whose.issuer_origin)


def _checked(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    check_storage(session.client.browser, chrome.tab.context, command)
    world.forward(session, command)


FEATURE: Final[Feature] = Feature(
    "storage",
    "Where a person shares tabs, only the storage of sites that shared tabs show is read, tracked and cleared.",
    commands=dict.fromkeys((*OF_AN_ORIGIN, *OF_THE_PROFILE), _checked),
)
