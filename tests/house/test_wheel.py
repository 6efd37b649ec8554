"""What `pip install tabrelay` brings: the package, its dashboard and the extension, nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names in a wheel that is built from an sdist, as a release is; needs no network."""
    into = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(into)]
    run = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    [wheel] = into.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def files_below(directory: Path) -> set[str]:
    """The files of a directory, relative to it."""
    found = (path for path in directory.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(directory).as_posix() for path in found}


def test_the_wheel_ships_the_extension_whole(shipped: frozenset[str]) -> None:
    extension = files_below(ROOT / "extension")
    assert "manifest.json" in extension
    assert {f"tabrelay/_extension/{name}" for name in extension} <= shipped


def test_the_wheel_ships_the_package_whole(shipped: frozenset[str]) -> None:
    package = files_below(ROOT / "src" / "tabrelay")  # the dashboard's pages among them
    assert "py.typed" in package
    assert {f"tabrelay/{name}" for name in package} <= shipped


def test_the_wheel_ships_nothing_else(shipped: frozenset[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in shipped} == {"tabrelay"}
