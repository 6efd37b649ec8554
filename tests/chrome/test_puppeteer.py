"""Unmodified puppeteer-core, in its own process."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.chrome.conftest import Relay, Site

SCRIPT = Path(__file__).with_name("puppeteer.mjs")


def run(connection: dict[str, str], site: Site) -> dict[str, Any]:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    options = json.dumps({"connect": connection, "site": site.url(), "otherSite": site.other_site_url()})
    done = subprocess.run([node, str(SCRIPT), options], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def check(seen: dict[str, Any]) -> None:
    assert seen["product"].startswith("Chrome/")
    assert seen["name"] == "Ada"
    assert seen["frame"] == "clicked"
    assert seen["dialog"] == "sure?"
    assert seen["screenshot"] > 1000
    assert seen["pdf"] > 500
    assert seen["worker"] == 42
    assert seen["popup"] == "inner"
    assert seen["cookie"] == "yes"
    assert seen["cdp"] == 42


def test_by_websocket(relay: Relay, site: Site) -> None:
    check(run({"browserWSEndpoint": relay.ticket()["ws"]}, site))


def test_by_browser_url(relay: Relay, site: Site) -> None:
    check(run({"browserURL": relay.ticket("--port")["http"]}, site))
