"""``docs/reference/settings.md``: what can be chosen, and what is bounded."""

from __future__ import annotations

import msgspec

from tabrelay import config
from tabrelay.protocol import limits
from tools.pages.markdown import attribute_docs, code, one_line, table

SECOND_MS = 1_000
UNITS: tuple[tuple[str, int, str], ...] = (
    ("_bytes", 1024 * 1024, "MiB"),
    ("_bytes", 1024, "KiB"),
    ("_ms", 3_600_000, "h"),
    ("_ms", 60_000, "min"),
    ("_ms", SECOND_MS, "s"),
)

OPTIONS = {
    "host": "--host",
    "port": "--port",
    "state_dir": "--state-dir",
    "name": "--name",
    "public_urls": "--public-url",
    "allowed_origins": "--allow-origin",
    "trusted_proxies": "--trust-proxy",
    "tls_cert": "--tls-cert",
    "tls_key": "--tls-key",
    "files": "--files",
    "limits": "",
}
"""Field of :class:`tabrelay.config.Settings` → the option of ``tabrelay up``, ``""`` where there is none."""

SAID_BY_ANOTHER = {
    "auth_window_ms": "The time within which `auth_failures` are counted.",
    "state_dir": "Where the gateway keeps its state.",
    "tls_key": "The PEM key of `tls_cert`.",
    "limits": "What is bounded. A program that embeds the gateway may choose; the command line may not.",
}
"""Fields whose meaning stands beside another one in the source."""


def shown(name: str, value: int) -> str:
    """A bound as people say it: ``64 KiB``, ``10 s``, ``32``."""
    for suffix, size, unit in UNITS:
        if name.endswith(suffix) and value % size == 0:
            return f"{value // size} {unit}"
    return str(value)


def limits_table() -> str:
    """Every field of :class:`~tabrelay.protocol.limits.Limits`."""
    docs = attribute_docs(limits, "Limits")
    rows = [
        (code(name), shown(name, value), _meaning(name, docs))
        for name, value in msgspec.structs.asdict(limits.DEFAULT_LIMITS).items()
    ]
    return table(("limit", "default", "meaning"), rows)


def settings_table() -> str:
    """Every field of :class:`~tabrelay.config.Settings`."""
    docs = attribute_docs(config, "Settings")
    rows = []
    for field in msgspec.structs.fields(config.Settings):
        option = OPTIONS[field.name]
        rows.append((code(field.name), code(option) if option else "", _default(field), _meaning(field.name, docs)))
    return table(("setting", "option", "default", "meaning"), rows)


def _meaning(name: str, docs: dict[str, str]) -> str:
    return one_line(docs[name]) or SAID_BY_ANOTHER[name]


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.name == "state_dir":
        return "the platform's, see below"
    if field.name == "limits":
        return "the limits below"
    return "" if field.default in {"", (), None} else code(field.default)


BLOCKS = {"settings": settings_table, "limits": limits_table}
