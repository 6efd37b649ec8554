from __future__ import annotations

import json

import pytest

from tabrelay.cli.steps import Steps
from tabrelay.cli.terminal import Terminal


def test_a_step_is_printed_with_its_time_and_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps(Terminal(json=True))
    with steps.step("look") as found:
        found.append("it")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["event"], answer["name"], answer["fact"]) == ("step", "look", "it")
    assert answer["seconds"] >= 0


def test_a_step_that_fails_is_the_current_one_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps(Terminal())
    with pytest.raises(OSError, match="x"), steps.step("break"):
        raise OSError("x")
    assert steps.current == "break"
    assert capsys.readouterr().out == ""
