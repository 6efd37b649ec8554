"""Values that Chrome holds once for a target and several sessions may wish for: what each setting comes to.

A session that leaves, or takes its wish back, leaves what the others wish for; the last one leaves Chrome's default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from tabrelay.core.params import refuse
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

Params = Mapping[str, Any]

Combine = Callable[[Sequence[Params]], Params]
"""What several wishes, in the order in which they were made, come to."""


def last(wishes: Sequence[Params]) -> Params:
    """The last writer wins."""
    return wishes[-1]


def merged(name: str) -> Combine:
    """The dictionaries in field ``name`` together; a later one wins where they meet."""

    def combine(wishes: Sequence[Params]) -> Params:
        together: dict[str, Any] = {}
        for wish in wishes:
            together |= wish.get(name) or {}
        return {**wishes[-1], name: together}

    return combine


def united(*names: str) -> Combine:
    """The lists in the fields ``names`` one after another."""

    def combine(wishes: Sequence[Params]) -> Params:
        together = {name: [item for wish in wishes for item in wish.get(name) or ()] for name in names}
        return {**wishes[-1], **{name: items for name, items in together.items() if items}}

    return combine


def strongest(name: str, order: Sequence[object] = ()) -> Combine:
    """The wish whose field ``name`` is greatest, by ``order`` where one is given."""

    def combine(wishes: Sequence[Params]) -> Params:
        def rank(wish: Params) -> float:
            value = wish.get(name)
            if order:
                return order.index(value) if value in order else -1
            return value if isinstance(value, int | float) else 0

        return max(wishes, key=rank)

    return combine


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One value of Chrome's.

    ``sets`` are the methods that write it (the first is used to write it again), ``clear`` the one that takes it back;
    ``off`` are the params by which ``sets[0]`` gives Chrome's default. With neither it stays as it is.

    ``key`` names the fields that make it a value of its own (an event's name, a type of sensor). ``busy`` is Chrome's
    error for a second session that wants it; without it ``combine`` says what wishes come to.
    """

    sets: tuple[str, ...]
    clear: str = ""
    off: Params | None = None
    key: tuple[str, ...] = ()
    combine: Combine = last
    busy: str = ""

    @property
    def domain(self) -> str:
        """The domain whose ``disable`` takes a session's wish back."""
        return self.sets[0].partition(".")[0]

    def is_off(self, method: str, params: Params) -> bool:
        """Whether a command takes the wish back."""
        if method == self.clear:
            return True
        if self.off is None:
            return False
        others = set(params) - set(self.key) - set(self.off)
        return all(params.get(name, value) == value for name, value in self.off.items()) and not (
            others and not self.off
        )

    def default(self, key: tuple[object, ...]) -> tuple[str, Params] | None:
        """The command that gives Chrome's default back; ``None`` where Chrome has none."""
        named = dict(zip(self.key, key, strict=True))
        if self.clear:
            return self.clear, named
        return None if self.off is None else (self.sets[0], {**named, **self.off})


@dataclass(slots=True, eq=False)
class Wish:
    """What one session wishes for."""

    session: Session
    params: Params


Slot = tuple[Setting, tuple[object, ...]]


@dataclass(slots=True)
class Wishes:
    """The wishes on one of Chrome's sessions, per value in the order in which they were made."""

    of: dict[Slot, list[Wish]] = field(default_factory=dict)

    def effective(self, slot: Slot) -> Params | None:
        """What all wishes for it come to; ``None`` when there is none."""
        wishes = self.of.get(slot)
        return slot[0].combine([wish.params for wish in wishes]) if wishes else None

    def put(self, slot: Slot, session: Session, params: Params | None) -> None:
        """``session`` wishes for this now, or for nothing."""
        wishes = [wish for wish in self.of.pop(slot, ()) if wish.session is not session]
        if params is not None:
            wishes.append(Wish(session, params))
        if wishes:
            self.of[slot] = wishes

    def slots_of(self, session: Session) -> list[Slot]:
        """The values that ``session`` has a wish for."""
        return [slot for slot, wishes in self.of.items() if any(wish.session is session for wish in wishes)]


def obey(setting: Setting, world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """A command that writes or clears a value: Chrome gets what all wishes together come to."""
    try:
        params = msgspec.json.decode(command.params or b"{}", type=dict[str, Any])
    except UNREADABLE:
        world.forward(session, command)
        return
    wishes = chrome.of(Wishes)
    slot = (setting, tuple(_hashable(params.get(name)) for name in setting.key))
    wish = None if setting.is_off(command.method, params) else params
    if wish is not None:
        _refuse_if_busy(setting, wishes.of.get(slot, ()), session, wish)
    before = list(wishes.of.get(slot, ()))
    wishes.put(slot, session, wish)
    after = wishes.of.get(slot)

    def undo_if_failed(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError) and wishes.of.get(slot) == after:
            wishes.of[slot] = [kept for kept in before if kept.session.alive]
            if not wishes.of[slot]:
                del wishes.of[slot]

    effective = wishes.effective(slot)
    if effective is None or effective == params:
        world.forward(session, command, before=undo_if_failed)
    else:
        method = command.method if wish is not None else setting.sets[0]
        world.forward(session, command, method=method, params=cdp.encode_value(effective), before=undo_if_failed)


def take_back(world: World, session: Session, chrome: ChromeSession, domain: str = "") -> None:
    """The wishes of ``session`` (those in ``domain``) count no more; Chrome is told where that makes a difference."""
    wishes = chrome.of(Wishes)
    for slot in wishes.slots_of(session):
        setting, key = slot
        if domain and setting.domain != domain:
            continue
        was = wishes.effective(slot)
        wishes.put(slot, session, None)
        now = wishes.effective(slot)
        if now == was or (domain and domain not in chrome.enabled):
            continue
        command = setting.default(key) if now is None else (setting.sets[0], now)
        if command is None:
            world.count("setting_not_undone", setting.sets[0])
        else:
            world.chrome_command(chrome.tab, chrome.id, command[0], cdp.encode_value(command[1]))


def _refuse_if_busy(setting: Setting, wishes: Sequence[Wish], session: Session, params: Params) -> None:
    """Raises ``BadParams`` where Chrome lets only one session have it, and another one has something else."""
    for wish in wishes:
        if setting.busy and wish.session is not session and wish.params != params:
            raise refuse(cdp.SERVER_ERROR, f"{setting.busy} ({holder(wish.session)})")


def holder(session: Session) -> str:
    """Words for who has what somebody else asks for."""
    client = session.client
    return f"held by client {client.label or client.id}"


def _hashable(value: object) -> object:
    return cdp.encode_value(value) if isinstance(value, dict | list) else value
