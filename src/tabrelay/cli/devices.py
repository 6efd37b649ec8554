"""``tabrelay devices``."""

from __future__ import annotations

from typing import Annotated

import typer

from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal

app = typer.Typer(help="The devices that may come in: browsers and stored clients.", no_args_is_help=True)


@app.command("list")
def list_devices(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """List the paired devices."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms, reach
    from tabrelay.cli.render import devices_table
    from tabrelay.protocol.operator import DeviceView

    async def ask() -> tuple[DeviceView, ...]:
        async with reach(state_dir, url, token) as gateway:
            return await gateway.devices()

    terminal = Terminal(json)
    with terminal.failing():
        answer = run(ask())
        terminal.result({"devices": plain(answer)}, devices_table(answer, now_ms()))


@app.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(help="Its id, the beginning of it, or its name.")],
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """Forget a device and cut its link. To come back it must be paired again."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.reach import reach

    async def ask() -> None:
        async with reach(state_dir, url, token) as gateway:
            await gateway.revoke_device(device)

    terminal = Terminal(json)
    with terminal.failing():
        run(ask())
        terminal.result({"revoked": device}, f"Revoked {device}.")
