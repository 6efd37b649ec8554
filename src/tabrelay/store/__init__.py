"""What a gateway remembers: paired devices, tickets, the audit journal. One SQLite file, one writer."""

from tabrelay.store.audit import AuditRow
from tabrelay.store.devices import Device
from tabrelay.store.errors import StoreError
from tabrelay.store.store import Store
from tabrelay.store.tickets import Ticket

__all__ = ["AuditRow", "Device", "Store", "StoreError", "Ticket"]
