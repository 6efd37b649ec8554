"""Everything that can happen, and nothing that the hub does not take."""

import dataclasses
from typing import get_args

import pytest

from tabrelay.core import events
from tests.script import Script

ALL = [kind for kind in vars(events).values() if dataclasses.is_dataclass(kind)]


def test_the_union_names_every_event() -> None:
    assert set(get_args(events.HubEvent)) == set(ALL)


@pytest.mark.parametrize("kind", ALL)
def test_the_hub_takes_it_from_nobody_about_nothing(script: Script, kind: type) -> None:
    """Every event makes sense in an empty world: peers come and go faster than their words."""
    values = {field.name: 7 if field.type == "int" else "x" for field in dataclasses.fields(kind)}
    script >> kind(**values)
    script.skip()


@pytest.mark.parametrize("kind", ALL)
def test_an_event_is_a_value(kind: type) -> None:
    values = {field.name: "x" for field in dataclasses.fields(kind)}
    assert kind(**values) == kind(**values)
    for name in values:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(kind(**values), name, "y")
