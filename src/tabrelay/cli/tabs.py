"""``tabrelay tabs``."""

from __future__ import annotations

from typing import Annotated

import typer

from tabrelay.cli.asking import Where, ask
from tabrelay.cli.options import Json, StateDir, Token, Url

Browser = Annotated[
    str | None, typer.Option("--browser", help="Only this browser: its id, its beginning, or its name.")
]


def tabs(
    browser: Browser = None, state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False
) -> None:
    """List the tabs that are shared."""
    from tabrelay.cli.plain import plain
    from tabrelay.cli.render import tabs_table

    ask(
        lambda gateway: gateway.tabs(browser),
        lambda found: ({"tabs": plain(found)}, tabs_table(found)),
        Where(state_dir, url, token),
        json=json,
    )
