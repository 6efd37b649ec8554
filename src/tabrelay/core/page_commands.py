"""Commands on a page, frame or worker: nearly all go through; a few change what the gateway must remember."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import Raw

from tabrelay.core.undo import let_run, remove_script
from tabrelay.protocol.cdp import CdpError, Command
from tabrelay.protocol.errors import UNREADABLE

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World


_S = TypeVar("_S", bound=msgspec.Struct)


class _Named(msgspec.Struct):
    name: str = ""


class _Identified(msgspec.Struct):
    identifier: str = ""


class _Enabled(msgspec.Struct):
    enabled: bool = False


def pass_through(world: World, session: Session, command: Command) -> None:
    """Forward a command, noting what it enables."""
    chrome = session.chrome
    assert chrome is not None
    note = _NOTES.get(command.method)
    if note is not None:
        note(world, session, chrome, command)
    elif command.method.endswith(".enable"):
        _enable(world, session, chrome, command)
    elif command.method.endswith(".disable"):
        _disable(world, session, chrome, command)
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
    joins = chrome.enable(domain, session) and not was_on_here and domain == "Runtime"
    if joins:
        chrome.joining.append(session)

    def before(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError) and not was_on_here:
            chrome.disable(domain, session)
        elif joins and session in chrome.joining:
            chrome.joining.remove(session)
            for context in chrome.contexts.values():
                world.event(session, "Runtime.executionContextCreated", context)

    world.forward(session, command, before=before)


def _get_document(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """Chrome enables ``DOM`` for whoever asks for the document."""
    chrome.enable("DOM", session)
    world.forward(session, command)


def _disable(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """The last session to disable a domain disables it in Chrome; for the others it is off all the same.

    Until Chrome answers, it still tells what earlier commands cause, and the session still hears it.
    """
    domain = command.method.removesuffix(".disable")
    if chrome.others_enabled(domain, session):
        chrome.disable(domain, session)
        world.reply(session, command.id)
        return
    session.disabling.add(domain)

    def before(_: Raw | CdpError) -> None:
        if domain in session.disabling:
            session.disabling.discard(domain)
            chrome.disable(domain, session)

    world.forward(session, command, before=before)


def _add_script(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    def before(answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError):
            return
        script = _lenient(answer, _Identified).identifier
        if session.alive:
            session.scripts.add(script)
        elif chrome.tab.chrome.get(chrome.id) is chrome:
            remove_script(world, chrome, script)

    world.forward(session, command, before=before)


def _remove_script(world: World, session: Session, _chrome: ChromeSession, command: Command) -> None:
    session.scripts.discard(_lenient(command.params, _Identified).identifier)
    world.forward(session, command)


def _add_binding(world: World, session: Session, _chrome: ChromeSession, command: Command) -> None:
    session.bindings.add(_lenient(command.params, _Named).name)
    world.forward(session, command)


def _remove_binding(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """A binding that another session added under the same name stays in Chrome."""
    name = _lenient(command.params, _Named).name
    session.bindings.discard(name)
    if any(name in other.bindings for other in chrome.sessions):
        world.reply(session, command.id)
    else:
        world.forward(session, command)


def _lifecycle_events(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    wanted = _lenient(command.params, _Enabled).enabled
    if not wanted and any(other.lifecycle_events for other in chrome.sessions if other is not session):
        session.lifecycle_events = False
        world.reply(session, command.id)
        return
    session.lifecycle_events = True  # also while they are being turned off: what comes before the answer was asked for

    def before(_: Raw | CdpError) -> None:
        session.lifecycle_events = wanted

    world.forward(session, command, before=before)


def _run_if_waiting(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    """The target runs when everybody who wanted to be first has let it."""
    if chrome.paused and chrome.waiters and chrome.waiters != [session]:
        let_run(world, session, chrome)
        world.reply(session, command.id)
        return
    chrome.paused = False
    let_run(world, session, chrome)
    world.forward(session, command)


def _lenient(data: bytes | Raw, shape: type[_S]) -> _S:
    """What can be read of ``data``; Chrome itself will complain about the rest."""
    try:
        return msgspec.json.decode(data or b"{}", type=shape)
    except UNREADABLE:
        return shape()


Note = Callable[["World", "Session", "ChromeSession", Command], None]

_NOTES: Final[dict[str, Note]] = {
    "DOM.getDocument": _get_document,
    "Page.addScriptToEvaluateOnNewDocument": _add_script,
    "Page.removeScriptToEvaluateOnNewDocument": _remove_script,
    "Page.setLifecycleEventsEnabled": _lifecycle_events,
    "Runtime.addBinding": _add_binding,
    "Runtime.removeBinding": _remove_binding,
    "Runtime.runIfWaitingForDebugger": _run_if_waiting,
}
