from __future__ import annotations

import os
from pathlib import Path

import pytest

from tabrelay.browser import flags
from tabrelay.browser.flags import circumstances, command_line


def line(*, headless: bool = False, extra: tuple[str, ...] = ()) -> list[str]:
    return command_line(
        Path("/b"), profile=Path("/p"), extension=Path("/e"), headless=headless, extra=extra, url="http://x/"
    )


def test_the_extension_is_loaded_into_a_profile_of_its_own() -> None:
    arguments = line()
    assert arguments[0] == "/b"
    assert {"--user-data-dir=/p", "--load-extension=/e", "--disable-extensions-except=/e"} < set(arguments)
    assert arguments[-1] == "http://x/"


def test_a_window_is_the_default() -> None:
    assert "--headless=new" not in line()
    assert "--headless=new" in line(headless=True)


def test_a_person_s_arguments_come_last_so_that_they_win() -> None:
    arguments = line(extra=("--lang=de",))
    assert arguments[-2:] == ["--lang=de", "http://x/"]


def test_the_sandbox_is_given_up_for_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "--no-sandbox" not in circumstances()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--no-sandbox" in circumstances()


def test_little_shared_memory_is_spared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(flags, "SHM", tmp_path)
    monkeypatch.setattr(flags, "SMALL_SHM_BYTES", 1 << 80)
    assert "--disable-dev-shm-usage" in circumstances()
    monkeypatch.setattr(flags, "SHM", tmp_path / "none")
    assert "--disable-dev-shm-usage" not in circumstances()
