from __future__ import annotations

import pytest

from tabrelay.cli.bare import fill_bare


@pytest.mark.parametrize(
    ("args", "filled"),
    [
        (["--browser"], ["--browser=auto"]),
        (["--browser", "--headless"], ["--browser=auto", "--headless"]),
        (["--headless", "--browser"], ["--headless", "--browser=auto"]),
        (["--browser=/usr/bin/x"], ["--browser=/usr/bin/x"]),
        (["--browser", "/usr/bin/x", "--headless"], ["--browser", "/usr/bin/x", "--headless"]),
        (["--", "--browser"], ["--", "--browser"]),
        ([], []),
    ],
)
def test_an_option_without_a_value_gets_one(args: list[str], filled: list[str]) -> None:
    assert fill_bare(args, {"--browser": "auto"}) == filled
