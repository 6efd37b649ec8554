from __future__ import annotations

import pytest

from tabrelay.config import Settings
from tabrelay.gateway.addresses import Addresses, is_loopback


def test_a_gateway_on_loopback_answers_for_this_machine_only() -> None:
    addresses = Addresses.of(Settings(), 19222)
    assert addresses.authorities == {"127.0.0.1:19222", "localhost:19222", "[::1]:19222"}
    assert addresses.base_url == "http://127.0.0.1:19222"
    assert addresses.link_url == addresses.pairing_url == "ws://127.0.0.1:19222/gateway"


@pytest.mark.parametrize(
    ("host", "name"), [("192.168.1.5", "192.168.1.5:1"), ("fe80::1", "[fe80::1]:1"), ("Box.lan", "box.lan:1")]
)
def test_a_concrete_address_is_a_name_too(host: str, name: str) -> None:
    assert name in Addresses.of(Settings(host=host), 1).authorities


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104
def test_listening_everywhere_is_no_name(host: str) -> None:
    assert Addresses.of(Settings(host=host), 1).authorities == {"127.0.0.1:1", "localhost:1", "[::1]:1"}


@pytest.mark.parametrize(
    ("url", "names", "pairing"),
    [
        ("https://Relay.example", {"relay.example", "relay.example:443"}, "wss://relay.example/gateway"),
        ("wss://relay.example:443/gateway", {"relay.example", "relay.example:443"}, "wss://relay.example:443/gateway"),
        ("https://relay.example:8443", {"relay.example:8443"}, "wss://relay.example:8443/gateway"),
        ("http://relay.example", {"relay.example", "relay.example:80"}, "ws://relay.example/gateway"),
        ("wss://[2001:db8::1]:9", {"[2001:db8::1]:9"}, "wss://[2001:db8::1]:9/gateway"),
    ],
)
def test_public_names(url: str, names: set[str], pairing: str) -> None:
    addresses = Addresses.of(Settings(public_urls=(url,)), 1)
    assert addresses.authorities - Addresses.of(Settings(), 1).authorities == names
    assert addresses.pairing_url == pairing


def test_security_is_the_gateways_own_or_the_public_names() -> None:
    addresses = Addresses.of(Settings(public_urls=("https://a.example", "http://b.example")), 1)
    assert addresses.is_secure("a.example", forwarded_https=None)
    assert not addresses.is_secure("a.example", forwarded_https=False)
    assert not addresses.is_secure("b.example", forwarded_https=None)
    assert addresses.is_secure("b.example", forwarded_https=True)
    assert not addresses.is_secure("127.0.0.1:1", forwarded_https=True)
    assert addresses.origins >= {"https://a.example", "http://b.example", "http://localhost:1"}


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback(source: str, *, verdict: bool) -> None:
    assert is_loopback(source) is verdict
