"""Cookies, within what the shared tabs can see (:mod:`tabrelay.core.sites`), of the profile or of a browser context.

``Storage.getCookies`` and its kin always mean the extension's own profile; those of an incognito window are reached by
``Network.*`` on a tab there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import attachments
from tabrelay.core.feature import Feature
from tabrelay.core.lifecycle import Attachment
from tabrelay.core.params import lenient, read, refuse
from tabrelay.core.sites import Cookie, Sites, sites_of
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError, Command

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.contexts import Context
    from tabrelay.core.sessions import Session
    from tabrelay.core.tabs import TabState
    from tabrelay.core.world import World

Found = Callable[["list[Cookie] | CdpError"], None]

IDENTITY: Final = ("name", "domain", "path", "partitionKey")


class _Context(msgspec.Struct, rename="camel"):
    browser_context_id: str | UnsetType = UNSET


class _SetCookies(_Context, kw_only=True):
    cookies: list[dict[str, Any]]


class _Cookies(msgspec.Struct):
    cookies: list[dict[str, Any]] = []


def get_cookies(world: World, session: Session, command: Command) -> None:
    """``Storage.getCookies`` of a browser context, within what its shared tabs can see."""
    context = context_of(session, read(command, _Context).browser_context_id)

    def found(cookies: list[Cookie] | CdpError) -> None:
        if isinstance(cookies, CdpError):
            world.fail(session, command.id, cookies)
        else:
            world.reply_value(session, command.id, {"cookies": cookies})

    _through_a_tab(world, session, command, context, lambda tab: _read(world, tab, context, found))


def set_cookies(world: World, session: Session, command: Command) -> None:
    """``Storage.setCookies`` of a browser context: refused for sites that no shared tab shows."""
    params = read(command, _SetCookies)
    context = context_of(session, params.browser_context_id)
    sites = sites_of(session.client.browser, context)
    for cookie in params.cookies:
        sites.check_cookie(cookie)
    method = "Network.setCookies" if _is_isolated(context) else "Storage.setCookies"

    def write(tab: TabState) -> None:
        done = _answer(world, session, command, tab)
        world.chrome_command(tab, attachments.ROOT, method, cdp.encode_value({"cookies": params.cookies}), done)

    _through_a_tab(world, session, command, context, write)


def clear_cookies(world: World, session: Session, command: Command) -> None:
    """``Storage.clearCookies`` of a browser context: those that ``Storage.getCookies`` would show."""
    context = context_of(session, read(command, _Context).browser_context_id)

    def clear(tab: TabState) -> None:
        done = _answer(world, session, command, tab)
        if _is_isolated(context):
            world.chrome_command(tab, attachments.ROOT, "Network.clearBrowserCookies", b"{}", done)
        elif not sites_of(tab.browser, context).limited:
            world.chrome_command(tab, attachments.ROOT, "Storage.clearCookies", b"{}", done)
        else:
            _delete_visible(world, tab, context, done)

    _through_a_tab(world, session, command, context, clear)


def context_of(session: Session, wanted: str | UnsetType) -> Context | None:
    """The context of this id, ``None`` for the default one; raises ``BadParams``."""
    browser = session.client.browser
    if isinstance(wanted, UnsetType) or wanted == browser.context_id:
        return None
    context = browser.contexts.get(wanted)
    if context is None or context.doomed:
        raise refuse(cdp.INVALID_PARAMS, f"Failed to find browser context for id {wanted}")
    return context


def some_tab(session: Session, context: Context | None) -> TabState | None:
    """A tab through which the storage of a context is reached, one that the client is attached to if there is one."""
    if context is not None and context.isolated:
        return context.keeper or next(iter(context.tabs()), None)
    own = (s.tab for s in session.client.sessions.values() if s.chrome is not None)
    return next(own, None) or next(iter(session.client.browser.tabs.values()), None)


def _through_a_tab(
    world: World, session: Session, command: Command, context: Context | None, use: Callable[[TabState], None]
) -> None:
    """Lease the debugger of a tab for ``use``, which gives it back by answering the command."""
    tab = some_tab(session, context)
    if tab is None:
        raise refuse(cdp.SERVER_ERROR, f"'{command.method}' needs a shared tab, and none is shared")

    def leased(error: CdpError | None) -> None:
        if error is not None:
            world.fail(session, command.id, error)
        else:
            use(tab)

    attachments.lease(world, tab, leased)


def _answer(world: World, session: Session, command: Command, tab: TabState) -> Callable[[Raw | CdpError], None]:
    def answered(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            world.fail(session, command.id, answer)
        else:
            world.reply(session, command.id)
        attachments.give_back(world, tab)

    return answered


def _read(world: World, tab: TabState, context: Context | None, found: Found) -> None:
    """The cookies that may be seen, through a leased tab, which is given back.

    Frames of the page's own process are known to nobody but the page; where one is attached it is asked.
    """
    sites = sites_of(tab.browser, context)
    own: list[Cookie] = []
    if sites.limited:
        for shared in tab.browser.tabs.values():
            if shared.attachment.state is Attachment.ATTACHED:
                _add_own(world, shared, own)

    def answered(answer: Raw | CdpError) -> None:
        found(answer if isinstance(answer, CdpError) else _visible(answer, sites, own))
        attachments.give_back(world, tab)

    method = "Network.getAllCookies" if _is_isolated(context) else "Storage.getCookies"
    world.chrome_command(tab, attachments.ROOT, method, b"{}", answered)


def _add_own(world: World, tab: TabState, own: list[Cookie]) -> None:
    """Add what the page in ``tab`` and its frames can see, once Chrome has answered."""

    def answered(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            own.extend(lenient(answer, _Cookies).cookies)

    world.chrome_command(tab, attachments.ROOT, "Network.getCookies", b"{}", answered)


def _visible(answer: Raw, sites: Sites, own: Sequence[Cookie]) -> list[Cookie]:
    known = {_identity(cookie) for cookie in own}
    return [c for c in lenient(answer, _Cookies).cookies if sites.see(c) or _identity(c) in known]


def _delete_visible(
    world: World, tab: TabState, context: Context | None, done: Callable[[Raw | CdpError], None]
) -> None:
    def found(cookies: list[Cookie] | CdpError) -> None:
        if isinstance(cookies, CdpError) or not cookies:
            done(cookies if isinstance(cookies, CdpError) else Raw(b"{}"))
            return
        for cookie in cookies[:-1]:
            world.chrome_command(tab, attachments.ROOT, "Network.deleteCookies", _named(cookie))
        world.chrome_command(tab, attachments.ROOT, "Network.deleteCookies", _named(cookies[-1]), done)

    tab.leases += 1  # `_read` gives one back, and `done` another
    _read(world, tab, context, found)


def _identity(cookie: Cookie) -> bytes:
    return cdp.encode_value([cookie.get(name) for name in IDENTITY])


def _named(cookie: Cookie) -> bytes:
    return cdp.encode_value({name: cookie[name] for name in IDENTITY if name in cookie})


def _is_isolated(context: Context | None) -> bool:
    return context is not None and context.isolated


# On a page's own session ------------------------------------------------------------------------------------------


def _page_sites(browser: Browser, chrome: ChromeSession) -> Sites:
    return sites_of(browser, chrome.tab.context)


def _get(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """``Network.getCookies`` and ``Network.getAllCookies``: Chrome's answer without what may not be seen."""
    sites = _page_sites(session.client.browser, chrome)
    if not sites.limited:
        world.forward(session, command)
        return
    own: list[Cookie] = []
    _add_own(world, chrome.tab, own)

    def before(answer: Raw | CdpError) -> Raw | CdpError | None:
        if isinstance(answer, CdpError):
            return None
        return Raw(cdp.encode_value({"cookies": _visible(answer, sites, own)}))

    world.forward(session, command, before=before)


def _set(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """``Network.setCookie``, ``setCookies``, ``deleteCookies``: refused for sites that no shared tab shows."""
    sites = _page_sites(session.client.browser, chrome)
    params = lenient(command.params, _Cookies)
    named = params.cookies if command.method == "Network.setCookies" else [_one(command)]
    for cookie in named:
        sites.check_cookie(cookie)
    world.forward(session, command)


def _one(command: Command) -> Cookie:
    params = msgspec.json.decode(command.params or b"{}")
    return params if isinstance(params, dict) else {}


def _clear(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """``Network.clearBrowserCookies``: those that may be seen."""
    if not _page_sites(session.client.browser, chrome).limited:
        world.forward(session, command)
        return
    tab = chrome.tab
    tab.leases += 1
    _delete_visible(world, tab, tab.context, _answer(world, session, command, tab))


FEATURE: Final[Feature] = Feature(
    "cookies",
    "Where a person shares tabs, only cookies of sites that shared tabs show are seen, set and deleted.",
    commands={
        "Network.clearBrowserCookies": _clear,
        "Network.deleteCookies": _set,
        "Network.getAllCookies": _get,
        "Network.getCookies": _get,
        "Network.setCookie": _set,
        "Network.setCookies": _set,
        "Page.deleteCookie": _set,
    },
)
