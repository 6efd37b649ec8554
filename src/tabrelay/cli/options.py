"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StateDir = Annotated[
    Path | None,
    typer.Option(
        "--state-dir", envvar="TABRELAY_STATE_DIR", help="Where the gateway keeps its state.", show_default=False
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", envvar="TABRELAY_URL", help="Another gateway than the one on this machine.", show_default=False
    ),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="TABRELAY_TOKEN",
        help="Its token. Other users can read arguments: the variable is the better place.",
        show_default=False,
        show_envvar=True,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
