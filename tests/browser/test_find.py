from __future__ import annotations

from pathlib import Path

import pytest

from tabrelay.browser import find as module
from tabrelay.browser.errors import BrowserNotFound, BrowserUnsuited
from tabrelay.browser.find import examine, find_browser, installed_browsers


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser; its ``bin`` is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("TABRELAY_BROWSER", raising=False)
    monkeypatch.setattr(module, "INSTALLED", {})
    return tmp_path


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_chromium_comes_before_chrome(machine: Path) -> None:
    program(machine / "bin" / "google-chrome")
    chromium = program(machine / "bin" / "chromium")
    assert find_browser().path == chromium


def test_a_browser_that_playwright_downloaded_is_found(machine: Path) -> None:
    path = program(machine / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux64" / "chrome")
    assert find_browser().path == path


@pytest.mark.usefixtures("machine")
def test_without_any_the_error_says_how_to_get_one() -> None:
    assert list(installed_browsers()) == []
    with pytest.raises(BrowserNotFound, match=r"Install Chromium .* --browser=PATH or \$TABRELAY_BROWSER"):
        find_browser()


def test_with_google_chrome_only_the_error_says_why_it_does_not_do(machine: Path) -> None:
    real = program(machine / "opt" / "google" / "chrome" / "google-chrome")
    (machine / "bin" / "google-chrome").symlink_to(real)
    with pytest.raises(BrowserUnsuited, match="since version 137") as caught:
        find_browser()
    assert "tabrelay pair" in str(caught.value)


def test_with_a_snap_only_the_error_says_why_it_does_not_do(machine: Path) -> None:
    program(machine / "bin" / "chromium", "#!/bin/sh\nexec /snap/bin/chromium\n")
    with pytest.raises(BrowserUnsuited, match="snap"):
        find_browser()


def test_what_a_person_names_is_taken(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "bin" / "chromium")
    mine = program(machine / "mine" / "google-chrome")
    assert find_browser(str(mine)).path == mine
    assert find_browser("chromium").path.name == "chromium"
    monkeypatch.setenv("TABRELAY_BROWSER", str(mine))
    assert find_browser().path == mine


def test_a_name_that_is_no_program_is_said_to_be_none(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrowserNotFound, match="--browser names 'nope'"):
        find_browser("nope")
    monkeypatch.setenv("TABRELAY_BROWSER", str(machine))
    with pytest.raises(BrowserNotFound, match="TABRELAY_BROWSER names"):
        find_browser()


def test_chrome_for_testing_is_no_branded_build(machine: Path) -> None:
    assert not examine(program(machine / "Google Chrome for Testing")).branded
    assert examine(program(machine / "Google Chrome")).branded


def test_one_program_under_two_names_is_one_browser(machine: Path) -> None:
    program(machine / "bin" / "chromium")
    (machine / "bin" / "chromium-browser").symlink_to("chromium")
    assert len(list(installed_browsers())) == 1
