"""The files of this tree, for the tests that read them."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def text_files() -> tuple[Path, ...]:
    """Every file that git tracks or would track after `git add`; of an unpacked sdist, simply every file."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file())
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())  # not one that is deleted but not yet committed so


def python_files(*directories: str) -> Iterator[Path]:
    """The Python files below these directories, which may be absent."""
    for directory in directories:
        yield from sorted((ROOT / directory).rglob("*.py"))


@cache
def parse(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as a message shows it: from the root of the tree, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
