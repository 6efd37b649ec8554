"""The shapes of the handshake: ``connect.challenge``, ``connect``, ``hello-ok``.

Names on the wire are camelCase; what another gateway of protocol 3 does not know (``auth.proof``, ``payload.proof``)
is sent only where a gateway's key is pinned, so that the same client can log in to those as well.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

CHALLENGE_EVENT = "connect.challenge"
CONNECT_METHOD = "connect"
HELLO_TYPE: Final = "hello-ok"
TICK_EVENT = "tick"
SHUTDOWN_EVENT = "shutdown"

CAP_BATCH = "batch"
"""Several frames may share one WebSocket message: it begins with a line feed, and each frame is a line of it.

Declared in ``connect.caps``, granted in ``features.caps``; from then on either side may do it. A WebSocket message
costs a browser's worker more than all else that it does to a small frame.
"""

CAP_BINARY = "binary"
"""The extension may send a message as a binary one: the UTF-8 of what the text would have been.

Declared and granted like :data:`CAP_BATCH`. A browser turns a large text into UTF-8 by a slow way; bytes it passes on.
"""

ROLE_OPERATOR = "operator"
ROLE_NODE = "node"
ROLES = (ROLE_OPERATOR, ROLE_NODE)


class Challenge(msgspec.Struct, frozen=True):
    """Payload of the gateway's first frame. ``nonce`` is a UUID4, ``ts`` its clock in ms since the epoch."""

    nonce: str
    ts: int


class ClientInfo(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Who connects. ``mode`` says what kind of program it is (``cli``, ``backend``, ``ui``, ``node``, …)."""

    id: str
    version: str
    platform: str
    mode: str
    display_name: str | UnsetType = UNSET
    instance_id: str | UnsetType = UNSET
    device_family: str | UnsetType = UNSET


class PairingProof(msgspec.Struct, frozen=True):
    """Possession of a pairing secret: ``hmac`` is base64url, see :func:`tabrelay.protocol.identity.pairing_text`."""

    id: str
    hmac: str


class AuthProof(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """The client's half of the mutual proof: its nonce, the URL it dialled, and a pairing at first contact.

    ``signature`` is the device's, over :func:`tabrelay.protocol.identity.client_text`; a client without a device key
    has none.
    """

    client_nonce: str
    url: str
    signature: str | UnsetType = UNSET
    pairing: PairingProof | UnsetType = UNSET


class Auth(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the client authenticates beside its device key."""

    token: str | UnsetType = UNSET
    proof: AuthProof | UnsetType = UNSET


class DeviceProof(msgspec.Struct, frozen=True, rename="camel"):
    """A device's signature over the challenge. ``publicKey`` and ``signature`` are raw bytes in base64url."""

    id: str
    public_key: str
    signature: str
    signed_at: int
    nonce: str


class Connect(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Parameters of the request ``connect``."""

    min_protocol: int
    max_protocol: int
    client: ClientInfo
    role: str
    scopes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    auth: Auth | UnsetType = UNSET
    device: DeviceProof | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET

    @property
    def token(self) -> str:
        """The shared token sent, or ``""``."""
        return self.auth.token if isinstance(self.auth, Auth) and isinstance(self.auth.token, str) else ""

    @property
    def proof(self) -> AuthProof | None:
        """The client's half of the mutual proof, if it asked for one."""
        return self.auth.proof if isinstance(self.auth, Auth) and isinstance(self.auth.proof, AuthProof) else None

    @property
    def pairing(self) -> PairingProof | None:
        """The pairing it wants to redeem, if any."""
        return self.proof.pairing if self.proof and isinstance(self.proof.pairing, PairingProof) else None


class ServerInfo(msgspec.Struct, frozen=True, rename="camel"):
    """The gateway's version and the id it gave this connection."""

    version: str
    conn_id: str


class Features(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may be called and what may arrive on this connection, given its role; ``caps`` of the client's that hold."""

    methods: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()


class Granted(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Role and scopes that were granted."""

    role: str
    scopes: tuple[str, ...]
    device_token: str | UnsetType = UNSET


class LinkPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """Bounds of this connection: bytes, bytes, ms."""

    max_payload: int
    max_buffered_bytes: int
    tick_interval_ms: int


class GatewayProof(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """The gateway's half of the mutual proof, over :func:`tabrelay.protocol.identity.gateway_text`.

    ``hmac`` is there when a pairing was redeemed, so that the new device knows that this gateway made the offer.
    """

    public_key: str
    signature: str
    hmac: str | UnsetType = UNSET


class HelloOk(msgspec.Struct, frozen=True):
    """Payload of the response that ends the handshake; only after it is the link up."""

    protocol: int
    server: ServerInfo
    features: Features
    policy: LinkPolicy
    auth: Granted | UnsetType = UNSET
    proof: GatewayProof | UnsetType = UNSET
    type: Literal["hello-ok"] = HELLO_TYPE
    snapshot: dict[str, Any] | UnsetType = UNSET


class Tick(msgspec.Struct, frozen=True):
    """Payload of the heartbeat, in both directions; ``ts`` in ms since the epoch."""

    ts: int
