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


Effect = ToClient | ToBrowser | CloseClient | CloseBrowser | Tell | Audit | Count | Answer
