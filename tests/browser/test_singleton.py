from __future__ import annotations

import os
from pathlib import Path

import pytest

from tabrelay.browser.singleton import profile_holder, release_profile

NOBODY = 2**22 + 1


def profile_of(tmp_path: Path, pid: int, folder: str) -> Path:
    """A profile as a running Chromium has it."""
    profile = tmp_path / "profile"
    profile.mkdir()
    (tmp_path / folder).mkdir()
    (profile / "SingletonLock").symlink_to(f"host-{pid}")
    (profile / "SingletonCookie").symlink_to("1")
    (profile / "SingletonSocket").symlink_to(tmp_path / folder / "SingletonSocket")
    return profile


def test_a_profile_in_use_names_who_uses_it_and_is_left_alone(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, os.getpid(), "org.chromium.Chromium.x")
    assert profile_holder(profile) == os.getpid()
    release_profile(profile)
    assert len(list(profile.iterdir())) == 3


def test_what_a_gone_browser_left_behind_is_removed(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, NOBODY, "org.chromium.Chromium.x")
    release_profile(profile)
    assert [path.name for path in tmp_path.rglob("*")] == ["profile"]


def test_only_a_directory_of_chromium_is_removed(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, NOBODY, "thesis")
    release_profile(profile)
    assert (tmp_path / "thesis").is_dir()


@pytest.mark.parametrize("target", [f"host-{NOBODY}", "host-x", "host-"])
def test_a_lock_that_nobody_holds_is_none(tmp_path: Path, target: str) -> None:
    (tmp_path / "SingletonLock").symlink_to(target)
    assert profile_holder(tmp_path) is None
    assert profile_holder(tmp_path / "none") is None
