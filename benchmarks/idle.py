"""What an idle connection costs the gateway's memory: real handshakes and links, in a gateway of their own."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Final

from benchmarks.blocks import Values
from benchmarks.process import resident_kb
from benchmarks.stage import StageFailed, gateway, stop

IDLE_MEASURES: Final = ("idle_link_memory", "idle_client_memory")
CHUNKS: Final = 4
WARM_UP_SHARE: Final = 5
KB_IN_KIB: Final = 1.024
LIMIT_S: Final = 240.0


async def idle_memory(links: int) -> list[Values]:
    """KB per link and per client, once for each of :data:`CHUNKS` parts of ``links`` connections of both kinds.

    What the first connections bring into memory (code, caches, the allocator's first arenas) is not theirs: a fifth
    more comes before, and is not counted.
    """
    with tempfile.TemporaryDirectory(prefix="tabrelay-bench-", ignore_cleanup_errors=True) as directory:
        state_dir = Path(directory)
        async with asyncio.timeout(LIMIT_S), gateway(state_dir) as ready:
            helper = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.idle_links", str(state_dir)), stdin=PIPE, stdout=PIPE
            )
            try:
                per_link = await _grow(helper, "links", links, ready["pid"])
                per_client = await _grow(helper, "clients", links, ready["pid"])
            finally:
                await stop(helper)
    return [
        {"idle_link_memory": link, "idle_client_memory": client}
        for link, client in zip(per_link, per_client, strict=True)
    ]


async def _grow(helper: Process, kind: str, count: int, pid: int) -> list[float]:
    """KB per connection in each part."""
    await _open(helper, kind, count // WARM_UP_SHARE)
    part = count // CHUNKS
    grown = []
    before = resident_kb(pid)
    for _ in range(CHUNKS):
        await _open(helper, kind, part)
        after = resident_kb(pid)
        grown.append((after - before) * KB_IN_KIB / part)
        before = after
    return grown


async def _open(helper: Process, kind: str, count: int) -> None:
    """Have so many more connections opened, and wait until they are."""
    assert helper.stdin is not None
    assert helper.stdout is not None
    helper.stdin.write(f"{kind} {count}\n".encode())
    await helper.stdin.drain()
    answer = (await helper.stdout.readline()).decode().strip()
    if answer != "open":
        raise StageFailed(f"the idle {kind} could not be opened (see above)")
