"""``docs/reference/wire.md``: every message, from the Structs that encode and decode it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from types import ModuleType

import msgspec

from tabrelay.protocol import control, frames, messages, operator
from tools.generate import js_type
from tools.pages.markdown import code, prose, table

Struct = type[msgspec.Struct]


def struct_section(struct: Struct) -> str:
    """A Struct: what it is, and its fields as they are named on the wire."""
    parts = [f"### {struct.__name__}", prose(struct.__doc__)]
    fields = msgspec.structs.fields(struct)
    if fields:
        rows = [(code(field.encode_name), code(js_type(field.type)), _presence(field)) for field in fields]
        parts.append(table(("field", "type", "if absent"), rows))
    return "\n\n".join(parts)


def structs_of(module: ModuleType) -> list[Struct]:
    """The Structs that a module defines, in the order of its source."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__
    ]


def sections(*groups: Iterable[Struct]) -> str:
    """The sections of these Structs."""
    return "\n\n".join(struct_section(struct) for group in groups for struct in group)


def commands_table() -> str:
    """What the gateway may ask an extension for."""
    rows = [(code(name), reference(shape)) for name, shape in control.COMMANDS.items()]
    return table(("method", "parameters"), rows)


def reports_table() -> str:
    """What an extension reports."""
    return table(("event", "payload"), [(code(name), reference(shape)) for name, shape in control.EVENTS.items()])


def methods_table() -> str:
    """What an operator may ask for."""
    rows = [(code(name), reference(params), reference(answer)) for name, (params, answer) in operator.METHODS.items()]
    return table(("method", "parameters", "answer"), rows)


def news_table() -> str:
    """What operators are told."""
    return table(("event", "payload"), [(code(name), reference(shape)) for name, shape in operator.EVENTS.items()])


def reference(struct: Struct) -> str:
    """A link to the Struct's section; nothing is said of one without fields."""
    name = struct.__name__
    return f"[{code(name)}](#{name.lower()})" if msgspec.structs.fields(struct) else "none"


def _presence(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be there"
    if field.default is msgspec.UNSET or field.default_factory is not msgspec.NODEFAULT:
        return "may be left out"
    if isinstance(field.default, msgspec.Raw):
        return code(bytes(field.default).decode() or "{}")
    return code(json.dumps(field.default))


def _shown(structs: Iterable[Struct]) -> list[Struct]:
    """Without those that have no fields."""
    return [struct for struct in structs if msgspec.structs.fields(struct)]


BLOCKS: dict[str, Callable[[], str]] = {
    "wire-error": lambda: sections([frames.ErrorShape]),
    "wire-handshake": lambda: sections(structs_of(messages)),
    "wire-commands": commands_table,
    "wire-reports": reports_table,
    "wire-control": lambda: sections(structs_of(control)),
    "wire-methods": methods_table,
    "wire-news": news_table,
    "wire-operator": lambda: sections(_shown(structs_of(operator))),
}
