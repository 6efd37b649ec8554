from __future__ import annotations

import os
from pathlib import Path

import pytest

from tabrelay.config import ConfigError, StateInUse
from tabrelay.gateway.lock import StateLock


def test_one_holder_at_a_time_and_the_next_after_it(tmp_path: Path) -> None:
    lock = StateLock.acquire(tmp_path)
    with pytest.raises(StateInUse, match=rf"pid {os.getpid()}\)"):
        StateLock.acquire(tmp_path)
    lock.release()
    StateLock.acquire(tmp_path).release()


def test_a_lock_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "gateway.lock").mkdir()
    with pytest.raises(ConfigError, match=r"gateway\.lock cannot be opened"):
        StateLock.acquire(tmp_path)
