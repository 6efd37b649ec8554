"""Options that may stand alone or with a value: ``--browser`` and ``--browser=PATH``."""

from __future__ import annotations

from collections.abc import Mapping

from typer.core import TyperCommand


def fill_bare(args: list[str], fillers: Mapping[str, str]) -> list[str]:
    """``args`` with ``--option`` turned into ``--option=filler`` wherever no value follows it.

    A value is the next argument unless that is an option itself; what comes after ``--`` is left alone.
    """
    filled: list[str] = []
    for index, arg in enumerate(args):
        if arg == "--":
            return filled + args[index:]
        following = args[index + 1] if index + 1 < len(args) else "-"
        filled.append(f"{arg}={fillers[arg]}" if arg in fillers and following.startswith("-") else arg)
    return filled


def command_with_bare(fillers: Mapping[str, str]) -> type[TyperCommand]:
    """A command class whose options in ``fillers`` may stand alone."""

    class BareCommand(TyperCommand):
        def parse_args(self, ctx, args):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - typer's own, vendored
            return super().parse_args(ctx, fill_bare(args, fillers))

    return BareCommand
