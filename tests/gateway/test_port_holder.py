from __future__ import annotations

import asyncio
import os
import socket
import sys

import pytest

from tabrelay.gateway.port_holder import describe_holder

ELSEWHERE = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs below never answer; that is the point, and need not be waited for."""
    monkeypatch.setattr("tabrelay.gateway.port_holder.ASK_S", 0.05)


@pytest.mark.usefixtures("patience")
async def test_a_program_that_does_not_answer_is_found_through_the_system() -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", ELSEWHERE, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    assert f"(pid {process.pid})" in await describe_holder("127.0.0.1", port)
    await process.communicate(b"")


@pytest.mark.usefixtures("patience")
async def test_this_process_is_found_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert f"(pid {os.getpid()})" in await describe_holder("0.0.0.0", server.getsockname()[1])  # noqa: S104


async def test_where_nobody_is_nobody_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert await describe_holder("127.0.0.1", port) == "another program"
