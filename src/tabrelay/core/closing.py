"""Closing tabs by the way that does not ask the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Raw

from tabrelay.core import attachments
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.calls import Settle
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World


def close_tab(world: World, tab: TabState, closed: Settle) -> None:
    """Close a tab: Chrome's debugger does it without ``beforeunload``. ``closed`` gets an error only if it is there.

    On a page that crashed on its way to an address no extension may debug, the debugger refuses; nothing can ask then.
    """

    def removed(answer: Raw | CdpError) -> None:
        # The debugger may be off the tab, or the tab gone, before the answer is there.
        is_there = tab.browser.tabs.get(tab.id) is tab and answer is not NAVIGATED_OR_CLOSED
        closed(answer if is_there else Raw(b"{}"))

    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError) and tab.browser.is_reachable and answer is not NAVIGATED_OR_CLOSED:
            world.call(tab.browser, control.TABS_REMOVE, control.TabRef(tab_id=tab.id), removed)
        else:
            removed(answer)

    if tab.attachment.state is Attachment.ATTACHED:
        world.chrome_command(
            tab, attachments.ROOT, "Target.closeTarget", cdp.encode_value({"targetId": tab.target_id}), answered
        )
    else:
        world.call(tab.browser, control.TABS_REMOVE, control.TabRef(tab_id=tab.id), removed)
