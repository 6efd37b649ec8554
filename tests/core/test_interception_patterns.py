"""Chrome's wildcards, and what several sessions want together."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.core.interception_patterns import Interceptor, Interceptors, Pattern, Stage, Wish, is_like
from tests.script import Script, tab


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://a/b", "*"),
        ("https://a/b", "https://a/b"),
        ("https://a/b", "*/b"),
        ("https://a/b", "https:*"),
        ("https://a/b", "*a*b"),
        ("https://a/b", "https://?/?"),
        ("https://a/b", "https://a/b?"),
        ("https://a/b?c", r"*/b\?c"),
        ("https://a/*", r"*/\*"),
        ("a\\b", r"a\\b"),
        ("aXbXc", "a*b*c"),
        ("", ""),
        ("", "*?"),
    ],
)
def test_what_a_pattern_is_like(url: str, pattern: str) -> None:
    assert is_like(url, pattern)


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://a/b", ""),
        ("https://a/b", "a/b"),
        ("https://a/b", "https://a"),
        ("https://a/bcd", "https://a/b?"),
        ("https://a/bxc", r"*/b\?c"),
        ("https://a/b", r"*/\*"),
        ("https://A/b", "https://a/b"),
        ("aXb.c", "a*b*d"),
    ],
)
def test_what_it_is_not_like(url: str, pattern: str) -> None:
    assert not is_like(url, pattern)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_stars_mean_what_they_mean_letter_by_letter(pattern: str, url: str) -> None:
    def like(pattern: str, url: str) -> bool:
        if not pattern:
            return not url
        if pattern[0] == "*":
            return any(like(pattern[1:], url[n:]) for n in range(len(url) + 1))
        return bool(url) and url[0] == pattern[0] and like(pattern[1:], url[1:])

    assert is_like(url, pattern) == like(pattern, url)


def test_many_stars_end_soon() -> None:
    """Tried in all ways, this one would never end."""
    assert not is_like("a" * 5_000, "*a" * 500 + "b")


def test_type_and_stage_count() -> None:
    wish = msgspec.json.decode(
        b'{"patterns":[{"urlPattern":"*.png","resourceType":"Image"},{"requestStage":"Response"}]}', type=Wish
    )
    script = Script()
    chrome = script.browser(tab())
    alice = script.client("alice")
    script.attached(alice, tab(), chrome)
    (session, *_) = script.hub.world.clients[alice.id].sessions.values()
    one = Interceptor(session, wish)
    assert one.wants(Stage.REQUEST, "https://a/b.png", "Image")
    assert not one.wants(Stage.REQUEST, "https://a/b.png", "XHR")
    assert not one.wants(Stage.REQUEST, "https://a/b", "Image")
    assert one.wants(Stage.RESPONSE, "https://a/b", "XHR")
    everything = Interceptors({session: one}).united()
    assert msgspec.json.decode(everything) == {
        "patterns": [{"urlPattern": "*.png", "resourceType": "Image"}, {"requestStage": "Response"}],
        "handleAuthRequests": False,
    }


def test_without_patterns_every_request_is_meant_and_an_empty_list_means_none() -> None:
    assert msgspec.json.decode(b"{}", type=Wish).patterns == (Pattern(),)
    assert msgspec.json.decode(b'{"patterns":[]}', type=Wish).patterns == ()
