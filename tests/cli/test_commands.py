"""The commands that ask a gateway, against a real one: what they print, in which form, and how they exit."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.conftest import Tabrelay, object_of
from tests.cli.stand import Stand

ASKING = [
    ("status",),
    ("tabs",),
    ("devices", "list"),
    ("devices", "revoke", "x"),
    ("ticket", "create"),
    ("ticket", "list"),
    ("ticket", "revoke", "x"),
    ("pair",),
]


@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_without_a_gateway_every_command_exits_with_3_and_names_the_cure(
    tabrelay: Tabrelay, command: tuple[str, ...]
) -> None:
    result = tabrelay(*command)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr == "error: No gateway is running. Start one with `tabrelay up`.\n"
    answer = object_of(tabrelay(*command, "--json"))
    assert answer["error"]["code"] == "NO_GATEWAY"
    assert set(answer["error"]) == {"code", "message", "details"}


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_a_wrong_token_exits_with_4(tabrelay: Tabrelay, command: tuple[str, ...]) -> None:
    result = tabrelay(*command, "--token", "wrong", "--json")
    assert result.exit_code == 4
    assert object_of(result)["error"]["code"] == "AUTH_TOKEN_MISMATCH"


def test_status_shows_the_gateway_and_its_browsers(tabrelay: Tabrelay, running: Stand) -> None:
    empty = tabrelay("status")
    assert "No browser is paired yet" in empty.stdout
    browser = running.link_browser("work", tabs=2)
    result = tabrelay("status")
    assert result.exit_code == 0
    assert running.url in result.stdout
    assert re.search(r"work +\w{12} +linked +Chrome/156\.0\.1\.2 +shared +2 +0", result.stdout)
    answer = object_of(tabrelay("status", "--json"))
    assert answer["url"] == running.url
    assert [(b["id"], b["state"], b["tabs"]) for b in answer["browsers"]] == [(browser, "linked", 2)]
    assert "started_at" in answer


def test_tabs_are_listed_by_browser(tabrelay: Tabrelay, running: Stand) -> None:
    assert "No tab is shared" in tabrelay("tabs").stdout
    running.link_browser("work", tabs=2)
    running.link_browser("home")
    assert "https://example.com/2" in tabrelay("tabs").stdout
    assert len(object_of(tabrelay("tabs", "--json"))["tabs"]) == 3
    (tab,) = object_of(tabrelay("tabs", "--browser", "home", "--json"))["tabs"]
    assert tab["browser_name"] == "home"
    assert tabrelay("tabs", "--browser", "other").exit_code == 5


def test_devices_are_listed_and_revoked(tabrelay: Tabrelay, running: Stand) -> None:
    browser = running.link_browser("work")
    assert "work" in tabrelay("devices", "list").stdout
    (device,) = object_of(tabrelay("devices", "list", "--json"))["devices"]
    assert (device["id"], device["linked"], device["role"]) == (browser, True, "node")
    assert tabrelay("devices", "revoke", "work").exit_code == 0
    assert tabrelay("devices", "list").stdout == "No device is paired. Run `tabrelay pair`.\n"
    again = tabrelay("devices", "revoke", "work", "--json")
    assert (again.exit_code, object_of(again)["error"]["code"]) == (1, "DEVICE_UNKNOWN")


def test_a_ticket_is_made_for_the_one_browser_there_is(tabrelay: Tabrelay, running: Stand) -> None:
    browser = running.link_browser("work")
    answer = object_of(tabrelay("ticket", "create", "--ttl", "30m", "--label", "mine", "--json"))
    assert list(answer) == ["ws", "http", "id", "browser", "browser_name", "expires_at", "label"]
    assert answer["ws"].startswith(running.url.replace("http", "ws") + "/cdp/")
    assert (answer["browser"], answer["browser_name"], answer["label"]) == (browser, "work", "mine")
    text = tabrelay("ticket", "create").stdout
    assert 'connect_over_cdp("ws://' in text
    assert 'browserWSEndpoint: "ws://' in text
    listed = object_of(tabrelay("ticket", "list", "--json"))["tickets"]
    assert {ticket["label"] for ticket in listed} == {"mine", ""}
    assert answer["ws"].rpartition("/")[2] not in json.dumps(listed)
    assert tabrelay("ticket", "revoke", answer["id"]).exit_code == 0


def test_a_ticket_may_demand_isolation(tabrelay: Tabrelay, running: Stand) -> None:
    running.link_browser("work")
    demanding = object_of(tabrelay("ticket", "create", "--isolated", "--json"))
    tabrelay("ticket", "create")
    listed = object_of(tabrelay("ticket", "list", "--json"))["tickets"]
    assert {ticket["id"]: ticket["isolated"] for ticket in listed}.pop(demanding["id"]) is True
    assert sorted(ticket["isolated"] for ticket in listed) == [False, True]


@pytest.mark.parametrize("option", [("--port",), ("--port=0",), ("--port", "0")])
def test_a_ticket_may_have_a_port_of_its_own(tabrelay: Tabrelay, running: Stand, option: tuple[str, ...]) -> None:
    running.link_browser("work")
    answer = object_of(tabrelay("ticket", "create", *option, "--json"))
    assert re.fullmatch(r"127\.0\.0\.1:\d+", answer["debugger_address"])
    assert answer["http"] == f"http://{answer['debugger_address']}"


def test_without_a_browser_no_ticket_is_made(tabrelay: Tabrelay, running: Stand) -> None:
    result = tabrelay("ticket", "create")
    assert result.exit_code == 5
    assert "tabrelay up --browser" in result.stderr
    assert running.url


def test_with_several_browsers_the_choices_are_listed(tabrelay: Tabrelay, running: Stand) -> None:
    ids = {running.link_browser("work"), running.link_browser("home")}
    result = tabrelay("ticket", "create")
    assert result.exit_code == 5
    assert "work" in result.stderr
    assert "home" in result.stderr
    error = object_of(tabrelay("ticket", "create", "--json"))["error"]
    assert error["code"] == "BROWSER_AMBIGUOUS"
    assert {choice["id"] for choice in error["details"]["choices"]} == ids
    assert tabrelay("ticket", "create", "--browser", "work").exit_code == 0


def test_a_time_to_live_that_is_none_is_wrong_usage(tabrelay: Tabrelay) -> None:
    result = tabrelay("ticket", "create", "--ttl", "soon")
    assert result.exit_code == 2
    assert "12h" in result.stderr


def test_a_gateway_that_answers_nothing_is_no_gateway(tabrelay: Tabrelay) -> None:
    result = tabrelay("status", "--url", "http://127.0.0.1:1", "--token", "t", "--json")
    assert result.exit_code == 3
    assert object_of(result)["error"]["code"] == "HANDSHAKE_CLOSED"
