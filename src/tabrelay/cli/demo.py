"""``tabrelay demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tabrelay.cli.exits import Exit
from tabrelay.cli.options import Json
from tabrelay.cli.terminal import Terminal


def demo(
    screenshot: Annotated[Path, typer.Option("--screenshot", help="Where the screenshot goes.")] = Path(
        "build/demo.png"
    ),
    headed: Annotated[bool, typer.Option("--headed", help="With a window, to watch.")] = False,
    browser: Annotated[
        str | None, typer.Option("--browser", metavar="PATH", help="The browser to start.", show_default="looked for")
    ] = None,
    json: Json = False,
) -> None:
    """From nothing to a driven tab: gateway, browser, pairing, and Playwright filling in a form."""
    from tabrelay.cli.demo_run import DemoFailed, DemoWish, run_demo
    from tabrelay.cli.loop import run, until_stopped
    from tabrelay.cli.steps import Steps

    terminal = Terminal(json)
    steps = Steps(terminal)
    with terminal.failing():
        wish = DemoWish(screenshot=screenshot, headed=headed, browser=browser)
        try:
            stopped = run(until_stopped(run_demo(wish, steps)))
        except DemoFailed as error:
            if json:
                terminal.line({"demo": "failed", "step": error.step, "message": str(error)})
            else:
                typer.echo(f"demo: failed: {error}")
            raise typer.Exit(Exit.FAILED) from None
        if stopped:
            raise typer.Exit(Exit.INTERRUPTED)
        if json:
            terminal.line({"demo": "ok", "screenshot": str(screenshot)})
        else:
            typer.echo("demo: ok")
