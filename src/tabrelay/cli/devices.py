"""``tabrelay devices``."""

from __future__ import annotations

from typing import Annotated

import typer

from tabrelay.cli.asking import Where, ask, revoked
from tabrelay.cli.options import Json, StateDir, Token, Url

app = typer.Typer(help="The devices that may come in: browsers and stored clients.", no_args_is_help=True)


@app.command("list")
def list_devices(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """List the paired devices."""
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms
    from tabrelay.cli.render import devices_table

    ask(
        lambda gateway: gateway.devices(),
        lambda found: ({"devices": plain(found)}, devices_table(found, now_ms())),
        Where(state_dir, url, token),
        json=json,
    )


@app.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(help="Its id, the beginning of it, or its name.")],
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """Forget a device and cut its link. To come back it must be paired again."""
    ask(
        lambda gateway: gateway.revoke_device(device),
        lambda _: revoked(device),
        Where(state_dir, url, token),
        json=json,
    )
