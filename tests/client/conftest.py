from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.client.fake_gateway import FakeGateway


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of this test's own, and no address or token from outside."""
    state_dir = tmp_path / "state"
    state_dir.mkdir(mode=0o700)
    monkeypatch.setenv("TABRELAY_STATE_DIR", str(state_dir))
    monkeypatch.delenv("TABRELAY_URL", raising=False)
    monkeypatch.delenv("TABRELAY_TOKEN", raising=False)
    return state_dir


@pytest.fixture
async def gateway(own_state: Path) -> AsyncIterator[FakeGateway]:
    """A gateway that behaves, found through the state directory."""
    async with FakeGateway().running() as running:
        running.write_state(own_state)
        yield running
