from __future__ import annotations

import pytest

from tabrelay.cli.durations import describe_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12h", 43_200), ("30m", 1800), ("3600", 3600), ("90s", 90), ("2d", 172_800), ("1h30m", 5400), (" 1.5 H ", 5400)],
)
def test_durations_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "0", "-5", "12x", "h", "1h!", "1 hour"])
def test_anything_else_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match="Write 12h, 30m, 90s"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-3, "0 s"),
        (42.4, "42 s"),
        (60, "1 min"),
        (7500, "2 h 5 min"),
        (43_200, "12 h"),
        (90_061, "1 d 1 h"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert describe_duration(seconds) == text
