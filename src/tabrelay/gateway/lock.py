"""One gateway per state directory: a lock that the system drops when its holder dies, however it dies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from tabrelay.config import FILE_MODE, LOCK_FILE, ConfigError, StateInUse, read_runtime

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(0x7FFF0000)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StateLock:
    """Held from :meth:`acquire` to :meth:`release`. The file stays: removing it would let two lock different files."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def acquire(cls, state_dir: Path) -> StateLock:
        """Lock the state directory. Raises :class:`StateInUse` with the holder, :class:`ConfigError`."""
        path = state_dir / LOCK_FILE
        try:
            file = os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE), "r+b", buffering=0)
        except OSError as error:
            raise ConfigError(f"{path} cannot be opened: {error.strerror}. Check who owns it and its mode.") from None
        try:
            _try_lock(file)
        except OSError:
            holder = file.read(32).decode(errors="replace").strip()
            file.close()
            raise StateInUse(_sentence(state_dir, holder)) from None
        file.truncate(0)
        file.seek(0)
        file.write(f"{os.getpid()}\n".encode())
        return cls(file)

    def release(self) -> None:
        """Let another gateway have the directory."""
        self._file.close()


def _sentence(state_dir: Path, holder: str) -> str:
    runtime = read_runtime(state_dir)
    where = f", at {runtime.url}" if runtime is not None else ""
    return (
        f"A gateway already runs on the state directory {state_dir} (pid {holder or 'unknown'}{where}). "
        "Use that one, stop it, or choose another directory with --state-dir."
    )
