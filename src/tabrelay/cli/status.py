"""``tabrelay status``."""

from __future__ import annotations

from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal


def status(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """Show the gateway, its browsers and who drives them."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms, reach
    from tabrelay.cli.render import status_text
    from tabrelay.protocol.operator import Status

    async def ask() -> Status:
        async with reach(state_dir, url, token) as gateway:
            return await gateway.status()

    terminal = Terminal(json)
    with terminal.failing():
        answer = run(ask())
        terminal.result(plain(answer), status_text(answer, now_ms()))
