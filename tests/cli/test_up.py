"""``tabrelay up`` as people start it: as a program, with a real browser."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

import tabrelay as package
from tabrelay.browser.guard import Guard
from tabrelay.config import Settings, read_runtime
from tests.cli.conftest import Tabrelay, object_of
from tests.cli.stand import Stand


@contextmanager
def up(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[dict[str, Any]]]]:
    """The running program and the lines it printed up to ``ready``."""
    command = [sys.executable, "-m", "tabrelay", "up", "--port", "0", "--json", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ, start_new_session=True
    ) as process:
        assert process.stdout is not None
        guard = Guard(process.pid)
        try:
            lines: list[dict[str, Any]] = []
            for line in process.stdout:
                lines.append(json.loads(line))
                if lines[-1].get("event") == "ready" or "error" in lines[-1]:
                    break
            yield process, lines
        finally:
            process.kill() if process.poll() is None and not lines else None
            process.send_signal(signal.SIGTERM)
            process.wait()
            guard.release()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_gateway_alone_is_ready_at_once_and_stops_cleanly(own_state: Path, number: signal.Signals) -> None:
    with up() as (process, lines):
        assert [line["event"] for line in lines] == ["listening", "ready"]
        runtime = read_runtime(own_state)
        assert runtime is not None
        assert (lines[-1]["url"], lines[-1]["pid"]) == (runtime.url, process.pid)
        process.send_signal(number)
        assert process.stdout is not None
        assert json.loads(process.stdout.read()) == {"event": "stopped"}
        assert process.wait() == 0
    assert read_runtime(own_state) is None
    assert not (own_state / "gateway.json").exists()


def test_with_a_browser_ready_means_that_a_client_can_drive_a_tab(own_state: Path) -> None:
    with up("--browser", "--headless", "--browser-name", "mine") as (process, lines):
        ready = lines[-1]
        assert [line["event"] for line in lines] == [
            "listening", "browser.started", "browser.paired", "browser.linked", "ready",
        ]  # fmt: skip
        assert ready["browser"]["name"] == "mine"
        assert ready["http"] == ready["ws"].replace("ws://", "http://")
        with sync_playwright() as playwright:
            for url in (ready["ws"], package.cdp_url(), package.cdp_url("mine", http=True)):
                browser = playwright.chromium.connect_over_cdp(url)
                page = browser.contexts[0].pages[0]
                assert page.evaluate("6 * 7") == 42
                browser.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    profile = own_state / "browsers" / "mine" / "profile"
    assert profile.is_dir()
    assert not profile_is_in_use(profile)


def test_a_gateway_that_is_killed_takes_its_browser_along_and_the_next_one_starts_as_ever() -> None:
    with up("--browser", "--headless") as (process, lines):
        started = next(line for line in lines if line["event"] == "browser.started")
        browser = os.pidfd_open(int(started["fact"].removeprefix("pid ")))
        process.kill()
        select.select([browser], [], [])
        os.close(browser)
    with up("--browser", "--headless") as (process, lines):
        assert lines[-1]["event"] == "ready"


def profile_is_in_use(profile: Path) -> bool:
    """Whether any process was started with this profile."""
    found = False
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found = found or str(profile).encode() in cmdline.read_bytes()
        except OSError:
            continue
    return found


def test_a_browser_that_ends_is_told_of_and_the_gateway_goes_on() -> None:
    with up("--browser", "--headless") as (process, lines):
        started = next(line for line in lines if line["event"] == "browser.started")
        os.kill(int(started["fact"].removeprefix("pid ")), signal.SIGKILL)
        assert process.stdout is not None
        exited = json.loads(process.stdout.readline())
        assert exited["event"] == "browser.exited"
        assert "SIGKILL" in exited["fact"]
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


def test_a_browser_that_does_not_stay_is_an_error_with_its_reason(tmp_path: Path, own_state: Path) -> None:
    path = tmp_path / "browser"
    path.write_text("#!/bin/sh\necho 'Missing X server or $DISPLAY' >&2\nexit 1\n")
    path.chmod(0o755)
    with up(f"--browser={path}") as (process, lines):
        assert lines[-1]["error"]["code"] == "BROWSER_EXITED"
        assert "Use --headless" in lines[-1]["error"]["message"]
        assert process.wait() == 1
    assert read_runtime(own_state) is None


def test_a_browser_that_is_none_stops_nothing_from_being_clean(tabrelay: Tabrelay, own_state: Path) -> None:
    result = tabrelay("up", "--port", "0", "--browser=/none/at/all", "--json")
    assert result.exit_code == 1
    assert object_of(result)["error"]["code"] == "BROWSER_NOT_FOUND"
    assert list(own_state.iterdir()) == []


def test_a_name_cannot_lead_out_of_the_state_directory(tabrelay: Tabrelay) -> None:
    result = tabrelay("up", "--port", "0", "--browser", "--browser-name", "../x", "--json")
    assert object_of(result)["error"]["code"] == "NAME_INVALID"


def test_a_taken_port_names_its_holder_and_nothing_is_ended(tabrelay: Tabrelay, running: Stand, tmp_path: Path) -> None:
    port = running.url.rpartition(":")[2]
    result = tabrelay("up", "--port", port, "--state-dir", str(tmp_path / "other"), "--json")
    error = object_of(result)["error"]
    assert (result.exit_code, error["code"]) == (1, "PORT_TAKEN")
    assert f"pid {os.getpid()}" in error["message"]
    assert tabrelay("status").exit_code == 0


def test_a_second_gateway_on_one_state_directory_is_refused(tabrelay: Tabrelay, running: Stand) -> None:
    result = tabrelay("up", "--port", "0", "--json")
    assert (result.exit_code, object_of(result)["error"]["code"]) == (1, "STATE_IN_USE")
    assert running.url in object_of(result)["error"]["message"]


@pytest.mark.parametrize(
    ("options", "variable", "trusted"),
    [
        ((), "", ()),
        (("--trust-proxy", "127.0.0.1", "--trust-proxy", "10.0.0.0/8"), "", ("127.0.0.1", "10.0.0.0/8")),
        ((), "127.0.0.1,10.0.0.0/8 ::1", ("127.0.0.1", "10.0.0.0/8", "::1")),
        (("--trust-proxy", "127.0.0.1"), "10.0.0.0/8", ("127.0.0.1",)),
    ],
)
def test_proxies_are_trusted_by_option_or_variable_and_none_by_default(
    tabrelay: Tabrelay,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    variable: str,
    trusted: tuple[str, ...],
) -> None:
    seen: list[Settings] = []

    async def serve(settings: Settings, _wish: object, _terminal: object) -> None:
        seen.append(settings)

    monkeypatch.setattr("tabrelay.cli.serve.serve", serve)
    monkeypatch.setenv("TABRELAY_TRUST_PROXY", variable)
    assert tabrelay("up", *options).exit_code == 0
    assert [settings.trusted_proxies for settings in seen] == [trusted]


@pytest.mark.parametrize("wrong", ["*", "proxy.example", "0.0.0.0/0"])
def test_a_proxy_that_cannot_be_trusted_is_named(tabrelay: Tabrelay, wrong: str) -> None:
    result = tabrelay("up", "--port", "0", "--trust-proxy", wrong, "--json")
    assert (result.exit_code, object_of(result)["error"]["code"]) == (1, "CONFIG_ERROR")
    assert wrong in object_of(result)["error"]["message"]
