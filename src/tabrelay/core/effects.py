"""Everything the hub can ask for. If it is not here, the hub cannot do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec

    from tabrelay.protocol.ids import ClientId, ConnId, TargetId


@dataclass(frozen=True, slots=True)
class ToClient:
    """Write one text frame to a CDP client."""

    client: ClientId
    data: bytes


@dataclass(frozen=True, slots=True)
class ToBrowser:
    """Write one text frame to an extension."""

    conn: ConnId
    data: bytes


@dataclass(frozen=True, slots=True)
class CloseClient:
    """Close a CDP client's connection after what was written before. The hub has forgotten it already."""

    client: ClientId
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class CloseBrowser:
    """Close an extension's connection. The hub has forgotten this connection already."""

    conn: ConnId
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Send an event of :data:`tabrelay.protocol.operator.EVENTS` to every operator."""

    event: str
    payload: msgspec.Struct


@dataclass(frozen=True, slots=True)
class Audit:
    """Append a row to the audit journal. ``subject`` is who or what it happened to."""

    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Add one to a counter: every refusal, drop and forced close has a name here (``/metrics``)."""

    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Settle a request of the driver (:class:`~tabrelay.core.events.OpenTab` and its kin).

    ``error`` is ``""`` on success; ``target`` is the tab it is about.
    """

    token: int
    target: TargetId | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class AskReach:
    """Find out whether ``client`` and the browser at ``conn`` share this machine and user with the gateway.

    This and the next three are settled by a :class:`~tabrelay.core.events.FileAnswered` with ``token``; this one with a
    :class:`~tabrelay.core.file_facts.Reach`.
    """

    token: int
    client: ClientId
    conn: ConnId


@dataclass(frozen=True, slots=True)
class FindFiles:
    """Describe these files, or all that are below these folders: a tuple of ``FoundFile``. Only asked within reach."""

    token: int
    paths: tuple[str, ...]
    folders: bool


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read at most ``size`` bytes from ``offset`` on: ``bytes``."""

    token: int
    path: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """Copy ``source`` into ``directory`` under ``name``, in place of what has that name: the path of the copy."""

    token: int
    source: str
    directory: str
    name: str


FileEffect = AskReach | FindFiles | ReadFile | PlaceFile
"""What the shell does with files."""

Effect = ToClient | ToBrowser | CloseClient | CloseBrowser | Tell | Audit | Count | Answer | FileEffect
