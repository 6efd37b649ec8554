"""``setDownloadBehavior`` and ``cancelDownload``, with Chrome's own complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import downloads
from tabrelay.core.download_state import Behavior
from tabrelay.core.params import read, refuse
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

NO_PATH: Final = "downloadPath not provided"
NO_DOWNLOAD: Final = "No download item found for the given GUID"
"""Chrome's words."""


class _Behavior(msgspec.Struct, rename="camel"):
    behavior: str
    browser_context_id: str | UnsetType = UNSET
    download_path: str | UnsetType = UNSET
    events_enabled: bool = False


class _Cancel(msgspec.Struct, rename="camel"):
    guid: str
    browser_context_id: str | UnsetType = UNSET


def set_browser_behavior(world: World, session: Session, command: Command) -> None:
    """For the tabs of a browser context that the client is attached to; ``eventsEnabled`` for all shared tabs.

    Every client gets the files in its own ``downloadPath``. Where one denies what another allows, the last one to say
    anything decides.
    """
    params = read(command, _Behavior)
    context_id = _context(session, params.browser_context_id)
    _put(session, context_id, params)
    session.client.browser.downloads.listen(session, enabled=params.events_enabled)
    downloads.watch(world, session)
    world.reply(session, command.id)


def set_page_behavior(world: World, session: Session, command: Command) -> None:
    """As the one of ``Browser``, for the context of the session's own page; it says nothing of events."""
    if session.tab is None:
        world.fail(session, command.id, cdp.method_not_found(command.method))
        return
    _put(session, session.tab.context_id, read(command, _Behavior))
    downloads.watch(world, session)
    world.reply(session, command.id)


def cancel_download(world: World, session: Session, command: Command) -> None:
    """Ends a download of a shared tab; one that is over already stays as it is."""
    params = read(command, _Cancel)
    _context(session, params.browser_context_id)
    browser = session.client.browser
    if params.guid in browser.downloads.over:
        world.reply(session, command.id)
        return
    if params.guid not in browser.downloads.open:
        raise refuse(cdp.INVALID_PARAMS, NO_DOWNLOAD)

    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id)

    decide = control.DownloadDecide(guid=params.guid, action="cancel")
    world.call(browser, control.DOWNLOADS_DECIDE, decide, answered)


def _put(session: Session, context_id: str, params: _Behavior) -> None:
    allows = params.behavior in {"allow", "allowAndName"}
    folder = "" if isinstance(params.download_path, UnsetType) else params.download_path
    if allows and not folder:
        raise refuse(cdp.INVALID_PARAMS, NO_PATH)
    behavior = None
    if allows or params.behavior == "deny":
        behavior = Behavior(session, context_id, not allows, folder, params.behavior == "allowAndName")
    session.client.browser.downloads.put(session, context_id, behavior)


def _context(session: Session, wanted: str | UnsetType) -> str:
    """The context that a command is about: the default one unless it names another."""
    browser = session.client.browser
    if isinstance(wanted, UnsetType):
        return browser.context_id
    if wanted not in {browser.context_id, browser.incognito_context_id, *browser.contexts}:
        raise refuse(cdp.INVALID_PARAMS, f"Failed to find browser context for id {wanted}")
    return wanted
