"""Messages that Chrome stores for those who come later: clearing them clears what is kept of them here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tabrelay.core import memory
from tabrelay.core.feature import Feature
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

CLEARED: Final = {
    "Console.clearMessages": ("Console.messageAdded",),
    "Log.clear": ("Log.entryAdded",),
    "Runtime.discardConsoleEntries": ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"),
}


def _clear(methods: tuple[str, ...], world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    def cleared(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            memory.clear(chrome, *methods)

    world.forward(session, command, before=cleared)


FEATURE: Final = Feature(
    "stored messages",
    "As in Chrome, what one session clears is not told to any that enables the domain later.",
    commands={command: partial(_clear, methods) for command, methods in CLEARED.items()},
)
