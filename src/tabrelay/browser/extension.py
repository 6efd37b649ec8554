"""The extension's files: where they are, and copies of them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import BinaryIO

import tabrelay
from tabrelay.browser.errors import BrowserError, ExtensionMissing

BOOTSTRAP = "bootstrap.json"


def extension_path() -> Path:
    """The unpacked extension: in the installed package, or in the source tree; raises :class:`ExtensionMissing`."""
    package = Path(tabrelay.__file__).resolve().parent
    for place in (package / "_extension", package.parent.parent / "extension"):
        if (place / "manifest.json").is_file():
            return place
    raise ExtensionMissing(
        "This installation has no extension in it. Install Tabrelay again: pip install --force-reinstall tabrelay"
    )


def extension_version(path: Path) -> str:
    """The version in its manifest; raises :class:`ExtensionMissing` for a manifest that cannot be read."""
    try:
        return str(json.loads((path / "manifest.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtensionMissing(f"{path} holds no readable extension ({error}).") from error


def copy_extension(dest: Path, bootstrap: dict[str, str] | None = None) -> Path:
    """A private copy (0700) in ``dest``, in place of what was there.

    ``bootstrap`` is written beside the manifest, where the extension looks at start:
    ``{"pairing": "tabrelay1.…", "mode": "all", "name": "…"}``. The pairing is a secret, hence the modes, and hence a
    copy: the original is shared by all.
    """
    source = extension_path()
    try:
        _clear(dest)
        dest.mkdir(mode=0o700, parents=True, exist_ok=True)
        dest.chmod(0o700)
        shutil.copytree(source, dest, dirs_exist_ok=True, copy_function=shutil.copyfile, ignore=_not_shipped)
        dest.chmod(0o700)  # copytree gave it the source's mode
        if bootstrap is not None:
            with open_private(dest / BOOTSTRAP) as file:
                file.write(json.dumps(bootstrap).encode())
    except OSError as error:
        raise BrowserError(f"The extension cannot be copied to {dest}: {error.strerror or error}.") from error
    return dest


def open_private(path: Path) -> BinaryIO:
    """A new, empty file in place of ``path`` that only its owner can read, open for writing."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _clear(dest: Path) -> None:
    if not dest.exists():
        return
    if any(dest.iterdir()) and not (dest / "manifest.json").is_file():
        raise BrowserError(f"{dest} holds something that is no extension. Move it away first.")
    shutil.rmtree(dest)


def _not_shipped(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == BOOTSTRAP or name.startswith(".")}
