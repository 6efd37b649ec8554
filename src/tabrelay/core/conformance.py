"""The conformance map: for every method and event that Chrome has, what a client of the gateway gets. Pure.

Made from the tables that the core itself works by, and from a record of what Chrome answers on which road
(``tools/probe_methods.py``): nothing here is written by hand twice. A method is *native* when Chrome answers it,
*emulated* when the gateway answers it or shares it among sessions, *refused* when a client gets an error that it would
not get from Chrome's own port. An event may also be *never sent*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from tabrelay.core.chrome_events import ONLY_WHEN_ENABLED
from tabrelay.core.commands import ANSWERED, GATEWAYS_OWN, REFUSED, THROUGH_SOME_TAB
from tabrelay.core.features import FEATURES
from tabrelay.core.settings import SETTINGS
from tabrelay.core.wishes import Setting
from tabrelay.protocol import cdp

Status = Literal["native", "emulated", "refused", "never sent", "undecided"]

THERE: Final = "there"
NOT_FOUND: Final = "not found"


class Roads(msgspec.Struct, frozen=True, array_like=True):
    """What Chrome says to a method on each road: ``there``, ``not found``, or its words when it does not allow it.

    ``page`` and ``browser`` are sessions on Chrome's own port, ``extension`` is ``chrome.debugger`` on a tab.
    """

    page: str
    browser: str
    extension: str


class Chrome(msgspec.Struct, frozen=True):
    """A record of one Chrome: its product, its methods by road, its events."""

    chrome: str
    methods: dict[str, Roads]
    events: list[str]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a client gets. ``how`` is a sentence; ``code`` and ``message`` are the error of what is refused."""

    status: Status
    how: str = ""
    code: int = 0
    message: str = ""


class Map(msgspec.Struct, frozen=True):
    """The whole map. ``chrome`` is the product that was asked."""

    chrome: str
    methods: dict[str, Entry]
    events: dict[str, Entry]

    def counts(self) -> dict[str, dict[Status, int]]:
        """How many methods and events have which status."""
        return {"methods": _count(self.methods), "events": _count(self.events)}


MADE: Final[Mapping[str, str]] = {
    "Target.attachedToTarget": "Made for each session that attached, with a session id of its own.",
    "Target.detachedFromTarget": "Made for each session that ended.",
    "Target.targetCreated": "Made from what the extension says of the shared tabs and Chrome of what is below them.",
    "Target.targetInfoChanged": "Made from what the extension says of shared tabs and Chrome of what is below them.",
    "Target.targetDestroyed": "Made when a tab is no longer shared, or what was below its page is no longer known.",
    "Browser.downloadWillBegin": "Made from what the extension says of a download.",
    "Browser.downloadProgress": "Made from what the extension says of a download.",
    "Page.downloadWillBegin": "Made from what the extension says of a download.",
    "Page.downloadProgress": "Made from what the extension says of a download.",
    "Inspector.detached": "Made when Chrome's debugger leaves a tab.",
    "Target.receivedMessageFromTarget": "Made for sessions that are not flat.",
}
"""Events that the gateway makes itself."""

RULES: Final[Mapping[str, str]] = {
    "last": "One value for all sessions, the last writer wins; when it leaves, what another wished for is back.",
    "merged": "What all sessions wish for is put together, a later one wins where they meet.",
    "united": "What all sessions wish for is put together.",
    "strongest": "The strongest of what all sessions wish for.",
}
"""By the name of a setting's way to combine wishes."""

COUNTED: Final = {
    "enable": "Per session: one that enables it late is told what is there as by Chrome, others hear nothing of it.",
    "disable": "Per session: the last one to disable it disables it in Chrome.",
}

SHARED: Final[Mapping[str, str]] = {
    "Runtime.runIfWaitingForDebugger": "The target runs when every session that wanted to be first has let it.",
}
"""What the way of a page's commands does beside passing them on."""

ALSO_ON_THE_BROWSER: Final = "On a session of the browser it goes through a shared tab."
ON_PAGES_ONLY: Final = "On a session of a page; on the browser's own it is not found, which Chrome's port has there."
NOWHERE: Final = "Chrome's own port does not find it on a page either."


def conformance(chrome: Chrome) -> Map:
    """The map of what a client gets of this Chrome."""
    methods = {method: _method(method, roads) for method, roads in sorted(chrome.methods.items())}
    return Map(chrome.chrome, methods, {event: _event(event, methods) for event in sorted(chrome.events)})


def _method(method: str, roads: Roads) -> Entry:
    if method in ANSWERED:
        return Entry("emulated", _sentence(ANSWERED[method].__doc__))
    if method in REFUSED:
        return _refused(REFUSED[method])
    if not (roads.page and roads.browser and roads.extension):
        return Entry("undecided")
    if method.startswith(GATEWAYS_OWN):
        return _chromes_refusal(method, msgspec.structs.replace(roads, extension=NOT_FOUND)) or Entry("undecided")
    refusal = _chromes_refusal(method, roads)
    if refusal is not None:
        return refusal
    if method in _OWN_WAY:
        return Entry("emulated", _OWN_WAY[method])
    if method in _SETTINGS:
        return Entry("emulated", _rule(_SETTINGS[method]))
    if method in SHARED:
        return Entry("emulated", SHARED[method])
    verb = method.partition(".")[2]
    if verb in COUNTED:
        return Entry("emulated", COUNTED[verb])
    return Entry("native", _on_the_browser(method, roads))


def _chromes_refusal(method: str, roads: Roads) -> Entry | None:
    """Of a method that is passed on: what Chrome says to an extension and would not say on its own port."""
    if roads.extension == THERE:
        return None
    if roads.extension != NOT_FOUND:
        return _refused(roads.extension, "Chrome does not allow it to extensions.")
    if roads.page == THERE:
        return _not_found(method, "Chrome does not offer it to extensions.")
    if roads.browser == THERE:
        return _not_found(method, "It belongs to the browser, and Chrome does not offer it to extensions.")
    return Entry("native", NOWHERE)


def _on_the_browser(method: str, roads: Roads) -> str:
    if method.startswith(THROUGH_SOME_TAB):
        return ALSO_ON_THE_BROWSER
    return ON_PAGES_ONLY if roads.browser == THERE else ""


def _event(event: str, methods: Mapping[str, Entry]) -> Entry:
    if event in MADE:
        return Entry("emulated", MADE[event])
    domain = event.partition(".")[0]
    if event in _HEARD and not _is_out_of_reach(domain, methods):
        return Entry("emulated", _HEARD[event])
    if event.startswith(GATEWAYS_OWN):
        return Entry("never sent", "It belongs to the browser, and Chrome tells it to no extension.")
    if _is_out_of_reach(domain, methods):
        return Entry("never sent", f"Nothing turns it on: an extension cannot use {domain}.")
    if domain in ONLY_WHEN_ENABLED:
        return Entry("native", "To the sessions that enabled its domain.")
    return Entry("native", "To every session on the target.")


def _is_out_of_reach(domain: str, methods: Mapping[str, Entry]) -> bool:
    enable = methods.get(f"{domain}.enable")
    if enable is not None:
        return enable.status == "refused" or enable.how == NOWHERE
    of_it = [entry for method, entry in methods.items() if method.startswith(f"{domain}.")]
    return bool(of_it) and all(entry.status == "refused" or entry.how == NOWHERE for entry in of_it)


def _refused(message: str, how: str = "") -> Entry:
    return Entry("refused", how, cdp.SERVER_ERROR, message)


def _not_found(method: str, how: str) -> Entry:
    error = cdp.method_not_found(method)
    return Entry("refused", how, error.code, error.message)


def _rule(setting: Setting) -> str:
    rule = RULES[setting.combine.__qualname__.partition(".")[0]]
    return f"{rule} While one session has it, another value is refused." if setting.busy else rule


def _sentence(docstring: str | None) -> str:
    return " ".join((docstring or "").replace("``", "`").split())


def _count(entries: Mapping[str, Entry]) -> dict[Status, int]:
    counts: dict[Status, int] = {"native": 0, "emulated": 0, "refused": 0, "never sent": 0, "undecided": 0}
    for entry in entries.values():
        counts[entry.status] += 1
    return counts


_SETTINGS: Final[dict[str, Setting]] = {
    method: setting for setting in SETTINGS for method in (*setting.sets, *((setting.clear,) if setting.clear else ()))
}

_OWN_WAY: Final[dict[str, str]] = {
    method: feature.how for feature in FEATURES for method in feature.commands if method not in _SETTINGS
}

_HEARD: Final[dict[str, str]] = {event: feature.how for feature in FEATURES for event in feature.events}
