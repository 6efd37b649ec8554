"""``tabrelay up``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tabrelay.cli.bare import command_with_bare
from tabrelay.cli.options import Json, StateDir
from tabrelay.cli.terminal import Terminal

ANY_BROWSER = "auto"
UpCommand = command_with_bare({"--browser": ANY_BROWSER})


def up(
    *,
    browser: Annotated[
        str | None,
        typer.Option(
            "--browser",
            metavar="[PATH]",
            help="Also start a Chromium with its own profile, all its tabs shared. Without a path one is looked for.",
            show_default=False,
        ),
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Without a window.")] = False,
    browser_name: Annotated[
        str, typer.Option("--browser-name", help="Its name, and that of its profile.")
    ] = "chromium",
    browser_arg: Annotated[
        list[str] | None, typer.Option("--browser-arg", help="An argument for it; may be repeated.", show_default=False)
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks a free one.")] = 19222,
    state_dir: StateDir = None,
    public_url: Annotated[
        list[str] | None, typer.Option("--public-url", help="Where a proxy makes it reachable.", show_default=False)
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option("--allow-origin", help="Another extension that may link.", show_default=False)
    ] = None,
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trust-proxy",
            metavar="ADDRESS",
            envvar="TABRELAY_TRUST_PROXY",
            help="A proxy whose X-Forwarded-For and -Proto are believed: an address or a network; may be repeated.",
            show_default=False,
        ),
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="PEM chain.", show_default=False)] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its PEM key.", show_default=False)] = None,
    files: Annotated[
        Literal["local", "off"],
        typer.Option(
            "--files",
            metavar="local|off",
            help="Whether clients of this machine and user may upload and save files through it.",
        ),
    ] = "local",
    name: Annotated[
        str, typer.Option("--name", help="What browsers call this gateway.", show_default="the host's")
    ] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the gateway's log on stderr.")] = False,
    json: Json = False,
) -> None:
    """Run the gateway in the foreground, until Ctrl-C.

    With --json each line is one object; the last at start-up is {"event": "ready", "url": …}, printed when clients can
    connect.
    """
    from tabrelay.cli.loop import run, until_stopped
    from tabrelay.cli.serve import BrowserWish, logging_to_stderr, serve
    from tabrelay.config import Settings, default_state_dir

    terminal = Terminal(json)
    if not browser and (headless or browser_arg):
        raise typer.BadParameter("--headless and --browser-arg say how to start a browser: add --browser.")
    with terminal.failing():
        logging_to_stderr(verbose=verbose)
        settings = Settings(
            host=host,
            port=port,
            state_dir=(state_dir or default_state_dir()).absolute(),
            name=name,
            public_urls=tuple(public_url or ()),
            allowed_origins=tuple(allow_origin or ()),
            # One variable has to hold them all, so commas part them as spaces do.
            trusted_proxies=tuple(part for value in trust_proxy or () for part in value.split(",") if part),
            tls_cert=tls_cert,
            tls_key=tls_key,
            files=files,
        )
        wish = None
        if browser:
            chosen = None if browser == ANY_BROWSER else browser
            wish = BrowserWish(chosen=chosen, name=browser_name, headless=headless, args=tuple(browser_arg or ()))
        if run(until_stopped(serve(settings, wish, terminal))):
            terminal.event("stopped")
            terminal.say("Stopped.")
