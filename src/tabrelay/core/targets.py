"""Targets as clients see them: ids, :class:`TargetInfo`, and the filters of auto-attach and discovery."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec import UNSET, UnsetType

from tabrelay.protocol.ids import TargetId

ID_DIGITS = 32


class TargetInfo(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """CDP's ``Target.TargetInfo``; ``attached`` and ``canAccessOpener`` are always present, as in Chrome."""

    target_id: TargetId
    type: str
    title: str
    url: str
    attached: bool
    can_access_opener: bool
    browser_context_id: str | UnsetType = UNSET
    opener_id: TargetId | UnsetType = UNSET
    opener_frame_id: str | UnsetType = UNSET
    parent_id: TargetId | UnsetType = UNSET
    parent_frame_id: str | UnsetType = UNSET
    subtype: str | UnsetType = UNSET


class FilterEntry(msgspec.Struct, frozen=True):
    """CDP's ``Target.FilterEntry``: an entry without a type matches every target."""

    type: str | UnsetType = UNSET
    exclude: bool = False


class TargetFilter:
    """The first entry that matches a target's type decides; a target that none matches is excluded."""

    def __init__(self, entries: Iterable[FilterEntry] | UnsetType = UNSET) -> None:
        self._entries = DEFAULT_ENTRIES if isinstance(entries, UnsetType) else tuple(entries)

    def accepts(self, target_type: str) -> bool:
        """Whether a target of this type passes."""
        for entry in self._entries:
            if isinstance(entry.type, UnsetType) or entry.type == target_type:
                return not entry.exclude
        return False


DEFAULT_ENTRIES = (FilterEntry("browser", exclude=True), FilterEntry("tab", exclude=True), FilterEntry())
"""What Chrome uses where a command has no filter."""


def derived_id(kind: str, seed: str) -> TargetId:
    """A stable id in CDP's form (32 upper-case hex digits) for what Chrome does not name to extensions.

    ``kind`` keeps a page's tab target, a browser's own target and its default context apart.
    """
    digest = hashlib.sha256(f"{kind}:{seed}".encode()).hexdigest()
    return TargetId(digest[:ID_DIGITS].upper())
