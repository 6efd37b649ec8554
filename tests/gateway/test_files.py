"""Files found, read and written for clients, and the sentences where that fails."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tabrelay.core.effects import AskReach, FileEffect, FindFiles, PlaceFile, ReadFile
from tabrelay.core.events import FileAnswered
from tabrelay.core.file_facts import FoundFile, Reach
from tabrelay.gateway.files import MOST_FILES, OFF, FileDesk
from tabrelay.protocol.ids import ClientId, ConnId


async def done(effect: FileEffect) -> FileAnswered:
    """What the desk answers."""
    answers: asyncio.Queue[FileAnswered] = asyncio.Queue()
    desk = FileDesk("local", answers.put_nowait)
    desk.perform(effect)
    answer = await answers.get()
    await desk.close()
    return answer


async def test_a_file_is_described_as_a_page_sees_it(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    os.utime(file, (1_700_000_000.5, 1_700_000_000.5))
    found = FoundFile(str(file), "notes.txt", 5, 1_700_000_000_500, "text/plain")
    assert await done(FindFiles(1, (str(file),), folders=False)) == FileAnswered(1, (found,))


async def test_types_are_those_of_the_endings(tmp_path: Path) -> None:
    names = {"a.html": "text/html", "b.tar.gz": "application/gzip", "c.png": "image/png", "d.no-such-ending": ""}
    for name in names:
        (tmp_path / name).touch()
    answer = await done(FindFiles(1, tuple(str(tmp_path / name) for name in names), folders=False))
    assert isinstance(answer.outcome, tuple)
    assert {file.name: file.type for file in answer.outcome} == names


async def test_a_folder_is_all_that_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "box" / "inner").mkdir(parents=True)
    (tmp_path / "box" / "inner" / "b.txt").touch()
    (tmp_path / "box" / "z.txt").touch()
    answer = await done(FindFiles(1, (str(tmp_path / "box"),), folders=True))
    assert isinstance(answer.outcome, tuple)
    assert [file.relative for file in answer.outcome] == ["box/z.txt", "box/inner/b.txt"]


async def test_what_cannot_be_uploaded_is_said(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    file = tmp_path / "file"
    file.touch()
    missing = str(tmp_path / "missing")
    for path, folders, error in (
        (missing, False, f"'{missing}' cannot be read: No such file or directory"),
        (str(tmp_path), False, f"'{tmp_path}' is a folder"),
        (str(fifo), False, f"'{fifo}' is not a file"),
        (str(file), True, f"'{file}' is not a folder"),
        ("notes.txt", False, "'notes.txt' is not an absolute path"),
        ("/a\0b", False, "'/a\\x00b' cannot be read: embedded null byte"),
    ):
        assert (await done(FindFiles(1, (path,), folders=folders))).error == error


async def test_too_many_files_are_too_many(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    answer = await done(FindFiles(1, (str(file),) * (MOST_FILES + 1), folders=False))
    assert answer.error == f"'{file}' holds more than {MOST_FILES} files"


async def test_a_part_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"0123456789")
    assert await done(ReadFile(1, str(file), 3, 4)) == FileAnswered(1, b"3456")
    assert (await done(ReadFile(1, str(tmp_path / "no"), 0, 1))).error.endswith("No such file or directory")


async def test_a_copy_takes_the_place_of_what_has_its_name(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "new" / "folder"
    for content in ("one", "two"):
        source.write_text(content)
        assert await done(PlaceFile(1, str(source), str(folder), "x.txt")) == FileAnswered(1, str(folder / "x.txt"))
        assert [file.name for file in folder.iterdir()] == ["x.txt"]
        assert (folder / "x.txt").read_text() == content
    assert source.exists()


async def test_a_copy_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    answer = await done(PlaceFile(1, str(tmp_path / "missing"), str(tmp_path / "to"), "x.txt"))
    assert answer.error == f"'{tmp_path / 'to' / 'x.txt'}' cannot be written: No such file or directory"
    assert list((tmp_path / "to").iterdir()) == []


async def test_a_folder_is_the_clients_not_one_of_the_gateways_own(tmp_path: Path) -> None:
    answer = await done(PlaceFile(1, str(tmp_path), "downloads", "x.txt"))
    assert answer.error == "'downloads' is not an absolute path"


def test_a_gateway_that_may_not_reaches_nobody() -> None:
    answers: list[FileAnswered] = []
    FileDesk("off", answers.append).reach(AskReach(1, ClientId("c"), ConnId("l")), None, None)
    assert answers == [FileAnswered(1, Reach(client=OFF, browser=OFF))]


def test_who_is_gone_is_out_of_reach() -> None:
    answers: list[FileAnswered] = []
    FileDesk("local", answers.append).reach(AskReach(1, ClientId("c"), ConnId("l")), None, None)
    (answer,) = answers
    assert isinstance(answer.outcome, Reach)
    assert answer.outcome.client == "The gateway cannot reach the client's files: it is gone."
