"""The life of what has a life, as tables: who may become what, and by which trigger.

A transition that is not listed is a bug of the core and raises :class:`IllegalTransition`; nothing a peer sends can
cause one, because every message is checked against the state before it triggers anything.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Generic, TypeVar

S = TypeVar("S", bound=Enum)


class Attachment(Enum):
    """``chrome.debugger`` on one tab."""

    DETACHED = "detached"
    ATTACHING = "attaching"
    ATTACHED = "attached"
    DETACHING = "detaching"


class Link(Enum):
    """The connection of one browser's extension."""

    LINKED = "linked"
    AWAY = "away"
    GONE = "gone"


ATTACHMENT: Final[dict[tuple[Attachment, str], Attachment]] = {
    (Attachment.DETACHED, "wanted"): Attachment.ATTACHING,
    (Attachment.DETACHED, "adopted"): Attachment.ATTACHED,
    (Attachment.ATTACHING, "attached"): Attachment.ATTACHED,
    (Attachment.ATTACHING, "refused"): Attachment.DETACHED,
    (Attachment.ATTACHING, "lost"): Attachment.DETACHED,
    (Attachment.ATTACHED, "released"): Attachment.DETACHING,
    (Attachment.ATTACHED, "lost"): Attachment.DETACHED,
    (Attachment.DETACHING, "detached"): Attachment.DETACHED,
    (Attachment.DETACHING, "lost"): Attachment.DETACHED,
}
"""``released``: the last session left. ``lost``: Chrome detached it, or the link went while it was under way."""

LINK: Final[dict[tuple[Link, str], Link]] = {
    (Link.LINKED, "dropped"): Link.AWAY,
    (Link.LINKED, "superseded"): Link.LINKED,
    (Link.LINKED, "forgotten"): Link.GONE,
    (Link.AWAY, "linked"): Link.LINKED,
    (Link.AWAY, "expired"): Link.GONE,
    (Link.AWAY, "forgotten"): Link.GONE,
}
"""``expired``: the grace is over. ``forgotten``: the device was revoked."""


class IllegalTransition(Exception):  # noqa: N818 - the name of what was tried
    """A trigger that the table does not know in this state."""


class Lifecycle(Generic[S]):
    """A state that moves only along its table."""

    __slots__ = ("_table", "state")

    def __init__(self, table: dict[tuple[S, str], S], start: S) -> None:
        self._table = table
        self.state = start

    def move(self, trigger: str) -> S:
        """Follow ``trigger``; returns the new state."""
        try:
            self.state = self._table[self.state, trigger]
        except KeyError:
            raise IllegalTransition(f"{self.state.value} has no {trigger!r}") from None
        return self.state
