"""A part of `make conformance` that is quick enough for every run of the tests."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tabrelay.gateway.conformance import chrome
from tests.chrome.person import person_at_browser
from tools.conformance.run import run
from tools.conformance.scripts import PARTS, SCRIPTS

QUICK = (
    "page navigates",
    "page opens dialogs",
    "runtime evaluates",
    "runtime hears the console",
    "runtime refuses what is wrong",
    "documents hears changes",
    "network hears requests",
    "debugging pauses at breakpoints",
    "targets opens and closes",
    "targets has workers",
    "targets has frames of other sites",
    "two_sessions enables late",
    "two_sessions disables alone",
    "two_sessions has bindings of one name",
    "two_sessions answers a dialog of the other",
    "two_sessions leaves while others stay",
)


async def test_the_principal_scripts_are_the_same_over_both_ends() -> None:
    result = await run({name: SCRIPTS[name] for name in QUICK})
    assert result.scripts == list(QUICK)
    assert not result.unexplained
    assert not [reason for reason in result.needless if reason.script in QUICK]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__.rpartition(".")[2])
def test_every_part_has_scripts(part: object) -> None:
    name = str(getattr(part, "__name__", "")).rpartition(".")[2]
    assert [script for script in SCRIPTS if script.startswith(f"{name} ")]


def test_every_script_says_what_it_is_about() -> None:
    assert not [name for name, script in SCRIPTS.items() if not script.__doc__]


async def test_the_record_is_of_the_chromium_that_is_installed(tmp_path: Path) -> None:
    async with person_at_browser(tmp_path) as person, aiohttp.ClientSession() as http:
        product = (await person.port.call("Browser.getVersion"))["product"].removeprefix("Headless")
        port = (tmp_path / "profile" / "DevToolsActivePort").read_text(encoding="ascii").split()[0]
        async with http.get(f"http://127.0.0.1:{port}/json/protocol") as answer:
            domains = (await answer.json(content_type=None))["domains"]
    renew = f"{product} is not what was recorded: run `python tools/probe_methods.py`, then `make docs`"
    names = {
        kind: {f"{domain['domain']}.{item['name']}" for domain in domains for item in domain.get(kind, ())}
        for kind in ("commands", "events")
    }
    assert names["commands"] == chrome().methods.keys(), renew
    assert names["events"] == set(chrome().events), renew
