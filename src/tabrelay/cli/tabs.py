"""``tabrelay tabs``."""

from __future__ import annotations

from typing import Annotated

import typer

from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal

Browser = Annotated[
    str | None, typer.Option("--browser", help="Only this browser: its id, its beginning, or its name.")
]


def tabs(
    browser: Browser = None, state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False
) -> None:
    """List the tabs that are shared."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import reach
    from tabrelay.cli.render import tabs_table
    from tabrelay.protocol.operator import TabView

    async def ask() -> tuple[TabView, ...]:
        async with reach(state_dir, url, token) as gateway:
            return await gateway.tabs(browser)

    terminal = Terminal(json)
    with terminal.failing():
        answer = run(ask())
        terminal.result({"tabs": plain(answer)}, tabs_table(answer))
