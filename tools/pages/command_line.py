"""``docs/reference/cli.md``: every command with its arguments and options, from the application itself."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from tabrelay.cli.app import app
from tools.pages.markdown import code, one_line, prose, table

KINDS = {str: "TEXT", int: "N", float: "N", Path: "PATH"}


def commands() -> Iterator[tuple[str, Any]]:
    """``("ticket create", command)``, groups before what is in them, in the order of ``--help``."""
    yield from _walk(get_command(app), "")


def options(command: Any) -> Iterator[str]:  # noqa: ANN401 - typer's own class, vendored and private
    """The names of a command's options: ``--json``, ``-v``."""
    for param in command.params:
        yield from (name for name in [*param.opts, *param.secondary_opts] if name.startswith("-"))


def command_pages() -> str:
    """A section for each command."""
    return "\n\n".join(_section(name, command) for name, command in commands() if not hasattr(command, "commands"))


def overview() -> str:
    """One line for each command."""
    rows = [
        (f"[{code(f'tabrelay {name}')}](#tabrelay-{name.replace(' ', '-')})", _paragraphs(command)[0])
        for name, command in commands()
        if not hasattr(command, "commands")
    ]
    return table(("command", "what it does"), rows)


def _walk(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for name, command in group.commands.items():
        if command.hidden:
            continue
        yield f"{prefix}{name}", command
        if hasattr(command, "commands"):
            yield from _walk(command, f"{prefix}{name} ")


def _section(name: str, command: Any) -> str:  # noqa: ANN401
    arguments = [param for param in command.params if not param.opts[0].startswith("-")]
    usage = " ".join([f"tabrelay {name}", *(param.name.upper() for param in arguments), "[OPTIONS]"])
    parts = [f"## tabrelay {name}", "\n\n".join(_paragraphs(command)), f"```text\n{usage}\n```"]
    if arguments:
        parts.append(table(("argument", "meaning"), [(code(param.name.upper()), param.help) for param in arguments]))
    rows = [(_names(param), _meaning(param)) for param in command.params if param not in arguments and not param.hidden]
    parts.append(table(("option", "meaning"), rows))
    return "\n\n".join(parts)


def _paragraphs(command: Any) -> list[str]:  # noqa: ANN401
    return [" ".join(paragraph.split()) for paragraph in prose(command.help).split("\n\n")]


def _names(param: Any) -> str:  # noqa: ANN401
    if param.is_flag:
        return ", ".join(code(name) for name in [*param.opts, *param.secondary_opts])
    value = param.metavar or _kind(param.type_descriptor.annotation)
    # In brackets: the option may stand without a value.
    joined = f"[={value.strip('[]')}]" if value.startswith("[") else f" {value}"
    return ", ".join(code(f"{name}{joined}") for name in param.opts)


def _kind(annotation: Any) -> str:  # noqa: ANN401
    if typing.get_origin(annotation) in {list, typing.Union, types.UnionType}:
        return _kind(typing.get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return "|".join(str(one.value) for one in annotation)
    return KINDS[annotation]


def _meaning(param: Any) -> str:  # noqa: ANN401
    parts = [one_line(param.help)]
    if isinstance(param.show_default, str):
        parts.append(f"Default: {param.show_default}.")
    elif param.show_default and not param.is_flag and param.default not in (None, ""):
        default = param.default.value if isinstance(param.default, enum.Enum) else param.default
        parts.append(f"Default: {code(default)}.")
    if param.envvar:
        parts.append(f"Also {code(param.envvar)} in the environment.")
    return " ".join(parts)


BLOCKS = {"cli-overview": overview, "cli-commands": command_pages}
