"""``tabrelay ticket``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tabrelay.cli.asking import Where, ask, revoked
from tabrelay.cli.bare import command_with_bare
from tabrelay.cli.durations import parse_duration
from tabrelay.cli.options import Json, StateDir, Token, Url

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
    isolated: Annotated[
        bool,
        typer.Option(
            "--isolated",
            help="Demand that browser contexts share nothing with the profile and with each other; one that cannot be "
            "had so is refused.",
        ),
    ] = False,
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Make a ticket and print the addresses that carry it."""
    from rich.text import Text

    from tabrelay.cli.reach import now_ms
    from tabrelay.cli.render import ticket_text

    seconds = _duration(ttl)
    ask(
        lambda gateway: gateway.create_ticket(browser, ttl=seconds, label=label, port=port, isolated=isolated),
        lambda made: (ticket_json(made), Text(ticket_text(made, now_ms()))),
        Where(state_dir, url, token),
        json=json,
    )


@app.command("list")
def list_tickets(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """List the tickets, without their secrets."""
    from tabrelay.cli.plain import plain
    from tabrelay.cli.reach import now_ms
    from tabrelay.cli.render import tickets_table

    ask(
        lambda gateway: gateway.tickets(),
        lambda found: ({"tickets": plain(found)}, tickets_table(found, now_ms())),
        Where(state_dir, url, token),
        json=json,
    )


@app.command("revoke")
def revoke_ticket(
    ticket: Annotated[str, typer.Argument(help="The ticket's id, as `tabrelay ticket list` shows it.")],
    state_dir: StateDir = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """End a ticket and cut the clients it let in."""
    ask(
        lambda gateway: gateway.revoke_ticket(ticket),
        lambda _: revoked(ticket),
        Where(state_dir, url, token),
        json=json,
    )


def ticket_json(ticket: Any) -> dict[str, object]:  # noqa: ANN401 - a TicketCreated; naming it would import the shapes
    """``{ws, http, id, browser, browser_name, expires_at, label, debugger_address?}``."""
    from tabrelay.cli.plain import plain

    fields: dict[str, object] = plain(ticket)
    order = ("ws", "http", "id", "browser", "browser_name", "expires_at", "label", "debugger_address")
    return {name: fields[name] for name in order if name in fields}
