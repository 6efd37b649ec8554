"""Which requests a session wants to be asked about: ``Fetch.enable``'s patterns, matched as Chrome matches them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from tabrelay.protocol import cdp

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session


class Stage(Enum):
    """When a request is looked at: before it is sent, or when there is a response (or an error)."""

    REQUEST = "Request"
    RESPONSE = "Response"


class Pattern(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """``Fetch.RequestPattern``. Stage and type are any text here: Chrome says which are none."""

    url_pattern: str = "*"
    resource_type: str = ""
    request_stage: str = Stage.REQUEST.value

    def matches(self, url: str, resource_type: str) -> bool:
        """Whether it covers a request; ``url`` is without fragment."""
        return self.resource_type in ("", resource_type) and is_like(url, self.url_pattern)


class Wish(msgspec.Struct, frozen=True, rename="camel"):
    """The parameters of ``Fetch.enable``; without patterns, every request is meant."""

    patterns: tuple[Pattern, ...] = (Pattern(),)
    handle_auth_requests: bool = False


@dataclass(slots=True, eq=False)
class Interceptor:
    """A session that has ``Fetch`` enabled. ``on`` turns false once: when it disables it or ends."""

    session: Session
    wish: Wish
    on: bool = True

    def wants(self, stage: Stage, url: str, resource_type: str) -> bool:
        """Whether it is to be asked about such a request."""
        return any(
            pattern.request_stage == stage.value and pattern.matches(url, resource_type)
            for pattern in self.wish.patterns
        )


@dataclass(slots=True)
class Interceptors:
    """All of one of Chrome's sessions, keyed by the client's session."""

    of: dict[Session, Interceptor] = field(default_factory=dict)

    def united(self) -> bytes:
        """The parameters with which Chrome pauses whatever any of them wants to see."""
        wishes = [one.wish for one in self.of.values()]
        patterns = list(dict.fromkeys(pattern for wish in wishes for pattern in wish.patterns))
        auth = any(wish.handle_auth_requests for wish in wishes)
        return cdp.encode_value({"patterns": patterns, "handleAuthRequests": auth})

    def outermost_first(self, sessions: Iterable[Session]) -> Iterator[Interceptor]:
        """In the order in which Chrome shows them a request: who attached last is the farthest from the network."""
        for session in reversed(list(sessions)):
            if session in self.of:
                yield self.of[session]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    r"""``*`` is any number of characters, ``?`` one at most (``base::MatchPattern``), ``\`` takes the next as it is.

    Each part after a star is found where it comes first and never sought again, so no pattern takes long.
    """
    parts = [""]
    characters = iter(pattern)
    for character in characters:
        if character == "*":
            parts.append("")
        elif character == "?":
            parts[-1] += ".??"
        else:
            parts[-1] += re.escape(next(characters, "") if character == "\\" else character)
    if len(parts) == 1:
        return re.compile(parts[0] + r"\Z", re.DOTALL)
    first, *middle, last = parts
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle if part) + f".*{last}\\Z", re.DOTALL)


def is_like(url: str, pattern: str) -> bool:
    """Whether ``url`` matches a pattern with wildcards."""
    return pattern == "*" or _compiled(pattern).match(url) is not None
