"""Frames from extensions: answers to calls, and what they report of tabs and the debugger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Raw

from tabrelay.core import announcing, attachments, chrome_events, contexts, downloads
from tabrelay.core.calls import settle
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.undo import go_when_free
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError
from tabrelay.protocol.frames import EMPTY_OBJECT, Event, Response, decode_as, decode_frame
from tabrelay.protocol.messages import TICK_EVENT

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.calls import Call, Forward
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World


def handle(world: World, browser: Browser, data: bytes | str) -> None:
    """One frame. Raises :class:`FrameError` for one that means nothing; the shell answers by closing the link."""
    frame = decode_frame(data)
    if isinstance(frame, Response):
        call = browser.calls.take(frame.id)
        if call is None:
            world.count("answer_too_late")
            return
        settle(world, call, _outcome(frame))
    elif isinstance(frame, Event):
        _event(world, browser, frame)
    else:
        world.count("request_from_extension", frame.method)


def overdue(call: Call | Forward, now_ms: int) -> CdpError:
    """The error for a call whose deadline passed: what, where, how old."""
    age = (now_ms - call.asked_at_ms) / 1000
    where = "" if call.tab_id is None else f" on tab {call.tab_id}"
    return CdpError(cdp.SERVER_ERROR, f"Chrome did not answer '{call.label}'{where} within {age:.0f} s")


def _outcome(frame: Response) -> Raw | CdpError:
    if frame.ok:
        return frame.payload or EMPTY_OBJECT
    assert frame.error is not None
    return cdp.from_chrome(frame.error.message)


def _event(world: World, browser: Browser, frame: Event) -> None:
    name = frame.event
    if name == control.DEBUGGER_EVENT:
        chrome_events.handle(world, browser, decode_as(frame.payload, control.DebuggerEvent))
    elif name == control.TAB_UPDATED or name == control.TAB_SHARED:  # noqa: PLR1714 - two names, one meaning: it is there
        tab_seen = decode_as(frame.payload, control.Tab)
        if not tab_seen.keeper:  # which is the answer to who asked for it
            announcing.share_tab(world, browser, tab_seen)
    elif name == control.TAB_GONE:
        gone = decode_as(frame.payload, control.TabGone)
        tab = browser.tabs.get(gone.tab_id)
        if tab is not None:
            announcing.drop_tab(world, tab, gone.reason)
        else:
            contexts.keeper_gone(world, browser, gone.tab_id)
    elif name == control.DEBUGGER_DETACHED:
        _detached(world, browser, decode_as(frame.payload, control.DebuggerDetached))
    elif name == control.SNAPSHOT:
        _snapshot(world, browser, decode_as(frame.payload, control.Snapshot))
    elif name == control.DOWNLOAD_ENDED:
        downloads.ended(world, browser, decode_as(frame.payload, control.DownloadEnded))
    elif name != TICK_EVENT:
        world.count("event_unknown", name)


def _detached(world: World, browser: Browser, detached: control.DebuggerDetached) -> None:
    """Chrome took the debugger off a tab (closed, cancelled by the person, a page it may not touch)."""
    tab = browser.tabs.get(detached.tab_id)
    world.audit("debugger.detached", browser.device, f"tab {detached.tab_id}: {detached.reason}")
    tab = tab or contexts.keeper_of(browser, detached.tab_id)
    if tab is not None:
        lose_attachment(world, tab)


def lose_attachment(world: World, tab: TabState) -> None:
    """The debugger is off the tab; the tab itself may still be there."""
    announcing.end_sessions_on_page(world, tab)
    for call in tab.browser.calls.take_of_tab(tab.id):
        settle(world, call, NAVIGATED_OR_CLOSED)
    go_when_free(world, tab)


def _snapshot(world: World, browser: Browser, snapshot: control.Snapshot) -> None:
    """All that is shared, after each link: what is known stays itself, the rest appears or goes."""
    browser.info = snapshot.browser
    browser.mode = snapshot.mode
    browser.known = True
    contexts.take_up(world, browser, [tab for tab in snapshot.tabs if tab.keeper])
    tabs = [tab for tab in snapshot.tabs if not tab.keeper]
    listed = {tab.tab_id: tab for tab in tabs}
    for state in list(browser.tabs.values()):
        tab = listed.get(state.id)
        if tab is None:
            announcing.drop_tab(world, state, "closed")
        elif tab.target_id == state.target_id and not tab.attached:
            lose_attachment(world, state)
    for tab in tabs:
        announcing.share_tab(world, browser, tab)
        state = browser.tabs[tab.tab_id]
        if tab.attached and state.attachment.state is Attachment.DETACHED:
            attachments.adopt(state)
            attachments.release_if_unused(world, state)
        world.pay_debts(state)
