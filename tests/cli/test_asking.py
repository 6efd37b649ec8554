from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from rich.text import Text

from tabrelay.cli.asking import Where, ask, revoked
from tests.cli.stand import Stand


@pytest.mark.parametrize(("as_json", "printed"), [(False, "[b]2[/b] browsers\n"), (True, '{"browsers": 2}\n')])
def test_the_answer_is_shown_in_the_form_that_was_asked_for(
    running: Stand, capsys: pytest.CaptureFixture[str], *, as_json: bool, printed: str
) -> None:
    running.link_browser("work")
    running.link_browser("home")
    ask(
        lambda gateway: gateway.browsers(),
        lambda found: ({"browsers": len(found)}, Text(f"[b]{len(found)}[/b] browsers")),
        Where(running.state_dir),
        json=as_json,
    )
    assert capsys.readouterr().out == printed


def test_an_error_ends_the_command_and_nothing_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        ask(
            lambda gateway: gateway.status(),
            lambda _: pytest.fail("there is no answer"),
            Where(tmp_path),
            json=True,
        )
    assert ended.value.exit_code == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "NO_GATEWAY"


def test_a_name_with_brackets_is_shown_as_it_is() -> None:
    value, text = revoked("[red]x")
    assert (value, str(text)) == ({"revoked": "[red]x"}, "Revoked [red]x.")
