"""Everything that can happen to the hub. If it is not here, it cannot happen."""

from __future__ import annotations

from dataclasses import dataclass

from tabrelay.core.file_facts import FileOutcome
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId, TargetId, TicketId


@dataclass(frozen=True, slots=True)
class BrowserLinked:
    """An extension finished its handshake. A newer link of one device takes the place of the older."""

    device: DeviceId
    conn: ConnId
    name: str


@dataclass(frozen=True, slots=True)
class BrowserMessage:
    """A text frame from a linked extension."""

    conn: ConnId
    data: bytes | str


@dataclass(frozen=True, slots=True)
class BrowserUnlinked:
    """The extension's connection is gone."""

    conn: ConnId
    reason: str


@dataclass(frozen=True, slots=True)
class BrowserForgotten:
    """The device was revoked: its link is cut and its clients end."""

    device: DeviceId


@dataclass(frozen=True, slots=True)
class ClientConnected:
    """A CDP client passed admission.

    ``target`` is set for ``/devtools/page/<targetId>``: such a client is a page session without a session id.
    ``label`` is what a person called its ticket, ``isolated`` whether that demands isolated browser contexts.
    """

    client: ClientId
    device: DeviceId
    ticket: TicketId
    label: str = ""
    target: TargetId | None = None
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class ClientMessage:
    """A text frame from a CDP client."""

    client: ClientId
    data: bytes | str


@dataclass(frozen=True, slots=True)
class ClientGone:
    """A CDP client's connection is gone; all it set up is undone."""

    client: ClientId
    reason: str


@dataclass(frozen=True, slots=True)
class TicketEnded:
    """A ticket expired or was revoked: the clients it let in are cut."""

    ticket: TicketId
    reason: str


@dataclass(frozen=True, slots=True)
class OpenTab:
    """``PUT /json/new``: make a shared tab; settled by an :class:`~tabrelay.core.effects.Answer` with ``token``."""

    token: int
    device: DeviceId
    url: str


@dataclass(frozen=True, slots=True)
class ActivateTab:
    """``/json/activate/<targetId>``; settled by an :class:`~tabrelay.core.effects.Answer`."""

    token: int
    device: DeviceId
    target: TargetId


@dataclass(frozen=True, slots=True)
class CloseTab:
    """``/json/close/<targetId>``; settled by an :class:`~tabrelay.core.effects.Answer`."""

    token: int
    device: DeviceId
    target: TargetId


@dataclass(frozen=True, slots=True)
class FileAnswered:
    """The shell has done what a :data:`~tabrelay.core.effects.FileEffect` asked for.

    ``outcome`` is what that effect says; ``error`` is a sentence, and then ``outcome`` means nothing.
    """

    token: int
    outcome: FileOutcome = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """Time passed: deadlines and graces that are over take effect. Comes at least once a second."""


HubEvent = (
    BrowserLinked
    | BrowserMessage
    | BrowserUnlinked
    | BrowserForgotten
    | ClientConnected
    | ClientMessage
    | ClientGone
    | TicketEnded
    | OpenTab
    | ActivateTab
    | CloseTab
    | FileAnswered
    | ClockTicked
)
