"""``tabrelay ticket``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tabrelay.cli.bare import command_with_bare
from tabrelay.cli.durations import parse_duration
from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal

app = typer.Typer(help="Tickets: what lets a CDP client in, for a while.", no_args_is_help=True)

ANY_PORT = "0"
TicketCommand = command_with_bare({"--port": ANY_PORT})


def _duration(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


@app.command("create", cls=TicketCommand)
def create_ticket(
    *,
    browser: Annotated[str | None, typer.Option("--browser", help="Its browser: id, its beginning, or name.")] = None,
    ttl: Annotated[str | None, typer.Option("--ttl", help="How long it is good: 12h, 30m, 3600.")] = None,
    label: Annotated[str, typer.Option("--label", help="What it is for; shown beside its clients.")] = "",
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, metavar="[PORT]",
            help="Also open a loopback port that carries the ticket, for clients that keep only host:port (Selenium). "
            "Without a number a free one is taken.",
        ),
    ] = None,
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Make a ticket and print the addresses that carry it."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.reach import now_ms, reach
    from tabrelay.cli.render import ticket_text
    from tabrelay.protocol.operator import TicketCreated

    seconds = _duration(ttl)

    async def ask() -> TicketCreated:
        async with reach(state_dir, url, token) as gateway:
            return await gateway.create_ticket(browser, ttl=seconds, label=label, port=port)

    terminal = Terminal(json)
    with terminal.failing():
        ticket = run(ask())
        if json:
            terminal.line(ticket_json(ticket))
        else:
            typer.echo(ticket_text(ticket, now_ms()))


@app.command("list")
def list_tickets(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """List the tickets, without their secrets."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms, reach
    from tabrelay.cli.render import tickets_table
    from tabrelay.protocol.operator import TicketView

    async def ask() -> tuple[TicketView, ...]:
        async with reach(state_dir, url, token) as gateway:
            return await gateway.tickets()

    terminal = Terminal(json)
    with terminal.failing():
        answer = run(ask())
        terminal.result({"tickets": plain(answer)}, tickets_table(answer, now_ms()))


@app.command("revoke")
def revoke_ticket(
    ticket: Annotated[str, typer.Argument(help="The ticket's id, as `tabrelay ticket list` shows it.")],
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """End a ticket and cut the clients it let in."""
    from tabrelay.cli.loop import run
    from tabrelay.cli.reach import reach

    async def ask() -> None:
        async with reach(state_dir, url, token) as gateway:
            await gateway.revoke_ticket(ticket)

    terminal = Terminal(json)
    with terminal.failing():
        run(ask())
        terminal.result({"revoked": ticket}, f"Revoked {ticket}.")


def ticket_json(ticket: Any) -> dict[str, object]:  # noqa: ANN401 - a TicketCreated; naming it would import the shapes
    """``{ws, http, id, browser, browser_name, expires_at, label, debugger_address?}``."""
    from tabrelay.cli.plain import plain

    fields: dict[str, object] = plain(ticket)
    order = ("ws", "http", "id", "browser", "browser_name", "expires_at", "label", "debugger_address")
    return {name: fields[name] for name in order if name in fields}
