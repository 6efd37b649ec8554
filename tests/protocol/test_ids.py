"""Identifiers are text, but for Chrome's tab ids."""

from tabrelay.protocol import ids


def test_ids_are_their_values() -> None:
    kinds = [value for name, value in vars(ids).items() if name.endswith("Id")]
    assert len(kinds) == 9
    assert all(kind(value) == value for kind in kinds for value in [1 if kind is ids.TabId else "x"])
