from __future__ import annotations

import os
from pathlib import Path

import pytest

from tabrelay.browser.diagnosis import explain_exit


def explained(code: int, said: str, profile: Path = Path("/none")) -> str:
    return explain_exit(code, said, stderr=Path("/log"), profile=profile)


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("ERROR: Missing X server or $DISPLAY", "Use --headless"),
        ("FATAL: No usable sandbox! …", "--no-sandbox"),
        ("The profile appears to be in use by another", "Close that one first"),
        ("x: error while loading shared libraries: libnss3.so", "library"),
    ],
)
def test_reasons_that_people_meet_have_their_cure(said: str, cure: str) -> None:
    text = explained(1, said)
    assert cure in text
    assert "/log" in text


def test_any_other_reason_is_in_its_output() -> None:
    assert explained(-9, "") == "The browser was ended by SIGKILL. (Its output: /log)"
    assert explained(-99, "") == "The browser was ended by signal 99. (Its output: /log)"
    assert explained(3, "a\nb.\n\n") == "The browser ended with exit code 3. It said: b. (Its output: /log)"
    assert "It said: [1:2:FATAL:x.cc] why." in explained(-6, "[1:2:FATAL:x.cc] why\n#0 0x5555")


def test_a_profile_in_use_names_who_uses_it(tmp_path: Path) -> None:
    (tmp_path / "SingletonLock").symlink_to(f"host-{os.getpid()}")
    assert f"pid {os.getpid()}" in explained(0, "", tmp_path)
