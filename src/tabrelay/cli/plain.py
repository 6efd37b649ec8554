"""Structs as JSON values with the field names that Python has: the command line's own JSON is snake_case throughout."""

from __future__ import annotations

from typing import Any

import msgspec


def plain(value: object) -> Any:  # noqa: ANN401 - JSON values
    """``value`` with every Struct as a dict, unset fields left out."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value)
        return {name: plain(item) for name, item in fields.items() if item is not msgspec.UNSET}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
