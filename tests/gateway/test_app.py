"""Starting and stopping: files, ports, and everything that can be in the way."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from tabrelay.config import ConfigError, PortTaken, Settings, StateInUse, read_runtime, read_token
from tabrelay.gateway import Gateway
from tabrelay.store import StoreError
from tests.gateway.harness import Wire, browser, get, operator, running, tab, ticket


def modes(directory: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()}


def names(directory: Path) -> set[str]:
    return set(modes(directory))


async def test_while_it_runs_it_can_be_found_and_afterwards_not(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with running(tmp_path) as gateway:
        runtime = read_runtime(state)
        assert runtime is not None
        assert (runtime.url, runtime.pid, runtime.fingerprint) == (gateway.url, os.getpid(), gateway.fingerprint)
        assert set(modes(state).values()) == {0o600}
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert read_runtime(state) is None
    assert names(state) == {"tabrelay.db", "gateway.key", "token", "gateway.lock"}


async def test_key_and_token_stay_over_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        before = gateway.fingerprint, read_token(gateway.settings.state_dir)
    async with running(tmp_path) as gateway:
        assert (gateway.fingerprint, read_token(gateway.settings.state_dir)) == before


async def test_a_second_gateway_on_one_state_directory_is_refused_with_the_pid(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        with pytest.raises(StateInUse) as refused:
            await Gateway(Settings(port=0, state_dir=tmp_path / "state")).start()
        assert f"pid {os.getpid()}, at {gateway.url}" in str(refused.value)
        assert (await get(f"{gateway.url}/healthz"))[0] == 200, "the first one goes on"
    async with running(tmp_path):
        pass


async def test_a_second_gateway_on_one_port_is_told_whose_it_is(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        with pytest.raises(PortTaken) as refused:
            await Gateway(Settings(port=gateway.port, state_dir=tmp_path / "other")).start()
        said = str(refused.value)
        assert f"Port {gateway.port} on 127.0.0.1 is taken by a Tabrelay gateway" in said
        assert f"pid {os.getpid()}, state directory {tmp_path / 'state'}" in said
        assert names(tmp_path / "other") == {"tabrelay.db", "gateway.key", "token", "gateway.lock"}


async def test_another_program_on_the_port_is_named(tmp_path: Path) -> None:
    server = await asyncio.start_server(_hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(PortTaken, match=rf"\(pid {os.getpid()}\)"):
            await Gateway(Settings(port=port, state_dir=tmp_path / "state")).start()


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.close()


async def test_a_gateway_that_could_not_start_leaves_nothing_open(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        other = Settings(port=gateway.port, state_dir=tmp_path / "other")
        for _ in range(2):
            with pytest.raises(PortTaken):
                await Gateway(other).start()
    async with Gateway(other):
        pass


async def test_a_corrupt_database_is_named_and_left_alone(tmp_path: Path) -> None:
    async with running(tmp_path):
        pass
    _write(tmp_path / "state" / "tabrelay.db", b"no database")
    with pytest.raises(StoreError, match=r"tabrelay\.db is damaged"):
        await Gateway(Settings(port=0, state_dir=tmp_path / "state")).start()
    assert _read(tmp_path / "state" / "tabrelay.db") == b"no database"


@pytest.mark.parametrize(("name", "said"), [("gateway.key", "no Ed25519 key"), ("token", "empty or unreadable")])
async def test_a_corrupt_secret_is_named_and_left_alone(tmp_path: Path, name: str, said: str) -> None:
    async with running(tmp_path):
        pass
    _write(tmp_path / "state" / name, b"")
    with pytest.raises(ConfigError, match=said):
        await Gateway(Settings(port=0, state_dir=tmp_path / "state")).start()
    assert _read(tmp_path / "state" / name) == b""


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _read(path: Path) -> bytes:
    return path.read_bytes()


async def test_a_host_that_is_not_ours_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Cannot listen on 192\.0\.2\.1:"):
        await Gateway(Settings(host="192.0.2.1", port=0, state_dir=tmp_path / "state")).start()


async def test_a_certificate_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    settings = Settings(port=0, state_dir=tmp_path / "state", tls_cert=tmp_path / "c.pem", tls_key=tmp_path / "k.pem")
    with pytest.raises(ConfigError, match="TLS certificate"):
        await Gateway(settings).start()


async def test_starting_twice_is_a_mistake_and_stopping_twice_is_none(tmp_path: Path) -> None:
    gateway = Gateway(Settings(port=0, state_dir=tmp_path / "state"))
    with pytest.raises(RuntimeError):
        _ = gateway.url
    await gateway.start()
    with pytest.raises(RuntimeError):
        await gateway.start()
    closed = asyncio.create_task(gateway.wait_closed())
    await asyncio.gather(gateway.stop(), gateway.stop())
    await closed


async def test_two_gateways_run_side_by_side_in_one_process(tmp_path: Path) -> None:
    async with running(tmp_path / "one") as one, running(tmp_path / "two") as two:
        assert one.port != two.port
        assert one.fingerprint != two.fingerprint
        async with operator(one) as first, operator(two) as second:
            assert (await first.ask("status"))["url"] == one.url
            assert (await second.ask("status"))["url"] == two.url


async def test_clients_are_told_when_the_gateway_stops(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()), Wire((await ticket(gateway))["ws"]) as client:
        stop = asyncio.create_task(gateway.stop())
        code, reason = await client.closing()
        assert (code, reason.partition(":")[0]) == (1012, "SHUTTING_DOWN")
        await stop


async def test_what_happened_is_in_the_journal(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway, browser(gateway, tab()) as extension:
        made = await ticket(gateway)
        async with operator(gateway) as console:
            await console.ask("tickets.revoke", ticket=made["id"])
            await console.ask("devices.revoke", device=extension.id)
        await get(f"{gateway.url}/json", Origin="https://evil.example")
    connection = sqlite3.connect(tmp_path / "state" / "tabrelay.db")
    actions = [row[0] for row in connection.execute("SELECT action FROM audit ORDER BY seq")]
    connection.close()
    assert actions[0] == "gateway.start"
    for action in ("pairing.create", "pair", "browser.linked", "ticket.create", "ticket.revoke", "revoke", "refuse"):
        assert action in actions, (action, actions)
    assert actions[-1] == "gateway.stop"


GATEWAY_ALONE = """
import asyncio, sys
from pathlib import Path
from tabrelay.config import Settings
from tabrelay.gateway import Gateway

async def main():
    async with Gateway(Settings(port=0, state_dir=Path(sys.argv[1]))) as gateway:
        print(gateway.url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)

asyncio.run(main())
"""


async def test_a_gateway_that_was_killed_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    state = tmp_path / "state"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", GATEWAY_ALONE, str(state), stdin=pipe, stdout=pipe
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    runtime = read_runtime(state)
    assert runtime is not None
    assert (runtime.url, runtime.pid) == (url, process.pid)
    with pytest.raises(StateInUse, match=f"pid {process.pid}"):
        await Gateway(Settings(port=0, state_dir=state)).start()
    process.kill()
    await process.communicate()
    assert read_runtime(state) is None
    async with running(tmp_path) as gateway:
        assert (await get(f"{gateway.url}/healthz"))[0] == 200
