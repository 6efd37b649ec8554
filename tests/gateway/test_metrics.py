from __future__ import annotations

from tabrelay.gateway.metrics import LABELS_KEPT, Metrics, resident_bytes


def test_the_page_is_prometheus_text() -> None:
    metrics = Metrics()
    metrics.count("refused", "TICKET_MISSING")
    metrics.count("refused", "TICKET_MISSING")
    metrics.count("refused", 'a "quoted"\nlabel\\')
    metrics.count("link-lost")
    assert metrics.render({"browsers": 2, "outbox_bytes": 0}).splitlines() == [
        "# TYPE tabrelay_browsers gauge",
        "tabrelay_browsers 2",
        "# TYPE tabrelay_outbox_bytes gauge",
        "tabrelay_outbox_bytes 0",
        "# TYPE tabrelay_link_lost_total counter",
        "tabrelay_link_lost_total 1",
        "# TYPE tabrelay_refused_total counter",
        'tabrelay_refused_total{kind="TICKET_MISSING"} 2',
        'tabrelay_refused_total{kind="a \\"quoted\\"\\nlabel\\\\"} 1',
    ]


def test_large_gauges_are_written_out() -> None:
    assert "tabrelay_rss 123456789\n" in Metrics().render({"rss": 123456789})


def test_names_that_a_peer_makes_up_do_not_fill_the_memory() -> None:
    metrics = Metrics()
    for number in range(10 * LABELS_KEPT):
        metrics.count("event_unknown", f"Made.up{number}")
    metrics.count("refused", "TICKET_MISSING")
    assert len(metrics.counters) == LABELS_KEPT + 2
    assert metrics.counters["event_unknown", "other"] == 9 * LABELS_KEPT
    assert sum(metrics.counters.values()) == 10 * LABELS_KEPT + 1


def test_this_process_uses_some_memory() -> None:
    assert resident_bytes() > 1_000_000
