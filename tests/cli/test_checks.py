from __future__ import annotations

import pytest

from tabrelay.cli import checks
from tabrelay.cli.checks import Finding
from tabrelay.protocol.operator import BrowserView, Status


def status(*browsers: BrowserView) -> Status:
    return Status("0", "u", 1, 1, "f", "w", "s", browsers, ())


def linked(product: str = "Chrome/156.0.1.2", tabs: int = 1) -> BrowserView:
    return BrowserView(id="b", name="work", state="linked", product=product, tabs=tabs)


@pytest.mark.parametrize(
    ("finding", "state"),
    [
        (checks.check_python((3, 11, 0)), "ok"),
        (checks.check_python((3, 10, 9)), "broken"),
        (checks.check_mode("m", "/p", 0o700, directory=True), "ok"),
        (checks.check_mode("m", "/p", 0o750, directory=True), "broken"),
        (checks.check_mode("m", "/p", 0o604, directory=False), "broken"),
        (checks.check_database("/d", "ok"), "ok"),
        (checks.check_database("/d", "page 3 is never used"), "broken"),
        (checks.check_version("1", "1"), "ok"),
        (checks.check_version("1", "2"), "warning"),
        (checks.check_clock(-1.0), "ok"),
        (checks.check_clock(-130.0), "broken"),
        (checks.check_extension("/e", "1", "1"), "ok"),
        (checks.check_extension("/e", "1", "2"), "warning"),
        (checks.check_installed_extension("/e", "1", "1"), "ok"),
        (checks.check_installed_extension("/e", "1", "2"), "warning"),
    ],
)
def test_a_finding_is_right_or_has_a_cure(finding: Finding, state: str) -> None:
    assert finding.state == state
    assert bool(finding.cure) == (state != "ok")


@pytest.mark.parametrize(
    ("browsers", "states"),
    [
        ((), ["warning"]),
        ((linked(),), ["ok"]),
        ((linked(tabs=0),), ["warning"]),
        ((linked("Chrome/136.0.0.0"),), ["broken"]),
        ((linked("Something"),), ["ok"]),
        ((BrowserView(id="b", name="home", state="offline"),), ["ok", "warning"]),
        ((BrowserView(id="b", name="home", state="offline"), linked()), ["ok", "ok"]),
    ],
)
def test_browsers(browsers: tuple[BrowserView, ...], states: list[str]) -> None:
    assert [finding.state for finding in checks.check_browsers(status(*browsers))] == states


def test_the_cure_stands_on_a_line_of_its_own() -> None:
    text = checks.finding_text(checks.check_mode("key", "/p[x]", 0o644, directory=False))
    assert text == "[red]✗[/] [bold]key[/]  others can read /p\\[x] (mode 644)\n    chmod 600 /p\\[x]"


@pytest.mark.parametrize(
    ("text", "major"), [("Chrome/156.0.8078.79", 156), ("Chromium 137.0.1 built on Debian 12", 137), ("", None)]
)
def test_the_major_version(text: str, major: int | None) -> None:
    assert checks.chrome_major(text) == major
