"""Parameters that the gateway reads itself."""

import msgspec
import pytest
from msgspec import Raw

from tabrelay.core.params import BadParams, read, refuse
from tabrelay.protocol.cdp import Command


class Shape(msgspec.Struct):
    name: str = "nobody"


def test_absent_parameters_are_an_empty_object() -> None:
    assert read(Command(1, "A.a"), Shape) == Shape()


def test_unknown_members_are_ignored() -> None:
    assert read(Command(1, "A.a", Raw(b'{"name":"alice","age":3}')), Shape) == Shape("alice")


@pytest.mark.parametrize("params", [b"[]", b"5", b'{"name":5}', b'{"name":' + b"[" * 5000 + b"]" * 5000 + b"}"])
def test_what_does_not_fit_is_refused_with_chromes_code_and_the_place(params: bytes) -> None:
    with pytest.raises(BadParams) as caught:
        read(Command(1, "A.a", Raw(params)), Shape)
    assert (caught.value.error.code, caught.value.error.message) == (-32602, "Invalid parameters")
    assert caught.value.error.data


def test_a_refusal_has_a_code_and_words() -> None:
    assert refuse(-32000, "no").error.message == "no"
