"""Downloads of shared tabs: told to those who listen, denied, or brought to the clients' machines.

Chrome tells the debugger which tab began a download (``Page.downloadWillBegin``), and the extension which file it
became (``chrome.downloads``). The extension puts the two together, and says nothing of
downloads that no shared tab began.

=============  ==========================================  ============================================
state          begins with                                 what clients hear
=============  ==========================================  ============================================
undecided      ``Page.downloadWillBegin``                  ``downloadWillBegin``
taken          a client on the tab wants a copy, and       ``downloadProgress`` ``inProgress``
               gateway, client and browser are one machine
left           nobody does: the person's browser keeps it  ``downloadProgress`` ``inProgress``
denied         the last wish on the tab is ``deny``        ``downloadProgress`` ``canceled``
placing        ``download.ended``, taken and complete      nothing yet
over           the copies are made, or there are none      ``completed`` with the path, or ``canceled``
=============  ==========================================  ============================================

Chrome's ``completed`` is held back until a client's file is where the client wanted it. A client that leaves takes its
wish with it; a copy that it was promised before is still made, as Chrome makes it. Whoever wanted a file and cannot
have it (it runs on another machine than the gateway, or the browser does) hears ``canceled``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from msgspec import Raw

from tabrelay.core import files
from tabrelay.core.download_state import Download
from tabrelay.core.effects import PlaceFile
from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp, control

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.clients import Client
    from tabrelay.core.download_state import Behavior
    from tabrelay.core.file_facts import FileOutcome, Reach
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import CdpError

MOST_REMEMBERED: Final = 1000
"""How many downloads that are over are remembered for ``Browser.cancelDownload``."""

UNNAMED: Final = "download"
"""What Chrome calls a file that has no name."""


class _Begun(msgspec.Struct, rename="camel"):
    guid: str = ""
    suggested_filename: str = ""


class _Progress(msgspec.Struct, rename="camel"):
    guid: str = ""
    state: str = ""


def watch(world: World, session: Session) -> None:
    """Chrome tells of downloads where ``Page`` is enabled: it has to be on the pages of clients that care."""
    client = session.client
    if not client.browser.downloads.is_wanted_by(client):
        return
    # A session that joins a page is not among its client's yet.
    for chrome in dict.fromkeys(own.chrome for own in (*client.sessions.values(), session)):
        if chrome is not None and chrome.parent is None and "Page" not in chrome.enabled:
            world.chrome_command(chrome.tab, chrome.id, "Page.enable")


def ended(world: World, browser: Browser, end: control.DownloadEnded) -> None:
    """``chrome.downloads`` has the whole file, or none."""
    download = browser.downloads.open.get(end.guid)
    if download is None:
        return
    _close(browser, download)
    if not end.complete:
        _tell(world, browser, download, _progress_of(download.guid, "canceled"))
        return
    for client, reason in download.out_of_reach.items():
        world.count("download_out_of_reach")
        world.audit("download.out_of_reach", client.id, reason)
    done = _progress_of(download.guid, "completed", end)
    owed = {client for client, _ in download.takers}
    _tell(world, browser, download, done, but=owed | set(download.out_of_reach))
    _tell(world, browser, download, _progress_of(download.guid, "canceled"), only=set(download.out_of_reach))
    if download.taken:
        _place(world, download, end)


def lose(world: World, browser: Browser) -> None:
    """The link is down: the extension lets go of what it has, and nobody will hear of it."""
    for download in list(browser.downloads.open.values()):
        _close(browser, download)
        _tell(world, browser, download, _progress_of(download.guid, "canceled"))


def _begun(world: World, chrome: ChromeSession, params: Raw) -> None:
    for session in chrome.enabled.get("Page", ()):
        world.event(session, "Page.downloadWillBegin", params)
    begun = lenient(params, _Begun)
    browser = chrome.tab.browser
    state = browser.downloads
    if begun.guid in state.open:
        return
    state.prune()
    for session in state.listeners:
        world.event(session, "Browser.downloadWillBegin", params)
    download = Download(begun.guid, chrome, _safe(begun.suggested_filename))
    state.open[begun.guid] = download
    wishes = _wishes(browser, chrome)
    if wishes and list(wishes.values())[-1].deny:
        _decide(world, browser, download, "cancel")
        return
    takers = [(client, behavior) for client, behavior in wishes.items() if not behavior.deny]
    download.undecided = len(takers)
    for client, behavior in takers:
        files.ask_reach(world, client, partial(_reached, world, download, client, behavior))
    if not takers:
        _decide(world, browser, download, "leave")


def _wishes(browser: Browser, chrome: ChromeSession) -> dict[Client, Behavior]:
    """The last wish of each client on the tab, the latest last."""
    clients = {session.client for session in chrome.tab.sessions()}
    wishes: dict[Client, Behavior] = {}
    for behavior in browser.downloads.behaviors:
        client = behavior.session.client
        if client in clients and behavior.context_id == chrome.tab.context_id:
            wishes.pop(client, None)
            wishes[client] = behavior
    return wishes


def _reached(world: World, download: Download, client: Client, behavior: Behavior, reach: Reach) -> None:
    browser = client.browser
    obstacle = reach.client or reach.browser
    if obstacle:
        download.out_of_reach[client] = obstacle
    else:
        download.takers.append((client, behavior))
    download.undecided -= 1
    if not download.undecided and download.guid in browser.downloads.open:
        download.taken = bool(download.takers)
        _decide(world, browser, download, "take" if download.taken else "leave")


def _decide(world: World, browser: Browser, download: Download, action: Literal["take", "leave", "cancel"]) -> None:
    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, cdp.CdpError):
            world.count("download_undecided", action)

    decide = control.DownloadDecide(guid=download.guid, action=action)
    world.call(browser, control.DOWNLOADS_DECIDE, decide, answered)


def _progressed(world: World, chrome: ChromeSession, params: Raw) -> None:
    progress = lenient(params, _Progress)
    browser = chrome.tab.browser
    download = browser.downloads.open.get(progress.guid)
    if download is None:
        if progress.guid not in browser.downloads.over:  # it began before anybody cared
            for session in chrome.enabled.get("Page", ()):
                world.event(session, "Page.downloadProgress", params)
        return
    if progress.state == "completed":
        return  # until the file is where it belongs
    if download.chrome is not chrome:
        return
    if progress.state == "canceled":
        _close(browser, download)
    _tell(world, browser, download, bytes(params))


def _place(world: World, download: Download, end: control.DownloadEnded) -> None:
    download.placing = len(download.takers)
    for client, behavior in download.takers:
        name = download.guid if behavior.by_guid else download.name
        place = partial(_place_effect, end.filename, behavior.folder, name)
        files.ask(world, place, partial(_placed, world, download, client, end))


def _place_effect(source: str, folder: str, name: str, token: int) -> PlaceFile:
    return PlaceFile(token, source, folder, name)


def _placed(  # noqa: PLR0917 - what is known when it is asked for, and what comes of it
    world: World, download: Download, client: Client, end: control.DownloadEnded, outcome: FileOutcome, error: str
) -> None:
    browser = client.browser
    if error or not isinstance(outcome, str):
        world.count("download_not_placed")
        world.audit("download.not_placed", client.id, error)
        _tell(world, browser, download, _progress_of(download.guid, "canceled"), only={client})
    else:
        done = _progress_of(download.guid, "completed", end)
        _tell(world, browser, download, done, only={client}, path=outcome)
    download.placing -= 1
    if not download.placing:
        discard = control.DownloadRef(guid=download.guid)
        world.call(browser, control.DOWNLOADS_DISCARD, discard, lambda _: None)


def _tell(
    world: World,
    browser: Browser,
    download: Download,
    params: bytes,
    *,
    only: set[Client] | None = None,
    but: set[Client] | frozenset[Client] = frozenset(),
    path: str = "",
) -> None:
    """The progress, to page sessions and then to the listeners, as Chrome does; ``path`` is for the latter."""

    def concerns(session: Session) -> bool:
        return session.alive and session.client not in but and (only is None or session.client in only)

    for session in download.chrome.enabled.get("Page", ()):
        if concerns(session):
            world.event(session, "Page.downloadProgress", params)
    if path:
        params = cdp.encode_value({**msgspec.json.decode(params), "filePath": path})
    for session in browser.downloads.listeners:
        if concerns(session):
            world.event(session, "Browser.downloadProgress", params)


def _progress_of(guid: str, state: str, end: control.DownloadEnded | None = None) -> bytes:
    total, received = (end.total_bytes, end.received_bytes) if end is not None else (0, 0)
    return cdp.encode_value({"guid": guid, "totalBytes": total, "receivedBytes": received, "state": state})


def _close(browser: Browser, download: Download) -> None:
    state = browser.downloads
    state.open.pop(download.guid, None)
    state.over[download.guid] = None
    if len(state.over) > MOST_REMEMBERED:
        del state.over[next(iter(state.over))]


def _safe(name: str) -> str:
    """A name that stays in its folder, whatever a site calls its file."""
    last = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")
    return last if last.strip(". ") else UNNAMED


FEATURE: Final = Feature(
    "downloads",
    "Every client on the tab gets its own copy in its own folder; the last one to say so denies; all who listen hear.",
    events={"Page.downloadWillBegin": _begun, "Page.downloadProgress": _progressed},
)
