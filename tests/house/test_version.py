"""One version: the package, the distribution and the extension are released together."""

import json
import tomllib

import tabrelay
from tests.house.tree import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_package_says_the_version_of_the_distribution() -> None:
    assert tabrelay.__version__ == VERSION


def test_the_extension_says_the_version_of_the_distribution() -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == VERSION
