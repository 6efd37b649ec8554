"""What ``tabrelay up`` does: a gateway, and beside it a browser of our own where one is wished for."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass

from rich.markup import escape

from tabrelay.browser import FoundBrowser, LaunchedBrowser, find_browser
from tabrelay.cli.failures import CommandFailed
from tabrelay.cli.own_browser import OwnBrowser, own_browser
from tabrelay.cli.reach import now_ms, reach
from tabrelay.cli.render import snippets, until
from tabrelay.cli.terminal import Terminal
from tabrelay.config import Settings
from tabrelay.gateway import Gateway
from tabrelay.protocol.identity import short_words
from tabrelay.protocol.operator import BrowserView, TicketCreated

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserWish:
    """The browser that ``--browser`` asks for; ``chosen`` is a path or a name, ``None`` leaves the choice to us."""

    chosen: str | None
    name: str
    headless: bool
    args: tuple[str, ...]


async def serve(settings: Settings, wish: BrowserWish | None, terminal: Terminal) -> None:
    """Runs until it is cancelled; raises the product's errors where the gateway or the browser cannot start."""
    found = None if wish is None else _find(wish)
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(settings))
        facts = {"url": gateway.url, "pid": os.getpid()}
        terminal.event("listening", **facts, state_dir=str(settings.state_dir))
        terminal.say(f"[bold]Tabrelay[/] is listening on {gateway.url}  (its key: {short_words(gateway.fingerprint)})")
        watch = None
        if wish is None or found is None:
            terminal.event("ready", **facts)
            terminal.say(
                "Pair a browser with `tabrelay pair`, then `tabrelay ticket create` lets a client in. Ctrl-C stops."
            )
        else:
            browser, view, ticket = await _start_browser(stack, settings, wish, found, terminal)
            terminal.event("ready", **facts, **_ready(view, ticket))
            terminal.say(_ready_text(view, ticket))
            watch = asyncio.create_task(_watch(browser, terminal), name="tabrelay browser watch")
            stack.callback(watch.cancel)
        await gateway.wait_closed()
    raise CommandFailed("GATEWAY_ENDED", "The gateway ended by itself. Its log says why (see --verbose).")


async def _start_browser(
    stack: AsyncExitStack, settings: Settings, wish: BrowserWish, found: FoundBrowser, terminal: Terminal
) -> tuple[LaunchedBrowser, BrowserView, TicketCreated]:
    def tell(step: str, fact: str) -> None:
        terminal.event(f"browser.{step}", fact=fact)
        terminal.say(f"  browser {step}  [dim]{escape(fact)}[/]")

    operator = await stack.enter_async_context(reach(settings.state_dir))
    wanted = OwnBrowser(
        found=found, state_dir=settings.state_dir, name=wish.name, headless=wish.headless, args=wish.args
    )
    browser, view = await stack.enter_async_context(own_browser(operator, wanted, tell))
    return browser, view, await operator.create_ticket(view.id, label="tabrelay up")


async def _watch(browser: LaunchedBrowser, terminal: Terminal) -> None:
    """Says so when the browser ends; the gateway stays, because others may be linked to it."""
    reason = str(await browser.exited())
    terminal.event("browser.exited", fact=reason)
    terminal.say(f"{escape(reason)} The gateway goes on; Ctrl-C stops it.")


def _find(wish: BrowserWish) -> FoundBrowser:
    if not SAFE_NAME.fullmatch(wish.name):
        raise CommandFailed("NAME_INVALID", f"{wish.name!r} cannot name a browser: use letters, digits, dots, dashes.")
    return find_browser(wish.chosen)


def _ready(view: BrowserView, ticket: TicketCreated) -> dict[str, object]:
    return {
        "browser": {"id": view.id, "name": view.name},
        "ws": ticket.ws,
        "http": ticket.http,
        "expires_at": ticket.expires_at,
    }


def _ready_text(view: BrowserView, ticket: TicketCreated) -> str:
    lines = "\n".join(f"  {line}" for line in snippets(ticket.ws))
    expiry = until(ticket.expires_at, now_ms())
    return f"{escape(view.name)} is ready, with a ticket that {expiry}:\n{lines}\nCtrl-C stops both."


def logging_to_stderr(*, verbose: bool) -> None:
    """The log of the process: warnings, or with ``verbose`` all that is told."""
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(message)s", force=True)
    for noisy in ("asyncio", "aiohttp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
