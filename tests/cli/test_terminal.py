from __future__ import annotations

import json

import pytest
import typer

from tabrelay.cli.exits import Exit
from tabrelay.cli.terminal import Terminal
from tabrelay.client import NoGateway


def test_for_people_results_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.result({"a": 1}, "one " * 100)
    terminal.event("silent")
    assert capsys.readouterr().out == "one " * 100 + "\n"


def test_for_programs_everything_is_one_json_value_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(json=True)
    terminal.result({"ä": 1}, "text")
    terminal.say("silent")
    terminal.event("ready", url="u")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"ä": 1}, {"event": "ready", "url": "u"}]


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_is_one_line_and_an_exit_code(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    with pytest.raises(typer.Exit) as caught, Terminal(json=as_json).failing():
        raise NoGateway
    assert caught.value.exit_code == Exit.NO_GATEWAY
    printed = capsys.readouterr()
    if as_json:
        assert json.loads(printed.out)["error"]["code"] == "NO_GATEWAY"
        assert printed.err == ""
    else:
        assert printed.err == "error: No gateway is running. Start one with `tabrelay up`.\n"
        assert printed.out == ""


def test_an_interruption_is_130() -> None:
    with pytest.raises(typer.Exit) as caught, Terminal().failing():
        raise KeyboardInterrupt
    assert caught.value.exit_code == 130


def test_a_defect_is_not_dressed_up_as_an_error() -> None:
    with pytest.raises(ZeroDivisionError), Terminal().failing():
        _ = 1 / 0
