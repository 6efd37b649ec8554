"""``tabrelay.connect``: how a program reaches a gateway."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tabrelay
from tabrelay.client.connection import GatewayConnection
from tabrelay.client.dial import Caller
from tabrelay.client.locate import Wanted
from tabrelay.client.timeouts import Timeout
from tabrelay.protocol.messages import ROLE_OPERATOR, ClientInfo
from tabrelay.protocol.pairing import Pairing

OPERATOR_SCOPES = ("operator.read", "operator.write")
"""What an operator asks for unless told otherwise."""


def client_info(mode: str = "backend", display_name: str = "Tabrelay Python client") -> ClientInfo:
    """How this program introduces itself. ``id`` and ``mode`` are words that other gateways of protocol 3 know."""
    id_ = "cli" if mode == "cli" else "gateway-client"
    return ClientInfo(id=id_, version=tabrelay.__version__, platform=sys.platform, mode=mode, display_name=display_name)


def connect(
    url: str | None = None,
    *,
    token: str | None = None,
    state_dir: str | os.PathLike[str] | None = None,
    device_key: Ed25519PrivateKey | None = None,
    gateway_fingerprint: str | None = None,
    pairing: str | Pairing | None = None,
    scopes: tuple[str, ...] = OPERATOR_SCOPES,
    client: ClientInfo | None = None,
    timeout: Timeout | None = None,
    tls: ssl.SSLContext | None = None,
) -> GatewayConnection:
    """An operator's connection: ``async with tabrelay.connect() as gateway: …``.

    Without arguments it is to the local gateway: found through its state directory, let in by the token there, held to
    the key whose fingerprint is there. ``url`` (``http(s)://host:port``, or ``ws(s)://…`` verbatim; default
    ``TABRELAY_URL``) names another one: it gets ``token`` (default ``TABRELAY_TOKEN``) and a device signature by
    ``device_key`` (default: this person's stored key), and has to prove ``gateway_fingerprint`` if that is given. Any
    gateway of protocol 3 can be logged in to this way. ``pairing`` is a pairing string for an operator; its first
    use pairs the key with its gateway. ``tls`` replaces the platform's certificate checks.

    Entering raises :class:`~tabrelay.client.errors.NoGateway`, :class:`~tabrelay.client.errors.AddressInvalid`,
    :class:`tabrelay.config.ConfigError` or a :class:`~tabrelay.protocol.errors.HandshakeError`.
    """
    wanted = Wanted(
        url=url,
        token=token,
        state_dir=None if state_dir is None else Path(state_dir),
        device_key=device_key,
        gateway_fingerprint=gateway_fingerprint,
        pairing=Pairing.decode(pairing) if isinstance(pairing, str) else pairing,
    )
    caller = Caller(client=client or client_info(), role=ROLE_OPERATOR, scopes=scopes, tls=tls)
    return GatewayConnection(wanted, caller, timeout or Timeout())
