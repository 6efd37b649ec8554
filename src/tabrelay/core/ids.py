"""Where the hub's ids come from: outside, so that a test can choose them."""

from __future__ import annotations

from collections.abc import Callable

IdSource = Callable[[], str]
"""Gives a new id at each call: 32 upper-case hex digits, unguessable, as CDP's own session ids."""
