"""``docs/reference/cdp.md``: which command is answered where."""

from __future__ import annotations

import textwrap

from tabrelay.core.chrome_events import ONLY_WHEN_ENABLED
from tabrelay.core.commands import ANSWERED, GATEWAYS_OWN, REFUSED, THROUGH_SOME_TAB
from tabrelay.protocol.cdp import SERVER_ERROR
from tools.pages.markdown import code, one_line, table

WIDTH = 120


def answered() -> str:
    """What the gateway answers, each with the docstring of who does."""
    rows = [(code(method), _answer(method, handler.__doc__)) for method, handler in sorted(ANSWERED.items())]
    return table(("method", "answer"), rows)


def refused() -> str:
    """What is refused, and with which words."""
    rows = [(code(method), f"{code(SERVER_ERROR)} {reason}") for method, reason in sorted(REFUSED.items())]
    rest = ", ".join(code(f"{domain}*") for domain in GATEWAYS_OWN)
    rows.append((f"all others of {rest}", f"{code(SERVER_ERROR)} '(method)' is not available to extensions"))
    return table(("method", "error"), rows)


def through_a_tab() -> str:
    """Browser-wide domains that go through a tab."""
    return ", ".join(code(f"{domain}*") for domain in THROUGH_SOME_TAB)


def enabled_domains() -> str:
    """Domains whose events need an ``enable``."""
    text = ", ".join(code(domain) for domain in sorted(ONLY_WHEN_ENABLED)) + "."
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)


def _answer(method: str, docstring: str | None) -> str:
    """The docstring without its own first word where that is the method's name again."""
    text = one_line(docstring).removeprefix(f"{code(method)}: ").removeprefix(f"{code(method)}. ")
    return text[:1].upper() + text[1:]


BLOCKS = {
    "cdp-answered": answered,
    "cdp-refused": refused,
    "cdp-through-a-tab": through_a_tab,
    "cdp-enabled": enabled_domains,
}
