"""All commands under one name. Nothing heavy is imported here: a command imports what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

import tabrelay
from tabrelay.cli import demo, devices, doctor, extension, pair, status, tabs, ticket, up, version
from tabrelay.cli.exits import EPILOG

app = typer.Typer(
    name="tabrelay",
    help="Let programs drive the tabs you choose in your own browser.",
    epilog=EPILOG,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    # Frames in a traceback would show local variables, tokens among them.
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tabrelay {tabrelay.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del show_version
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("up", cls=up.UpCommand)(up.up)
app.command("pair")(pair.pair)
app.command("status")(status.status)
app.command("tabs")(tabs.tabs)
app.add_typer(ticket.app, name="ticket")
app.add_typer(devices.app, name="devices")
app.add_typer(extension.app, name="extension")
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
app.command("version")(version.version)


def main() -> None:
    """The entry point of the installed command."""
    app()
