import pytest

from benchmarks import suite
from benchmarks.blocks import QUICK
from benchmarks.stage import StageFailed
from benchmarks.suite import Results, run


def test_what_failed_once_is_not_reported_as_measured() -> None:
    results = Results()
    results.add("direct", {"events": 1.0})
    results.fail(["events"], StageFailed("gone"))
    results.fail(["events"], StageFailed("gone again"))
    assert "events" not in results.values
    assert results.failures == {"events": "StageFailed: gone"}


async def test_a_gateway_that_does_not_start_fails_what_needs_it_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def idle(_: int) -> list[dict[str, float]]:
        return [{"idle_link_memory": 20.0, "idle_client_memory": 10.0}]

    async def blocks(*_: object) -> None:
        raise StageFailed("no browser")

    monkeypatch.setattr(suite, "idle_memory", idle)
    monkeypatch.setattr(suite, "_run_blocks", blocks)
    told: list[str] = []
    results = await run(QUICK, [], told.append)
    assert results.values["idle_link_memory"] == {"relay": [20.0]}
    assert results.failures["events"] == "StageFailed: no browser"
    assert "idle_link_memory" not in results.failures
    assert told == ["300 idle connections"]
