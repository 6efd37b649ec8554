from __future__ import annotations

import pytest

from tabrelay.client.address import gateway_address, is_loopback, is_private
from tabrelay.client.errors import AddressInvalid


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:19222", "ws://127.0.0.1:19222/gateway"),
        ("https://relay.example/", "wss://relay.example/gateway"),
        ("http://[::1]:1/gateway", "ws://[::1]:1/gateway"),
        ("ws://127.0.0.1:18789", "ws://127.0.0.1:18789/"),
        ("wss://relay.example/some/path?x=1", "wss://relay.example/some/path?x=1"),
    ],
)
def test_an_address_of_a_gateway(url: str, address: str) -> None:
    assert gateway_address(url) == address
    assert gateway_address(address) == address


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:19222", "ftp://host", "http://", "http://host:no", "http://host:99999", "http://[::1"]
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(AddressInvalid, match="is no address"):
        gateway_address(url)


@pytest.mark.parametrize(
    ("url", "private", "loopback"),
    [
        ("ws://127.0.0.1:1/", True, True),
        ("ws://127.8.0.1:1/", True, True),
        ("ws://[::1]:1/", True, True),
        ("ws://localhost/", True, True),
        ("ws://a.localhost/", True, True),
        ("wss://relay.example/", True, False),
        ("ws://relay.example/", False, False),
        ("ws://10.0.0.1/", False, False),
        ("ws://localhost.example/", False, False),
    ],
)
def test_who_can_read_along(url: str, private: bool, loopback: bool) -> None:  # noqa: FBT001 - a table's columns
    assert is_private(url) is private
    assert is_loopback(url) is loopback
