"""The files that clients upload and save: found, read and written here, and only for those who could do it themselves.

Everything but the question of reach happens in a thread: a disk may be slow, and a network drive may hang.
"""

from __future__ import annotations

import asyncio
import mimetypes
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

from tabrelay.core.effects import AskReach, FileEffect, FindFiles, PlaceFile, ReadFile
from tabrelay.core.events import FileAnswered
from tabrelay.core.file_facts import FileOutcome, FoundFile, Reach
from tabrelay.gateway.locality import obstacle
from tabrelay.gateway.sockets import Socket

MOST_FILES: Final = 10_000
"""The most that one upload of folders may be."""

ENCODED: Final = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}
"""The type of a file with such an ending, whatever is packed in it."""

OFF: Final = "This gateway was told not to read or write files for clients (files = off)."


class FileTrouble(Exception):  # noqa: N818 - the name of what arrived
    """Something cannot be done with a file; ``str()`` is a sentence for the client."""


class FileDesk:
    """Does what the hub asks about files. ``answer`` takes the outcome; a gateway that stops calls :meth:`close`."""

    def __init__(self, policy: Literal["local", "off"], answer: Callable[[FileAnswered], None]) -> None:
        self._policy = policy
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()

    def reach(self, effect: AskReach, client: Socket | None, browser: Socket | None) -> None:
        """Say whose files are within reach; at once, so that nothing overtakes it."""
        if self._policy == "off":
            reach = Reach(client=OFF, browser=OFF)
        else:
            reach = Reach(
                client=_sentence("The gateway cannot reach the client's files", client),
                browser=_sentence("The gateway cannot reach the browser's files", browser),
            )
        self._answer(FileAnswered(effect.token, reach))

    def perform(self, effect: FileEffect) -> None:
        """Do one thing, and say later what came of it."""
        task = asyncio.create_task(self._perform(effect))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Nobody waits for what is under way any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _perform(self, effect: FileEffect) -> None:
        try:
            outcome = await asyncio.to_thread(_do, effect)
        except FileTrouble as trouble:
            self._answer(FileAnswered(effect.token, error=str(trouble)))
        else:
            self._answer(FileAnswered(effect.token, outcome))


def _sentence(what: str, socket: Socket | None) -> str:
    if socket is None or socket.peer is None:
        return f"{what}: it is gone."
    reason = obstacle(socket.peer)
    return f"{what}: {reason}." if reason else ""


def _do(effect: FileEffect) -> FileOutcome:
    if isinstance(effect, FindFiles):
        return tuple(_find(effect))
    if isinstance(effect, ReadFile):
        return _read(effect)
    assert isinstance(effect, PlaceFile)
    return _place(effect)


def _find(effect: FindFiles) -> Iterator[FoundFile]:
    found = 0
    for text in effect.paths:
        path = Path(text)
        if not path.is_absolute():
            raise FileTrouble(f"{text!r} is not an absolute path")
        # A folder's files are named from the folder itself on.
        chosen = _below(path) if effect.folders else [path]
        for each in chosen:
            found += 1
            if found > MOST_FILES:
                raise FileTrouble(f"{text!r} holds more than {MOST_FILES} files")
            relative = each.relative_to(path.parent).as_posix() if effect.folders else ""
            yield _described(each, relative)


def _below(folder: Path) -> Iterator[Path]:
    """All files in ``folder`` and below it, those of a folder before those of the folders in it."""
    if not folder.is_dir():
        raise FileTrouble(f"{str(folder)!r} is not a folder")
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from None
    yield from (entry for entry in entries if entry.is_file())
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            yield from _below(entry)


def _described(path: Path, relative: str) -> FoundFile:
    try:
        facts = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not stat.S_ISREG(facts.st_mode):
        kind = "is a folder" if stat.S_ISDIR(facts.st_mode) else "is not a file"
        raise FileTrouble(f"{str(path)!r} {kind}")
    if not os.access(path, os.R_OK):
        raise FileTrouble(f"{str(path)!r} cannot be read: Permission denied")
    return FoundFile(
        path=str(path),
        name=path.name,
        size=facts.st_size,
        modified_ms=int(facts.st_mtime * 1000),
        type=_type_of(path.name),
        relative=relative,
    )


def _type_of(name: str) -> str:
    """The media type that a file's ending stands for."""
    kind, encoding = mimetypes.guess_type(f"file:{name}")
    return ENCODED.get(encoding, "") if encoding else kind or ""


def _read(effect: ReadFile) -> bytes:
    try:
        with Path(effect.path).open("rb") as file:
            file.seek(effect.offset)
            return file.read(effect.size)
    except OSError as error:
        raise _unreadable(Path(effect.path), error) from None


def _place(effect: PlaceFile) -> str:
    """A copy, under its name only when it is whole: clients watch folders for names."""
    source, target = Path(effect.source), Path(effect.directory) / effect.name
    if not target.is_absolute():
        raise FileTrouble(f"{effect.directory!r} is not an absolute path")
    unfinished = target.with_name(f"{target.name}.{effect.token}.crdownload")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileTrouble(f"{str(target)!r} cannot be written: {reason}") from None
    return str(target)


def _unreadable(path: Path, error: Exception) -> FileTrouble:
    return FileTrouble(f"{str(path)!r} cannot be read: {getattr(error, 'strerror', None) or error}")
