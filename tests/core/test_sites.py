"""What shared tabs can see: which hosts' cookies and storage, and no other's."""

import pytest

from tabrelay.core.params import BadParams
from tabrelay.core.sites import ALL, Sites

SITES = Sites(frozenset({("https", "www.example.org"), ("http", "plain.test"), ("http", "localhost")}))


@pytest.mark.parametrize(
    ("domain", "secure", "seen"),
    [
        ("www.example.org", False, True),
        ("WWW.example.org", True, True),
        (".example.org", True, True),
        ("example.org", False, False),
        (".www.example.org", False, True),
        ("api.example.org", False, False),
        (".ample.org", False, False),
        (".org.evil", False, False),
        ("plain.test", False, True),
        ("plain.test", True, False),
        ("localhost", True, True),
        ("", False, False),
    ],
)
def test_a_cookie_is_seen_by_the_hosts_it_is_sent_to(domain: str, *, secure: bool, seen: bool) -> None:
    assert SITES.see({"domain": domain, "secure": secure}) is seen


@pytest.mark.parametrize(
    "cookie",
    [
        {"url": "https://www.example.org/a"},
        {"domain": "example.org"},
        {"domain": ".example.org"},
        {"domain": "www.example.org", "url": "https://x.test/"},
        {"url": "http://plain.test:8000/"},
        {},
        {"url": "no address"},
    ],
)
def test_a_cookie_of_a_shared_site_may_be_set(cookie: dict[str, str]) -> None:
    SITES.check_cookie(cookie)


@pytest.mark.parametrize(
    "cookie",
    [
        {"url": "https://example.org/"},
        {"url": "https://api.example.org/"},
        {"domain": "api.example.org"},
        {"domain": "x.test", "url": "https://www.example.org/"},
    ],
)
def test_a_cookie_of_another_site_may_not(cookie: dict[str, str]) -> None:
    with pytest.raises(BadParams, match="no shared tab shows that site"):
        SITES.check_cookie(cookie)


@pytest.mark.parametrize("origin", ["https://www.example.org", "https://www.example.org/^0https://top.test"])
def test_storage_of_a_shared_site(origin: str) -> None:
    SITES.check_origin(origin)


@pytest.mark.parametrize("origin", ["https://example.org", "", "https://[", "x^0https://www.example.org"])
def test_storage_of_another_site(origin: str) -> None:
    with pytest.raises(BadParams, match="no shared tab shows that site"):
        SITES.check_origin(origin)


def test_without_a_limit_all_is_seen() -> None:
    ALL.check_cookie({"url": "https://x.test/"})
    ALL.check_origin("https://x.test/")
    assert ALL.see({"domain": "x.test"})
    assert not ALL.limited
    assert SITES.limited
