"""``tabrelay doctor``."""

from __future__ import annotations

import typer

from tabrelay.cli.exits import Exit
from tabrelay.cli.options import Json, StateDir, Token, Url
from tabrelay.cli.terminal import Terminal


def doctor(state_dir: StateDir = None, url: Url = None, token: Token = None, json: Json = False) -> None:
    """Look at everything that can be wrong, and say the cure. Exits with 1 when something is broken."""
    from tabrelay.cli.checks import Finding, finding_text
    from tabrelay.cli.examine import examine
    from tabrelay.cli.loop import run

    terminal = Terminal(json)

    async def look() -> list[Finding]:
        findings = []
        async for finding in examine(state_dir, url, token):
            findings.append(finding)
            terminal.say(finding_text(finding))
        return findings

    with terminal.failing():
        findings = run(look())
        sound = all(finding.state != "broken" for finding in findings)
        if json:
            terminal.line({"ok": sound, "checks": [finding.as_json() for finding in findings]})
        if not sound:
            raise typer.Exit(Exit.FAILED)
