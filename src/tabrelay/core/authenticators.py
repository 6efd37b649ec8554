"""``WebAuthn``: a virtual authenticator belongs to the session that added it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from tabrelay.core.feature import Feature
from tabrelay.core.owned import Owned
from tabrelay.core.params import lenient
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from msgspec import Raw

    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

ADD: Final = "WebAuthn.addVirtualAuthenticator"
REMOVE: Final = "WebAuthn.removeVirtualAuthenticator"
NAMING: Final = (
    REMOVE,
    "WebAuthn.addCredential",
    "WebAuthn.clearCredentials",
    "WebAuthn.getCredential",
    "WebAuthn.getCredentials",
    "WebAuthn.removeCredential",
    "WebAuthn.setAutomaticPresenceSimulation",
    "WebAuthn.setCredentialProperties",
    "WebAuthn.setResponseOverrideBits",
    "WebAuthn.setUserVerified",
)
EVENTS: Final = (
    "WebAuthn.credentialAdded",
    "WebAuthn.credentialAsserted",
    "WebAuthn.credentialDeleted",
    "WebAuthn.credentialUpdated",
)
NOT_FOUND: Final = CdpError(cdp.INVALID_PARAMS, "Could not find a Virtual Authenticator matching the ID")
NOT_ENABLED: Final = CdpError(
    cdp.SERVER_ERROR, "The Virtual Authenticator Environment has not been enabled for this session"
)
"""Chrome's words."""


class _Named(msgspec.Struct, rename="camel"):
    authenticator_id: str = ""


class Authenticators(Owned):
    """Whose authenticator it is."""


def _add(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    if "WebAuthn" not in session.enabled:
        world.deny(session, command, NOT_ENABLED)
        return

    def added(answer: Raw | CdpError) -> None:
        if not isinstance(answer, CdpError):
            chrome.of(Authenticators).owners[lenient(answer, _Named).authenticator_id] = session
            if not session.alive:
                _left(world, session, chrome)

    world.forward(session, command, before=added)


def _use(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    authenticators = chrome.of(Authenticators)
    name = lenient(command.params, _Named).authenticator_id
    if "WebAuthn" not in session.enabled:
        world.deny(session, command, NOT_ENABLED)
    elif authenticators.is_of_another(name, session):
        world.deny(session, command, NOT_FOUND)
    else:
        if command.method == REMOVE:
            authenticators.owners.pop(name, None)
        world.forward(session, command)


def _happened(method: str, world: World, chrome: ChromeSession, params: Raw) -> None:
    owner = chrome.of(Authenticators).owners.get(lenient(params, _Named).authenticator_id)
    if owner is not None:
        world.event(owner, method, params)


def _left(world: World, session: Session, chrome: ChromeSession) -> None:
    for name in chrome.of(Authenticators).take_all_of(session):
        if "WebAuthn" in chrome.enabled:
            world.chrome_command(chrome.tab, chrome.id, REMOVE, cdp.encode_value({"authenticatorId": name}))


def _off(world: World, session: Session, chrome: ChromeSession, domain: str) -> None:
    if domain == "WebAuthn":
        _left(world, session, chrome)


FEATURE: Final = Feature(
    "virtual authenticators",
    "Each belongs to the session that added it: others do not find it, and it leaves with its session.",
    commands={ADD: _add, **dict.fromkeys(NAMING, _use)},
    events={method: partial(_happened, method) for method in EVENTS},
    left=_left,
    off=_off,
)
