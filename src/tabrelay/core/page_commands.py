"""Commands on a page, frame or worker: nearly all go through; a few meet what other sessions asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabrelay.core import features, memory
from tabrelay.core.undo import let_run, turn_off
from tabrelay.protocol.cdp import CdpError, Command

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World


def pass_through(world: World, session: Session, command: Command) -> None:
    """Handle a command of a session that Chrome has a session for."""
    chrome = session.chrome
    assert chrome is not None
    method = command.method
    obey = features.COMMANDS.get(method)
    if obey is not None:
        obey(world, session, chrome, command)
    elif method.endswith(".enable"):
        _enable(world, session, chrome, command)
    elif method.endswith(".disable"):
        _disable(world, session, chrome, command)
    elif method == "Runtime.runIfWaitingForDebugger":
        _run_if_waiting(world, session, chrome, command)
    else:
        world.forward(session, command)


def _enable(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """A domain is on for this session from the moment Chrome hears of it: its events come before the answer.

    What Chrome told the earlier enablers only once is told right before the answer, not earlier: a client may need
    the answers to the commands it sent before (Playwright drops the contexts of frames that it does not know yet).
    """
    domain = command.method.removesuffix(".enable")
    was_on_here = domain in session.enabled
    session.disabling.discard(domain)
    if chrome.enable(domain, session) and not was_on_here and memory.remembers(domain):
        memory.join(chrome, session, domain)
    if not was_on_here:
        features.on(world, session, chrome, domain)

    def before(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError) and not was_on_here:
            chrome.disable(domain, session)
        elif session.alive:
            memory.tell(world, chrome, session, domain)

    world.forward(session, command, before=before)


def _disable(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """The last session to disable a domain disables it in Chrome; for the others it is off all the same.

    Until Chrome answers, it still tells what earlier commands cause, and the session still hears it.
    """
    domain = command.method.removesuffix(".disable")
    session.disabling.add(domain)
    if any(domain not in other.disabling for other in chrome.enabled.get(domain, ()) if other is not session):

        def off_here(_: Raw | CdpError) -> None:
            if _is_off(world, session, chrome, domain):
                turn_off(world, chrome, domain)

        world.confirm(session, command, before=off_here)
        return
    chrome.ending.add(domain)

    def off_in_chrome(_: Raw | CdpError) -> None:
        chrome.ending.discard(domain)
        memory.forget(chrome, domain)
        _is_off(world, session, chrome, domain)

    world.forward(session, command, before=off_in_chrome)


def _is_off(world: World, session: Session, chrome: ChromeSession, domain: str) -> bool:
    """The answer to a ``disable``: ``True`` when nobody has the domain any more. One enabled again meanwhile stays."""
    if domain not in session.disabling:
        return False
    session.disabling.discard(domain)
    nobody = chrome.disable(domain, session)
    features.off(world, session, chrome, domain)
    return nobody


def _run_if_waiting(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """The target runs when everybody who wanted to be first has let it."""
    if chrome.paused and chrome.waiters and chrome.waiters != [session]:
        let_run(world, session, chrome)
        world.reply(session, command.id)
        return
    chrome.paused = False
    let_run(world, session, chrome)
    world.forward(session, command)
