"""Chrome's debugger on tabs: attached while somebody needs it, detached when the last one leaves.

Detaching is what undoes everything a client set up: emulation, interception, scripts, pauses. It takes milliseconds,
and the page is as it was before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Raw

from tabrelay.core import discovering
from tabrelay.core.chrome_sessions import ChromeSession
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.undo import go_when_free
from tabrelay.protocol import control
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.ids import ChromeSessionId

if TYPE_CHECKING:
    from tabrelay.core.tabs import Attached, TabState
    from tabrelay.core.world import World

ROOT = ChromeSessionId("")


def acquire(world: World, tab: TabState, attached: Attached) -> None:
    """Call ``attached`` once the debugger is on the tab; at once when it is already."""
    state = tab.attachment.state
    if state is Attachment.ATTACHED:
        attached(None)
        return
    tab.waiting.append(attached)
    if state is Attachment.DETACHED:
        _attach(world, tab)


def release_if_unused(world: World, tab: TabState) -> None:
    """Detach when no session and no lease is left."""
    if tab.attachment.state is not Attachment.ATTACHED or tab.leases or tab.waiting:
        return
    if any(chrome.sessions for chrome in tab.chrome.values()):
        return
    tab.attachment.move("released")
    discovering.children_destroyed(world, tab)
    tab.chrome.clear()

    def detached(_: Raw | CdpError) -> None:
        if tab.attachment.state is Attachment.DETACHING:
            tab.attachment.move("detached")
        if tab.waiting and tab.attachment.state is Attachment.DETACHED:
            _attach(world, tab)

    world.call(tab.browser, control.DETACH, control.TabRef(tab_id=tab.id), detached, tab_id=tab.id)


def lease(world: World, tab: TabState, leased: Attached) -> None:
    """Use the debugger without a session; ``leased`` must be followed by :func:`give_back` unless it got an error."""

    def attached(error: CdpError | None) -> None:
        if error is None:
            tab.leases += 1
        leased(error)

    acquire(world, tab, attached)


def give_back(world: World, tab: TabState) -> None:
    """End a lease."""
    tab.leases -= 1
    release_if_unused(world, tab)


def adopt(tab: TabState) -> None:
    """The extension's debugger is on the tab already: its worker was restarted, the attachment was not."""
    tab.attachment.move("adopted")
    tab.chrome[ROOT] = ChromeSession(id=ROOT, tab=tab)


def lose(tab: TabState, error: CdpError) -> None:
    """The debugger is off the tab without our doing; those who wait for it hear ``error``."""
    if tab.attachment.state is not Attachment.DETACHED:
        tab.attachment.move("lost")
    tab.chrome.clear()
    tab.owed.clear()
    waiting, tab.waiting = tab.waiting, []
    for attached in waiting:
        attached(error)


def _take_back(world: World, tab: TabState) -> None:
    """Chrome may still answer an attach that was given up; nobody wants it any more."""
    world.call(tab.browser, control.DETACH, control.TabRef(tab_id=tab.id), lambda _: None, tab_id=tab.id)


def _attach(world: World, tab: TabState) -> None:
    tab.attachment.move("wanted")
    given_up_at_ms = world.now_ms + world.limits.attach_deadline_ms

    def answered(answer: Raw | CdpError) -> None:
        if tab.attachment.state is not Attachment.ATTACHING:
            return
        error = answer if isinstance(answer, CdpError) else None
        if error is None:
            tab.attachment.move("attached")
            tab.chrome[ROOT] = ChromeSession(id=ROOT, tab=tab)
        else:
            tab.attachment.move("refused")
            world.count("attach_refused")
            if world.now_ms >= given_up_at_ms:
                _take_back(world, tab)
        waiting, tab.waiting = tab.waiting, []
        for attached in waiting:
            attached(error)
        go_when_free(world, tab)
        release_if_unused(world, tab)

    world.call(
        tab.browser,
        control.ATTACH,
        control.TabRef(tab_id=tab.id),
        answered,
        tab_id=tab.id,
        deadline_ms=world.limits.attach_deadline_ms,
        label="attach",
    )
