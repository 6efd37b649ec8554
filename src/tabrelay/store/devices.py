"""Paired devices: browsers and stored clients."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from tabrelay.protocol.ids import DeviceId
from tabrelay.store.writer import Writer

COLUMNS = "id, public_key, role, name, platform, origin, paired_at, last_seen_at, revoked_at"


class Device(msgspec.Struct, frozen=True):
    """One device. ``public_key`` is base64url, ``origin`` what its browser sent when it paired, times are epoch ms."""

    id: DeviceId
    public_key: str
    role: str
    name: str
    platform: str
    origin: str
    paired_at: int
    last_seen_at: int
    revoked_at: int | None = None


class Devices:
    """The table, with a mirror in memory: authentication must not wait for a disk."""

    def __init__(self, writer: Writer, rows: dict[DeviceId, Device]) -> None:
        self._writer = writer
        self._rows = rows

    @staticmethod
    def load(connection: sqlite3.Connection) -> dict[DeviceId, Device]:
        """All rows, revoked ones included."""
        rows = connection.execute(f"SELECT {COLUMNS} FROM devices")  # noqa: S608 - a constant
        return {row[0]: Device(*row) for row in rows}

    @property
    def rows(self) -> Mapping[DeviceId, Device]:
        """Every device ever paired, revoked ones included."""
        return MappingProxyType(self._rows)

    def get(self, device: DeviceId) -> Device | None:
        """The device of this id, revoked or not."""
        return self._rows.get(device)

    def paired(self) -> Iterator[Device]:
        """The devices that may connect."""
        return (row for row in self._rows.values() if row.revoked_at is None)

    async def add(self, device: Device) -> None:
        """Remember a device, or let a known one in again. Raises :class:`~tabrelay.store.errors.StoreError`."""
        await self._writer.run(lambda db: _put(db, device))
        self._rows[device.id] = device

    async def revoke(self, device: DeviceId, now_ms: int) -> None:
        """Let the device in no more. Raises :class:`~tabrelay.store.errors.StoreError`, ``KeyError``."""
        row = msgspec.structs.replace(self._rows[device], revoked_at=now_ms)
        await self._writer.run(lambda db: _put(db, row))
        self._rows[device] = row

    def touch(self, device: DeviceId, now_ms: int) -> None:
        """Note that the device was seen; written in its turn."""
        row = self._rows.get(device)
        if row is None:
            return
        self._rows[device] = msgspec.structs.replace(row, last_seen_at=now_ms)
        self._writer.post(lambda db: db.execute("UPDATE devices SET last_seen_at = ? WHERE id = ?", (now_ms, device)))


def _put(connection: sqlite3.Connection, device: Device) -> None:
    connection.execute(
        f"INSERT OR REPLACE INTO devices ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        msgspec.structs.astuple(device),
    )
