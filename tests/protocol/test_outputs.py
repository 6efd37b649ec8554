"""Everything a handshake machine can ask its shell for."""

import dataclasses
from typing import get_args

from tabrelay.protocol import outputs


def test_the_union_names_every_output_and_each_is_a_value() -> None:
    kinds = [kind for name, kind in vars(outputs).items() if dataclasses.is_dataclass(kind)]
    assert set(get_args(outputs.Output)) == set(kinds)
    assert outputs.Close(4000, "late") == outputs.Close(4000, "late")
    assert outputs.Send(b"{}") != outputs.Send(b"[]")
