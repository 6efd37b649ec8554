"""``tabrelay pair``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal


class Role(StrEnum):
    """What the device will be."""

    NODE = "node"
    OPERATOR = "operator"


def pair(
    *,
    name: Annotated[
        str, typer.Option("--name", help="What the device will be called.", show_default="its own name")
    ] = "",
    role: Annotated[Role, typer.Option("--role", help="node: a browser; operator: a stored client.")] = Role.NODE,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in the default browser.")] = False,
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the pairing string only, and do not wait.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, help="How long to wait for the browser, in seconds.")
    ] = 600,
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """Let a browser in: open the pairing page, and confirm in the extension's window."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.pairing import PairWish, pair_device
    from tabrelay.cli.reach import reach

    terminal = Terminal(json)
    with terminal.failing():
        # A page is for the extension; a stored client takes the string.
        opens = role is Role.NODE and not (no_open or print_only or json)
        wish = PairWish(name=name, role=role.value, opens=opens, waits=not print_only, timeout_s=timeout)
        run(pair_device(reach(state_dir, url, token), wish, terminal))
