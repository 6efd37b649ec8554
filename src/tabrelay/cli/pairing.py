"""What ``tabrelay pair`` does: make an offer, show it, wait until a device has taken it."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from rich.markup import escape

from tabrelay.cli.failures import CommandFailed
from tabrelay.cli.open_page import opened_page
from tabrelay.cli.own_browser import paired
from tabrelay.cli.plain import plain
from tabrelay.cli.render import printable
from tabrelay.cli.terminal import Terminal
from tabrelay.client import GatewayConnection, Subscription
from tabrelay.protocol.operator import DeviceView, PairingCreated


@dataclass(frozen=True, slots=True, kw_only=True)
class PairWish:
    """How to pair."""

    name: str
    role: str
    opens: bool
    waits: bool
    timeout_s: float


async def pair_device(connection: GatewayConnection, wish: PairWish, terminal: Terminal) -> None:
    """One device; raises ``PAIRING_TIMEOUT`` when none came."""
    async with connection as gateway:
        with gateway.events() as events:
            offer = await gateway.create_pairing(name=wish.name, role=wish.role, ttl=wish.timeout_s)
            if not wish.waits:
                terminal.result(plain(offer), offer.pairing)
                return
            terminal.event("offered", **plain(offer))
            device = await _wait(offer, events, wish, terminal)
        terminal.event("paired", device=plain(device))
        terminal.say(f"[green]Paired[/] {escape(printable(device.name))} ({device.words}).")
        if wish.role == "node":
            terminal.say(
                "Share a tab with a click on the Tabrelay button in its toolbar, then run `tabrelay ticket create`."
            )


async def _wait(offer: PairingCreated, events: Subscription, wish: PairWish, terminal: Terminal) -> DeviceView:
    page: AbstractContextManager[bool] = opened_page(offer.page) if wish.opens else nullcontext(enter_result=False)
    with page as opened:
        if not terminal.json:
            terminal.say(_instructions(offer, wish.role, opened=opened))
        spinner = nullcontext() if terminal.json else terminal.errors.status("Waiting for the device …")
        with spinner:
            try:
                async with asyncio.timeout(wish.timeout_s):
                    return await paired(events, offer.id)
            except TimeoutError:
                raise CommandFailed(
                    "PAIRING_TIMEOUT",
                    f"No device took the pairing within {wish.timeout_s:g} s. Is the extension installed "
                    "(`tabrelay extension install`)? Then run `tabrelay pair` again.",
                ) from None


def _instructions(offer: PairingCreated, role: str, *, opened: bool) -> str:
    if role == "operator":
        return (
            f"Give this to the client, once: tabrelay.connect(pairing=…)\n\n  {offer.pairing}\n\n"
            f"The gateway's words are [bold]{offer.words}[/]."
        )
    first = (
        "The pairing page is open in your browser."
        if opened
        else f"Open this page in the browser to pair:\n\n  {offer.page}\n"
    )
    return (
        f"{first}\nThe extension asks you to confirm. It must show the words [bold]{offer.words}[/].\n"
        f"Or paste this into the extension's options:\n\n  {offer.pairing}\n"
    )
