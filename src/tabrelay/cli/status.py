"""``tabrelay status``."""

from __future__ import annotations

from tabrelay.cli.asking import Where, ask
from tabrelay.cli.options import Json, StateDir, Token, Url


def status(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """Show the gateway, its browsers and who drives them."""
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms
    from tabrelay.cli.render import status_text

    ask(
        lambda gateway: gateway.status(),
        lambda found: (plain(found), status_text(found, now_ms())),
        Where(state_dir, url, token),
        json=json,
    )
