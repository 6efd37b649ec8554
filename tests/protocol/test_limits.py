"""Numbers that must fit together."""

from tabrelay.protocol.limits import DEFAULT_LIMITS


def test_every_limit_is_positive() -> None:
    assert all(getattr(DEFAULT_LIMITS, name) > 0 for name in DEFAULT_LIMITS.__struct_fields__)


def test_the_limits_that_the_wire_promises() -> None:
    assert DEFAULT_LIMITS.handshake_bytes == 64 * 1024
    assert DEFAULT_LIMITS.client_handshake_ms == 8_000
    assert DEFAULT_LIMITS.silent_client_ms == 10_000
    assert DEFAULT_LIMITS.signature_skew_ms == 120_000
    assert DEFAULT_LIMITS.tick_interval_ms <= 20_000, "or Chrome ends the extension's worker"


def test_the_limits_fit_together() -> None:
    assert DEFAULT_LIMITS.handshake_bytes < DEFAULT_LIMITS.frame_bytes <= DEFAULT_LIMITS.outbox_bytes
    assert DEFAULT_LIMITS.client_handshake_ms < DEFAULT_LIMITS.silent_client_ms, (
        "a client gives up first, with a reason"
    )
    assert DEFAULT_LIMITS.pending_per_source < DEFAULT_LIMITS.pending_total
    assert DEFAULT_LIMITS.attach_deadline_ms < DEFAULT_LIMITS.command_deadline_ms
