"""Whom a request comes from, as a table; the last tests are the attempts to pass for somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.config import proxy_network
from tabrelay.gateway.proxies import UNKNOWN, Sender, sender_of

PROXY, STRANGER = "127.0.0.1", "203.0.113.9"
TRUSTED = tuple(proxy_network(text) for text in ("127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"))


def sender(peer: str, *hops: str, proto: tuple[str, ...] = (), trusted: bool = True) -> Sender:
    return sender_of(peer, forwarded_for=hops, forwarded_proto=proto, trusted=TRUSTED if trusted else ())


@pytest.mark.parametrize(
    ("hops", "source"),
    [
        ((), PROXY),
        (("",), PROXY),
        ((STRANGER,), STRANGER),
        ((f" {STRANGER} ",), STRANGER),
        ((f"{STRANGER}, 10.1.2.3",), STRANGER),
        ((STRANGER, "10.1.2.3"), STRANGER),
        ((f"{STRANGER},,10.1.2.3,",), STRANGER),
        ((f"{STRANGER}:4711",), STRANGER),
        (("2001:db8::9",), "2001:db8::9"),
        (("[2001:DB8::9]:4711",), "2001:db8::9"),
        (("[2001:db8::9]", "2001:db8:ffff::1"), "2001:db8::9"),
        ((f"::ffff:{STRANGER}",), STRANGER),
        (("10.9.9.9, 10.1.2.3",), "10.9.9.9"),
    ],
)
def test_a_trusted_proxy_says_who_asks(hops: tuple[str, ...], source: str) -> None:
    assert sender(PROXY, *hops).source == source


@pytest.mark.parametrize("peer", [PROXY, "10.255.0.1", "::ffff:10.1.2.3", "2001:db8:ffff::7"])
def test_a_proxy_is_known_by_its_address_or_its_network(peer: str) -> None:
    assert sender(peer, STRANGER, proto=("https",)) == Sender(STRANGER, https=True)


@pytest.mark.parametrize("peer", ["11.0.0.1", "::1", "2001:db8::1", "", "unix:"])
def test_nobody_else_is_believed(peer: str) -> None:
    assert sender(peer, STRANGER, proto=("https",)) == Sender(peer)


def test_where_no_proxy_is_trusted_not_even_this_machine_is() -> None:
    assert sender(PROXY, STRANGER, proto=("https",), trusted=False) == Sender(PROXY)


@pytest.mark.parametrize("said", ["unknown", "_hidden", "localhost", "1.2.3", "999.1.1.1", "a:b:c:d:e"])
def test_a_proxy_that_names_no_address_does_not_make_its_clients_local(said: str) -> None:
    assert sender(PROXY, said).source == UNKNOWN
    assert sender(PROXY, f"127.0.0.1, {said}, 10.1.2.3").source == UNKNOWN


@pytest.mark.parametrize(
    ("hops", "proto", "https"),
    [
        ((STRANGER,), (), None),
        ((STRANGER,), ("",), None),
        ((STRANGER,), ("https",), True),
        ((STRANGER,), ("WSS",), True),
        ((STRANGER,), ("http",), False),
        ((STRANGER,), ("gopher",), False),
        ((), ("https",), True),
        ((f"{STRANGER}, 10.1.2.3",), ("https",), True),
        ((f"{STRANGER}, 10.1.2.3",), ("https, http",), True),
        ((f"{STRANGER}, 10.1.2.3",), ("https", "http"), True),
        ((STRANGER,), ("https, http",), False),
    ],
)
def test_tls_is_what_the_proxy_says_that_the_client_dialled(
    hops: tuple[str, ...],
    proto: tuple[str, ...],
    https: bool | None,  # noqa: FBT001
) -> None:
    assert sender(PROXY, *hops, proto=proto).https is https


@given(st.text(max_size=60))
def test_whatever_a_client_puts_before_the_proxys_own_entry_changes_nothing(made_up: str) -> None:
    assert sender(PROXY, f"{made_up}, {STRANGER}").source == STRANGER
    assert sender(PROXY, made_up, STRANGER, "10.1.2.3").source == STRANGER


@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=20), max_size=3))
def test_any_headers_are_read_without_fail(hops: list[str], proto: list[str]) -> None:
    assert sender(PROXY, *hops, proto=tuple(proto)).source
    assert sender(STRANGER, *hops, proto=tuple(proto)) == Sender(STRANGER)
