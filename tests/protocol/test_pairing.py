"""The pairing string: whole, or refused with a sentence."""

import contextlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.protocol import identity
from tabrelay.protocol.pairing import PREFIX, Pairing, PairingInvalid

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "identity.json").read_text("utf-8"))[
    "pairing"
]
GOOD = Pairing.decode(VECTORS["string"])


def test_the_string_of_the_vectors_says_what_it_should() -> None:
    assert msgspec.structs.asdict(GOOD) == VECTORS["fields"]
    assert GOOD.encode() == VECTORS["string"]


def test_white_space_around_a_pasted_string_is_no_matter() -> None:
    assert Pairing.decode(f"\n  {VECTORS['string']}\t") == GOOD


@pytest.mark.parametrize("text", VECTORS["invalid"])
def test_what_is_no_pairing_is_refused(text: str) -> None:
    with pytest.raises(PairingInvalid, match=r"\.$"):
        Pairing.decode(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://127.0.0.1:1/gateway"},
        {"url": "ws:///gateway"},
        {"url": "ws://127.0.0.1:1/other"},
        {"url": "ws://[x/gateway"},
        {"url": ""},
        {"gateway": "0" * 63},
        {"gateway": "G" * 64},
        {"gateway": "A" * 64},
        {"secret": ""},
        {"secret": "****"},
        {"secret": identity.b64url(bytes(31))},
    ],
)
def test_a_part_that_cannot_be_what_it_says_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(PairingInvalid):
        Pairing.decode(msgspec.structs.replace(GOOD, **changes).encode())


def test_a_remote_gateway_is_dialled_over_tls() -> None:
    remote = msgspec.structs.replace(GOOD, url="wss://gateway.example/gateway")
    assert Pairing.decode(remote.encode()) == remote


@given(st.text() | st.binary().map(lambda data: PREFIX + identity.b64url(data)))
def test_any_text_is_a_pairing_or_refused(text: str) -> None:
    with contextlib.suppress(PairingInvalid):
        assert isinstance(Pairing.decode(text), Pairing)


def test_json_without_end_is_refused() -> None:
    with pytest.raises(PairingInvalid):
        Pairing.decode(PREFIX + identity.b64url(b'{"x":' + b"[" * 100_000))
