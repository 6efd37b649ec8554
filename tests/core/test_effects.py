"""Everything the hub can ask for."""

import dataclasses
from typing import get_args

import pytest

from tabrelay.core import effects

ALL = [kind for kind in vars(effects).values() if dataclasses.is_dataclass(kind)]


def test_the_union_names_every_effect() -> None:
    assert set(get_args(effects.Effect)) == set(ALL)


@pytest.mark.parametrize("kind", ALL)
def test_an_effect_is_a_value(kind: type) -> None:
    values = {field.name: "x" for field in dataclasses.fields(kind)}
    assert kind(**values) == kind(**values)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind(**values), next(iter(values)), "y")
