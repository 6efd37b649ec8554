"""Which command is answered where. This table and Chrome are the only ones who answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tabrelay.core import browser_domain, context_commands, cookies, download_commands, page_commands, target_domain
from tabrelay.core.attaching import stop_waiting_on_tab
from tabrelay.core.params import BadParams, refuse
from tabrelay.core.sessions import Kind, Session
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import BadCommand, Command
from tabrelay.protocol.ids import SessionId

if TYPE_CHECKING:
    from tabrelay.core.clients import Client
    from tabrelay.core.world import World

Handler = Callable[["World", Session, Command], None]


def send_message_to_target(world: World, session: Session, command: Command) -> None:
    """A frame for a session that is not flat. Its answer comes as ``Target.receivedMessageFromTarget``."""
    message, child = target_domain.addressee(session, command)
    _receive(world, child, message)
    world.reply(session, command.id)


ANSWERED: Final[dict[str, Handler]] = {
    "Browser.cancelDownload": download_commands.cancel_download,
    "Browser.close": browser_domain.close,
    "Browser.getVersion": browser_domain.get_version,
    "Browser.getWindowBounds": browser_domain.get_window_bounds,
    "Browser.getWindowForTarget": browser_domain.get_window_for_target,
    "Browser.setContentsSize": browser_domain.set_contents_size,
    "Browser.setDownloadBehavior": download_commands.set_browser_behavior,
    "Browser.setWindowBounds": browser_domain.set_window_bounds,
    "Page.setDownloadBehavior": download_commands.set_page_behavior,
    "Storage.clearCookies": cookies.clear_cookies,
    "Storage.getCookies": cookies.get_cookies,
    "Storage.setCookies": cookies.set_cookies,
    "Target.activateTarget": target_domain.activate_target,
    "Target.attachToBrowserTarget": target_domain.attach_to_browser_target,
    "Target.attachToTarget": target_domain.attach_to_target,
    "Target.closeTarget": target_domain.close_target,
    "Target.createBrowserContext": context_commands.create_browser_context,
    "Target.createTarget": target_domain.create_target,
    "Target.detachFromTarget": target_domain.detach_from_target,
    "Target.disposeBrowserContext": context_commands.dispose_browser_context,
    "Target.getBrowserContexts": context_commands.get_browser_contexts,
    "Target.getTargetInfo": target_domain.get_target_info,
    "Target.getTargets": target_domain.get_targets,
    "Target.sendMessageToTarget": send_message_to_target,
    "Target.setAutoAttach": target_domain.set_auto_attach,
    "Target.setDiscoverTargets": target_domain.set_discover_targets,
}
"""Answered by the gateway on every session: ``chrome.debugger`` refuses them, or knows only one client."""

NOT_TO_EXTENSIONS: Final = "'{}' is not available to extensions"

REFUSED: Final[dict[str, str]] = {
    "Browser.crash": "The browser is the person's: it is not made to crash",
    "Browser.crashGpuProcess": "The browser is the person's: it is not made to crash",
    **{
        method: NOT_TO_EXTENSIONS.format(method)
        for method in (
            "Browser.addMockCamera",
            "Browser.addPrivacySandboxEnrollmentOverride",
            "Browser.executeBrowserCommand",
            "Browser.getBrowserCommandLine",
            "Browser.getGlobalPrivacyControl",
            "Browser.getHistogram",
            "Browser.getHistograms",
            "Browser.grantPermissions",
            "Browser.resetPermissions",
            "Browser.setDockTile",
            "Browser.setGlobalPrivacyControl",
            "Browser.setPermission",
            "SystemInfo.getFeatureState",
            "SystemInfo.getInfo",
            "SystemInfo.getProcessInfo",
            "Target.autoAttachRelated",
            "Target.getDevToolsTarget",
            "Target.openDevTools",
            "Tethering.bind",
            "Tethering.unbind",
        )
    },
    "Target.exposeDevToolsProtocol": "Not allowed",
    "Target.setRemoteLocations": "Not allowed",
}
"""Methods Chrome has and an extension cannot give; answered with -32000 and the reason."""

THROUGH_SOME_TAB: Final = ("Storage.",)
"""Browser-wide domains that Chrome also takes on a page session."""

GATEWAYS_OWN: Final = ("Browser.", "Target.", "SystemInfo.", "Tethering.")
"""Domains of the browser process: a method of theirs that is in no table above is not one that Chrome has."""

ROOT: Final = SessionId("")

HELD_BY_THE_GATEWAY: Final = "Runtime.runIfWaitingForDebugger"


def handle(world: World, client: Client, data: bytes | str) -> None:
    """One frame from a client: answered exactly once, now or when Chrome has answered."""
    _receive(world, client.sessions[ROOT], data)


def _receive(world: World, scope: Session, data: bytes | str) -> None:
    """A frame that came on the connection (``scope`` is its root) or for a session that is not flat (``scope``)."""
    try:
        command = cdp.decode_command(data)
    except BadCommand as bad:
        world.fail(scope, bad.id, bad.error)
        return
    session = scope.addressed(command.session_id)
    if session is None:
        world.fail(scope, command.id, cdp.session_not_found())
        return
    try:
        _dispatch(world, session, command)
    except BadParams as bad_params:
        world.fail(session, command.id, bad_params.error)


def _dispatch(world: World, session: Session, command: Command) -> None:
    method = command.method
    answer = ANSWERED.get(method)
    if answer is not None:
        answer(world, session, command)
    elif method in REFUSED:
        raise refuse(cdp.SERVER_ERROR, REFUSED[method])
    elif method.startswith(GATEWAYS_OWN):
        world.fail(session, command.id, cdp.method_not_found(method))
    elif session.chrome is not None:
        page_commands.pass_through(world, session, command)
    elif session.kind is Kind.BROWSER and method.startswith(THROUGH_SOME_TAB):
        browser_domain.through_some_tab(world, session, command)
    elif session.kind is Kind.TAB and method == HELD_BY_THE_GATEWAY:
        assert session.tab is not None
        world.reply(session, command.id)
        stop_waiting_on_tab(world, session, session.tab)
    else:
        world.fail(session, command.id, cdp.method_not_found(method))
