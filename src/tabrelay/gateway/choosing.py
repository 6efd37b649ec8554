"""Which browser or device somebody means by an id, the beginning of one, or a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from tabrelay.gateway.answers import Refusal
from tabrelay.protocol.errors import Cause

PREFIX_CHARS = 4
"""A shorter beginning of an id is more likely a mistyped name."""


class Named(Protocol):
    """Anything with an id and a name."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class Browser(Named, Protocol):
    """A browser; ``state`` as in :class:`tabrelay.protocol.operator.BrowserView`."""

    @property
    def state(self) -> str: ...  # noqa: D102


N = TypeVar("N", bound=Named)
B = TypeVar("B", bound=Browser)


def meant(text: str, things: Iterable[N]) -> list[N]:
    """What ``text`` fits, best kind of fit only: whole id, then name, then the beginning of an id."""
    things = list(things)
    for fits in (
        [thing for thing in things if thing.id == text],
        [thing for thing in things if thing.name == text],
        [thing for thing in things if thing.name.casefold() == text.casefold()],
        [thing for thing in things if len(text) >= PREFIX_CHARS and thing.id.startswith(text.lower())],
    ):
        if fits:
            return fits
    return []


def choose_browser(text: str | None, browsers: Sequence[B]) -> B:
    """The browser meant; without ``text`` the only one that is linked, or the only one within its grace.

    Raises :class:`~tabrelay.gateway.answers.Refusal` with ``BROWSER_NONE``,
    ``BROWSER_UNKNOWN``, or ``BROWSER_AMBIGUOUS`` and the choices.
    """
    if text:
        fits = meant(text, browsers)
        if not fits:
            raise Refusal(Cause.BROWSER_UNKNOWN, text[:80], choices=_choices(browsers))
    else:
        fits = [view for view in browsers if view.state == "linked"] or [
            view for view in browsers if view.state == "away"
        ]
        if not fits:
            raise Refusal(Cause.BROWSER_NONE)
    if len(fits) > 1:
        raise Refusal(Cause.BROWSER_AMBIGUOUS, choices=_choices(fits))
    return fits[0]


def choose_device(text: str, devices: Sequence[N]) -> N:
    """The device meant.

    Raises :class:`~tabrelay.gateway.answers.Refusal` with ``DEVICE_UNKNOWN``, and the choices where there are several.
    """
    fits = meant(text, devices)
    if len(fits) == 1:
        return fits[0]
    detail = f"{text[:80]!r} fits {len(fits)} devices" if fits else text[:80]
    raise Refusal(Cause.DEVICE_UNKNOWN, detail, choices=_choices(fits))


def _choices(things: Iterable[Named]) -> list[dict[str, str]]:
    return [{"id": thing.id, "name": thing.name} for thing in things]
