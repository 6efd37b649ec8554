"""The record of Chrome that the gateway ships, and the conformance map made from it."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from tabrelay.core.conformance import Chrome, Map, conformance

RECORD = "chrome.json"


@cache
def chrome() -> Chrome:
    """What was recorded of Chrome by ``tools/probe_methods.py``."""
    return msgspec.json.decode((resources.files(__package__) / RECORD).read_bytes(), type=Chrome)


@cache
def the_map() -> Map:
    """What a client of this gateway gets of each method and event."""
    return conformance(chrome())


def document() -> dict[str, object]:
    """The answer of ``/json/conformance``: the numbers first, then every method and event."""
    made = the_map()
    return {"chrome": made.chrome, "counts": made.counts(), "methods": made.methods, "events": made.events}
