"""A feature that undoes nothing."""

from tabrelay.core.feature import Feature


def test_undo_is_optional() -> None:
    feature = Feature("nothing", "Nothing is shared.")
    assert feature.left(None, None, None) is None  # type: ignore[arg-type, func-returns-value]
    assert feature.off(None, None, None, "Page") is None  # type: ignore[arg-type, func-returns-value]
    assert not feature.commands
    assert not feature.events
