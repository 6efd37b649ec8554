"""puppeteer-core in its own process, once on each end: what its features bring, the same on both."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.chrome.clients.conftest import End
from tests.chrome.conftest import Site

SCRIPT = Path(__file__).with_name("puppeteer_features.mjs")

EXPECTED: dict[str, object] = {
    "interception": ["made up", "Failed to fetch"],
    "network": ["1", "puppet", True, [[200, "document"]]],
    "workers": [42, 0],
    "serviceWorkers": 42,
    "targets": ["page", True, True],
    "frames": ["clicked", 2],
    "tracing": True,
    "styleCoverage": [1],
    "screenshots": [[300, 200], [300, 900], [10, 20], [40, 30]],
    "pdf": "%PDF",
    "functions": [42, 1],
    "files": ["from the client", "from the client"],
    "dialogs": [[None, True, "typed"], [["alert", "a", ""], ["confirm", "b", ""], ["prompt", "c", "d"]]],
    "emulation": [3, True, True, 9, True],
    "cookies": [1, 0],
    "incognito": [["apart"], 1],
    "accessibility": [["textbox", "Name"], ["textbox", "Note"], ["button", "Send"]],
    "sessions": 42,
    "screencast": True,
    "locators": "located",
    "drag": ["dropped"],
    "messages": [["warn", "careful 1"], ["error", "Uncaught Error: thrown"]],
    "crash": "Page crashed!",
}

OWN: dict[str, dict[str, object]] = {
    # Chrome gives the V8 profiler to trusted clients only, and extensions are none.
    "scriptCoverage": {"direct": 1, "relay": "Protocol error (Profiler.enable): 'Profiler.enable' wasn't found"},
}
"""What differs, and cannot be otherwise."""


@pytest.fixture(scope="module")
def seen(end: End, site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    file = tmp_path_factory.mktemp("files") / "sent.txt"
    file.write_text("from the client")
    options = {
        "connect": {"browserWSEndpoint": end.ws},
        "site": site.url(),
        "otherSite": site.other_site_url(),
        "file": str(file),
    }
    done = subprocess.run([node, str(SCRIPT), json.dumps(options)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("check", EXPECTED)
def test_is_the_same_on_both_ends(seen: dict[str, Any], check: str) -> None:
    assert seen[check] == EXPECTED[check]


@pytest.mark.parametrize("check", OWN)
def test_differs_for_a_reason(seen: dict[str, Any], end: End, check: str) -> None:
    assert seen[check] == OWN[check][end.name]


def test_every_check_is_expected(seen: dict[str, Any]) -> None:
    assert set(seen) == {*EXPECTED, *OWN}
