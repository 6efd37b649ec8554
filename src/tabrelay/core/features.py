"""All that is shared, in one list: a new feature is a module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tabrelay.core import (
    authenticators,
    bindings,
    breakpoints,
    cookies,
    dialogs,
    dom_agent,
    downloads,
    font_families,
    highlights,
    interception,
    lifecycle_events,
    memory,
    object_groups,
    pauses,
    rule_usage,
    screen_recordings,
    screencasts,
    scripts,
    searches,
    settings,
    storage,
    stored_messages,
    tracing,
    uploads,
)

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.feature import Feature, Hear, Obey
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World

FEATURES: Final[tuple[Feature, ...]] = (
    memory.FEATURE,
    lifecycle_events.FEATURE,
    scripts.FEATURE,
    bindings.FEATURE,
    interception.FEATURE,
    settings.FEATURE,
    uploads.FEATURE,
    downloads.FEATURE,
    cookies.FEATURE,
    storage.FEATURE,
    breakpoints.FEATURE,
    pauses.FEATURE,
    tracing.FEATURE,
    screencasts.FEATURE,
    screen_recordings.FEATURE,
    rule_usage.FEATURE,
    dom_agent.FEATURE,
    searches.FEATURE,
    object_groups.FEATURE,
    stored_messages.FEATURE,
    dialogs.FEATURE,
    authenticators.FEATURE,
    highlights.FEATURE,
    font_families.FEATURE,
)

COMMANDS: Final[dict[str, Obey]] = {name: obey for feature in FEATURES for name, obey in feature.commands.items()}

EVENTS: Final[dict[str, Hear]] = {name: hear for feature in FEATURES for name, hear in feature.events.items()}


def on(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """``session`` is about to have ``domain`` enabled."""
    for feature in FEATURES:
        feature.on(world, session, chrome, domain)


def left(world: World, session: Session, chrome: ChromeSession) -> None:
    """``session`` ended and Chrome's stays: what was its alone is undone."""
    for feature in FEATURES:
        feature.left(world, session, chrome)


def off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    """``session`` has ``domain`` disabled now."""
    for feature in FEATURES:
        feature.off(world, session, chrome, domain)
