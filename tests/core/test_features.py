"""The list of features: no two of them handle the same thing."""

from collections import Counter

from tabrelay.core.features import FEATURES
from tabrelay.core.page_commands import pass_through


def test_no_command_and_no_event_has_two_handlers() -> None:
    for kind in ("commands", "events"):
        names = Counter(name for feature in FEATURES for name in getattr(feature, kind))
        assert not [name for name, times in names.items() if times > 1]


def test_each_has_a_name_and_says_how_it_is_shared() -> None:
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert all(feature.how.endswith(".") for feature in FEATURES)
    assert pass_through.__doc__
