"""Pairing from the command line, with a device that takes the offer."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tabrelay.protocol.pairing import Pairing
from tests.cli.conftest import Tabrelay, object_of
from tests.cli.stand import Stand


def test_the_offer_is_shown_first_and_the_device_when_it_came(running: Stand) -> None:
    command = [sys.executable, "-m", "tabrelay", "pair", "--json", "--name", "laptop"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        offered = json.loads(process.stdout.readline())
        assert offered["event"] == "offered"
        assert offered["page"] == f"{running.url}/pair#{offered['pairing']}"
        assert Pairing.decode(offered["pairing"]).id == offered["id"]
        browser = running.link_browser("laptop", offered["pairing"])
        paired = json.loads(process.stdout.readline())
        assert (paired["event"], paired["device"]["id"], paired["device"]["name"]) == ("paired", browser, "laptop")
    assert process.returncode == 0


def test_where_nobody_comes_it_ends_with_the_cure(tabrelay: Tabrelay, running: Stand) -> None:
    result = tabrelay("pair", "--no-open", "--timeout", "1")
    assert result.exit_code == 1
    assert f"{running.url}/pair#tabrelay1." in result.stdout
    assert "tabrelay extension install" in result.stderr


def test_the_string_alone(tabrelay: Tabrelay, running: Stand) -> None:
    result = tabrelay("pair", "--print")
    assert Pairing.decode(result.stdout).url == running.url.replace("http", "ws") + "/gateway"
    assert set(object_of(tabrelay("pair", "--print", "--json"))) == {"id", "pairing", "page", "words", "expires_at"}
