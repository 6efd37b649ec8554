"""``Target.*BrowserContext``: groups of tabs that clients make, list and dispose; only on sessions of the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from tabrelay.core import contexts
from tabrelay.core.params import read, refuse
from tabrelay.core.sessions import Kind
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError, Command

if TYPE_CHECKING:
    from tabrelay.core.contexts import Context
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World

NO_SETTINGS = "A browser context has the profile's proxy and network rules: an extension can give it no others"


class _CreateContext(msgspec.Struct, rename="camel"):
    dispose_on_detach: bool = False
    proxy_server: str | UnsetType = UNSET
    proxy_bypass_list: str | UnsetType = UNSET
    origins_with_universal_network_access: list[str] | UnsetType = UNSET


class _ContextRef(msgspec.Struct, rename="camel"):
    browser_context_id: str


def get_browser_contexts(world: World, session: Session, command: Command) -> None:
    """``Target.getBrowserContexts``: those that clients made, and the default one."""
    _only_on_the_browser(session)
    browser = session.client.browser
    made = [context.id for context in browser.contexts.values() if not context.doomed]
    result = {"browserContextIds": made, "defaultBrowserContextId": browser.context_id}
    world.reply_value(session, command.id, result)


def create_browser_context(world: World, session: Session, command: Command) -> None:
    """``Target.createBrowserContext``: a group of tabs of its own, isolated where the person allowed incognito windows.

    A ticket can demand isolation; then there is an error where it cannot be had.
    """
    _only_on_the_browser(session)
    params = read(command, _CreateContext)
    for name in ("proxy_server", "proxy_bypass_list", "origins_with_universal_network_access"):
        if getattr(params, name) is not UNSET:
            raise refuse(cdp.SERVER_ERROR, NO_SETTINGS)

    def done(outcome: Context | CdpError) -> None:
        if isinstance(outcome, CdpError):
            world.fail(session, command.id, outcome)
        elif session.alive:
            world.reply_value(session, command.id, {"browserContextId": outcome.id})

    contexts.create(world, session, dispose_on_detach=params.dispose_on_detach, done=done)


def dispose_browser_context(world: World, session: Session, command: Command) -> None:
    """``Target.disposeBrowserContext``: its tabs are closed, and answered when they are gone."""
    _only_on_the_browser(session)
    wanted = read(command, _ContextRef).browser_context_id
    context = session.client.browser.contexts.get(wanted)
    if context is None or context.doomed:
        raise refuse(cdp.SERVER_ERROR, f"Failed to find context with id {wanted}")

    def closed(error: CdpError | None) -> None:
        if error is not None:
            world.fail(session, command.id, error)
        else:
            world.reply(session, command.id)

    contexts.dispose(world, context, closed)


def _only_on_the_browser(session: Session) -> None:
    if session.kind is not Kind.BROWSER:
        raise refuse(cdp.SERVER_ERROR, "Not allowed")
