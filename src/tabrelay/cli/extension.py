"""``tabrelay extension``."""

from __future__ import annotations

from typing import Annotated

import typer

from tabrelay.cli.options import Json, StateDir
from tabrelay.cli.terminal import Terminal

app = typer.Typer(help="The browser extension: where it is, how to install it.", no_args_is_help=True)

INSTALLED_DIR = "extension"


@app.command("path")
def show_path(json: Json = False) -> None:
    """Print where the unpacked extension is."""
    from rich.text import Text

    from tabrelay.browser.extension import extension_path, extension_version

    terminal = Terminal(json)
    with terminal.failing():
        path = extension_path()
        terminal.result({"path": str(path), "version": extension_version(path)}, Text(str(path)))


@app.command("install")
def install(
    policy: Annotated[
        bool,
        typer.Option(
            "--policy", help="Print the policy that sets the extension up on managed machines; writes nothing."
        ),
    ] = False,
    state_dir: StateDir = None,
    json: Json = False,
) -> None:
    """Copy the extension to a lasting place and say how to load it."""
    from rich.text import Text

    from tabrelay.browser.extension import copy_extension, extension_version
    from tabrelay.config import default_state_dir, prepare_state_dir
    from tabrelay.extension_id import EXTENSION_ID

    terminal = Terminal(json)
    if policy:
        terminal.line(policy_template(EXTENSION_ID))
        return
    with terminal.failing():
        home = (state_dir or default_state_dir()).absolute()
        prepare_state_dir(home)
        path = copy_extension(home / INSTALLED_DIR)
        facts = {"path": str(path), "version": extension_version(path), "id": EXTENSION_ID}
        terminal.result(facts, Text(install_steps(str(path))))


def policy_template(extension_id: str) -> dict[str, object]:
    """What a managed machine's policy file holds, with a pairing to be filled in (``tabrelay pair --print``)."""
    values = {"pairing": "tabrelay1.…", "mode": "shared"}
    return {"3rdparty": {"extensions": {extension_id: values}}}


def install_steps(path: str) -> str:
    """The steps for a person."""
    return (
        f"The extension is in\n\n  {path}\n\n"
        "To load it, in the browser you want to share tabs of:\n"
        "  1. Open chrome://extensions (edge://extensions, brave://extensions).\n"
        "  2. Turn on Developer mode, at the top right.\n"
        "  3. Press Load unpacked and choose the directory above.\n"
        "  4. Pin the Tabrelay button: the puzzle piece in the toolbar, then the pin.\n"
        "Then run `tabrelay up`, and in another terminal `tabrelay pair`.\n"
        "After an update of Tabrelay run this again and press the reload arrow on chrome://extensions."
    )
