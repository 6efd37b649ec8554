"""Browser contexts: groups of tabs that clients made, isolated where the person allowed it.

Chrome has one incognito profile beside a profile. Where the person allowed the extension there, and has no incognito
window open, a context lives in an incognito window of its own: cookies, storage and cache are apart from the profile's,
common to all contexts that exist at that time, and gone with the last of them. Else a context is a name for its tabs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from msgspec import Raw, UnsetType

from tabrelay.core import attachments
from tabrelay.core.calls import read_answer, settle
from tabrelay.core.closing import close_tab
from tabrelay.core.tabs import TabState
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp, control
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.browsers import Browser
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.control import Tab

Done = Callable[["Context | CdpError"], None]

NOT_ALLOWED: Final = (
    "No isolated browser context: Tabrelay is not allowed in incognito windows. Allow it at chrome://extensions, or "
    "use a ticket that does not demand isolation."
)
IN_USE: Final = (
    "No isolated browser context: Chrome has one incognito profile, and another context or the person is using it. "
    "Close those windows, or use a ticket that does not demand isolation."
)
OBSTACLES: Final = {"notAllowed": NOT_ALLOWED, "inUse": IN_USE}


@dataclass(slots=True, eq=False)
class Context:
    """One browser context.

    ``owner`` is the session with which it goes (``disposeOnDetach``). ``keeper`` is the tab that keeps an isolated
    one's window; no client sees it. ``exclusive``: no other context may share its incognito profile. ``doomed``: it is
    being disposed; ``closed`` are those who wait for that.
    """

    id: str
    browser: Browser
    owner: Session | None = None
    isolated: bool = False
    exclusive: bool = False
    keeper: TabState | None = None
    doomed: bool = False
    closed: list[Callable[[CdpError | None], None]] = field(default_factory=list)

    def tabs(self) -> list[TabState]:
        """Its shared tabs."""
        return [tab for tab in self.browser.tabs.values() if tab.context is self]


def create(world: World, session: Session, *, dispose_on_detach: bool, done: Done) -> None:
    """Make a context; ``done`` gets it, or why it cannot be had as the client's ticket demands."""
    client = session.client
    browser = client.browser
    context = Context(world.new_session_id(), browser, session if dispose_on_detach else None)
    beside = not client.isolated and not any(other.exclusive for other in browser.contexts.values())

    def opened(answer: Raw | CdpError) -> None:
        outcome = read_answer(answer, control.ContextOpened)
        if isinstance(outcome, CdpError):
            dispose(world, context)  # its window may be there all the same
            done(outcome)
            return
        if not isinstance(outcome.keeper, UnsetType):
            context.isolated = True
            context.exclusive = client.isolated
            context.keeper = TabState(browser=browser, tab=outcome.keeper, context=context)
        elif client.isolated:
            browser.contexts.pop(context.id, None)
            done(CdpError(cdp.SERVER_ERROR, OBSTACLES.get(outcome.obstacle, NOT_ALLOWED)))
            return
        if not session.alive:  # nobody will ever dispose it
            dispose(world, context)
        done(context)

    browser.contexts[context.id] = context
    world.call(
        browser,
        control.CONTEXTS_OPEN,
        control.ContextsOpen(context=context.id, beside=beside),
        opened,
        label="Target.createBrowserContext",
    )


def dispose(world: World, context: Context, closed: Callable[[CdpError | None], None] | None = None) -> None:
    """Close all tabs of a context, and its window; ``closed`` is called when nothing of it is left."""
    if closed is not None:
        context.closed.append(closed)
    if context.doomed:
        return
    context.doomed = True
    if context.browser.is_reachable:
        _close(world, context)
    else:
        _tell(context, world.away())


def session_left(world: World, session: Session) -> None:
    """The contexts that were to go with this session go."""
    for context in list(session.client.browser.contexts.values()):
        if context.owner is session:
            dispose(world, context)


def take_up(world: World, browser: Browser, keepers: Iterable[Tab]) -> None:
    """The browser is back, with these keepers: contexts that were to be disposed meanwhile are, now.

    Contexts that an earlier gateway made are known again by their tabs; whoever wants can dispose them.
    """
    for context in browser.contexts.values():
        context.keeper = None
    for tab in keepers:
        context = of(browser, tab) or Context("", browser)
        context.keeper = TabState(browser=browser, tab=tab, context=context)
        if tab.attached:
            attachments.adopt(context.keeper)
            attachments.release_if_unused(world, context.keeper)
    for context in list(browser.contexts.values()):
        if context.doomed:
            _close(world, context)


def of(browser: Browser, tab: Tab) -> Context | None:
    """The context that a tab belongs to; ``None`` for the default one.

    A tab in the incognito profile that nothing is known of (its page was opened without an opener) can only be one of
    the isolated contexts' while there is one.
    """
    if not isinstance(tab.context, UnsetType):
        context = browser.contexts.get(tab.context)
        if context is None:
            context = browser.contexts[tab.context] = Context(tab.context, browser, isolated=tab.incognito)
        return context
    opener = None if isinstance(tab.opener_tab_id, UnsetType) else browser.tabs.get(tab.opener_tab_id)
    if opener is not None and opener.context is not None:
        return opener.context
    isolated = [context for context in browser.contexts.values() if context.isolated]
    return isolated[0] if tab.incognito and len(isolated) == 1 else None


def keeper_of(browser: Browser, tab_id: int) -> TabState | None:
    """The tab of this id, if all it does is keep a context's window."""
    keepers = (context.keeper for context in browser.contexts.values())
    return next((keeper for keeper in keepers if keeper is not None and keeper.id == tab_id), None)


def keeper_gone(world: World, browser: Browser, tab_id: int) -> None:
    """A keeper's tab was closed: the person closed its window, and with it perhaps the incognito profile."""
    keeper = keeper_of(browser, tab_id)
    if keeper is None or keeper.context is None:
        return
    keeper.context.keeper = None
    for call in browser.calls.take_of_tab(keeper.id):
        settle(world, call, NAVIGATED_OR_CLOSED)
    attachments.lose(keeper, NAVIGATED_OR_CLOSED)


def _close(world: World, context: Context) -> None:
    tabs = context.tabs()
    left = len(tabs)

    def one_closed(_: Raw | CdpError) -> None:
        nonlocal left
        left -= 1
        if not left:
            _close_rest(world, context)

    for tab in tabs:
        close_tab(world, tab, one_closed)
    if not tabs:
        _close_rest(world, context)


def _close_rest(world: World, context: Context) -> None:
    """The keeper, and tabs that are not shared at the moment; what could not be closed above is closed there, too."""

    def closed(answer: Raw | CdpError) -> None:
        error = answer if isinstance(answer, CdpError) else None
        if error is None or context.browser.is_reachable:
            context.browser.contexts.pop(context.id, None)
        _tell(context, error)

    world.call(context.browser, control.CONTEXTS_CLOSE, control.ContextRef(context=context.id), closed)


def _tell(context: Context, error: CdpError | None) -> None:
    waiting, context.closed = context.closed, []
    for tell in waiting:
        tell(error)
