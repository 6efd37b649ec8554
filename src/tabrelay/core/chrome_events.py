"""What Chrome says about attached tabs, given to the sessions that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Raw

from tabrelay.core import children, features
from tabrelay.core.chrome_sessions import ChromeSession
from tabrelay.core.targets import TargetInfo
from tabrelay.protocol.frames import decode_as
from tabrelay.protocol.ids import ChromeSessionId

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.feature import Hear
    from tabrelay.core.world import World
    from tabrelay.protocol.control import DebuggerEvent

ONLY_WHEN_ENABLED: Final = frozenset(
    {
        "Accessibility",
        "Audits",
        "CSS",
        "Console",
        "DOM",
        "Debugger",
        "Fetch",
        "Log",
        "Network",
        "Overlay",
        "Page",
        "Performance",
        "Runtime",
        "WebAudio",
        "WebAuthn",
    }
)
"""Domains whose events Chrome sends only to sessions that called ``enable`` (or, for ``DOM``, ``getDocument``)."""


class _Attached(msgspec.Struct, rename="camel"):
    session_id: ChromeSessionId
    target_info: TargetInfo
    waiting_for_debugger: bool = False


class _Changed(msgspec.Struct, rename="camel"):
    target_info: TargetInfo


class _Detached(msgspec.Struct, rename="camel"):
    session_id: ChromeSessionId


def handle(world: World, browser: Browser, event: DebuggerEvent) -> None:
    """Route one event. Events of a tab nobody is attached to any more are counted and dropped."""
    tab = browser.tabs.get(event.tab_id)
    chrome = None if tab is None else tab.chrome.get(event.session_id)
    if chrome is None:
        world.count("event_without_session", event.method)
        return
    special = _SPECIAL.get(event.method)
    if special is not None:
        special(world, chrome, event.params)
    else:
        _deliver(world, chrome, event.method, event.params)


def _deliver(world: World, chrome: ChromeSession, method: str, params: Raw) -> None:
    domain = method.partition(".")[0]
    sessions = chrome.enabled.get(domain, ()) if domain in ONLY_WHEN_ENABLED else chrome.sessions
    for session in sessions:
        world.event(session, method, params)


def _attached_to_target(world: World, chrome: ChromeSession, params: Raw) -> None:
    """A child: known once in Chrome, a session of its own for everyone who auto-attaches."""
    attached = decode_as(params, _Attached)
    if attached.session_id in chrome.tab.chrome:
        world.count("session_announced_twice")
        return
    info = msgspec.structs.replace(attached.target_info, browser_context_id=chrome.tab.context_id)
    child = ChromeSession(
        id=attached.session_id, tab=chrome.tab, parent=chrome, info=info, paused=attached.waiting_for_debugger
    )
    children.arrived(world, child)


def _detached_from_target(world: World, chrome: ChromeSession, params: Raw) -> None:
    child = chrome.children.pop(decode_as(params, _Detached).session_id, None)
    if child is not None:
        children.gone(world, child)


def _target_info_changed(world: World, chrome: ChromeSession, params: Raw) -> None:
    children.changed(world, chrome, decode_as(params, _Changed).target_info)


_SPECIAL: Final[dict[str, Hear]] = {
    **features.EVENTS,
    "Target.attachedToTarget": _attached_to_target,
    "Target.detachedFromTarget": _detached_from_target,
    "Target.targetInfoChanged": _target_info_changed,
}
