"""The gateway's side of the handshake, as a machine without I/O.

===========  =====================  ==========================================================
state        trigger                what happens
===========  =====================  ==========================================================
NEW          ``start``              sends the challenge → CHALLENGED
CHALLENGED   a valid ``connect``    :class:`Decide` → DECIDING
CHALLENGED   anything else          error response where there is an id, close → ENDED
CHALLENGED   ``timeout``            close 4000 → ENDED
DECIDING     ``accept``             sends ``hello-ok`` → READY
DECIDING     ``refuse``             sends the error, close 4001 → ENDED
DECIDING     a frame, ``timeout``   refused: nothing may be sent before ``hello-ok``, close → ENDED
READY, ENDED anything               the machine is done; feeding it is an error of the caller
===========  =====================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET

from tabrelay.protocol import identity
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import UNREADABLE, Cause, FrameError
from tabrelay.protocol.frames import (
    ErrorShape,
    Request,
    decode_as,
    decode_frame,
    encode_error,
    encode_event,
    encode_response,
    error_shape,
)
from tabrelay.protocol.limits import Limits
from tabrelay.protocol.messages import (
    CHALLENGE_EVENT,
    CONNECT_METHOD,
    ROLES,
    AuthProof,
    Challenge,
    Connect,
    DeviceProof,
    Features,
    GatewayProof,
    Granted,
    HelloOk,
    LinkPolicy,
    ServerInfo,
)
from tabrelay.protocol.outputs import Close, Decide, Output, Send
from tabrelay.protocol.version import negotiate

REASON_BYTES = 123
"""A WebSocket close reason may not be longer (RFC 6455, 5.5)."""


class ServerState(Enum):
    """Where the handshake stands."""

    NEW = "new"
    CHALLENGED = "challenged"
    DECIDING = "deciding"
    READY = "ready"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Grant:
    """What an accepted client gets. ``pairing_secret`` is there when it redeemed a pairing."""

    role: str
    scopes: tuple[str, ...]
    features: Features
    pairing_secret: bytes | None = None


class ServerHandshake:
    """One handshake. Feed it text frames; do what its outputs say.

    ``nonce`` is a fresh UUID4, ``key`` the gateway's own, ``authorities`` the ``host:port`` forms it answers for:
    a client that dialled another one did not dial this gateway.
    """

    def __init__(
        self,
        *,
        nonce: str,
        conn_id: str,
        version: str,
        key: Ed25519PrivateKey,
        authorities: frozenset[str],
        limits: Limits,
    ) -> None:
        self.state = ServerState.NEW
        self._nonce = nonce
        self._conn_id = conn_id
        self._version = version
        self._key = key
        self._authorities = authorities
        self._limits = limits
        self._request_id = ""
        self._connect: Connect | None = None

    def start(self, now_ms: int) -> list[Output]:
        """The challenge: the very first frame of the connection."""
        self._expect(ServerState.NEW)
        self.state = ServerState.CHALLENGED
        return [Send(encode_event(CHALLENGE_EVENT, Challenge(nonce=self._nonce, ts=now_ms)))]

    def receive(self, data: str | bytes, now_ms: int) -> list[Output]:
        """A text frame from the client."""
        if self.state is ServerState.DECIDING:
            return self._end(error_shape(Cause.CONNECT_REPEATED, "a frame before hello-ok"), CloseCode.PROTOCOL_ERROR)
        self._expect(ServerState.CHALLENGED)
        if len(data) > self._limits.handshake_bytes or len(_encoded(data)) > self._limits.handshake_bytes:
            return self._end(error_shape(Cause.FRAME_TOO_LARGE), CloseCode.TOO_LARGE)
        try:
            frame = decode_frame(data)
        except FrameError as error:
            self._request_id = _id_of(data)
            return self._end(error_shape(error.cause, error.detail), CloseCode.PROTOCOL_ERROR)
        if not isinstance(frame, Request) or frame.method != CONNECT_METHOD:
            self._request_id = getattr(frame, "id", "")
            return self._end(error_shape(Cause.CONNECT_EXPECTED), CloseCode.PROTOCOL_ERROR)
        self._request_id = frame.id
        try:
            connect = decode_as(frame.params, Connect)
        except FrameError as error:
            return self._end(error_shape(error.cause, error.detail), CloseCode.PROTOCOL_ERROR)
        refusal = self._check(connect, now_ms)
        if refusal is not None:
            return self._end(refusal, CloseCode.HANDSHAKE_REFUSED)
        self._connect = connect
        self.state = ServerState.DECIDING
        return [Decide(connect)]

    def receive_binary(self) -> list[Output]:
        """A binary frame: there are none in this protocol."""
        self._expect(ServerState.CHALLENGED, ServerState.DECIDING)
        return self._end(error_shape(Cause.FRAME_BINARY), CloseCode.PROTOCOL_ERROR)

    def accept(self, grant: Grant) -> list[Output]:
        """Let the client in: ``hello-ok``, with the gateway's proof where the client asked for one."""
        self._expect(ServerState.DECIDING)
        assert self._connect is not None
        protocol = negotiate(self._connect.min_protocol, self._connect.max_protocol)
        assert protocol is not None
        hello = HelloOk(
            protocol=protocol,
            server=ServerInfo(version=self._version, conn_id=self._conn_id),
            features=grant.features,
            auth=Granted(role=grant.role, scopes=grant.scopes),
            policy=LinkPolicy(
                max_payload=self._limits.frame_bytes,
                max_buffered_bytes=self._limits.outbox_bytes,
                tick_interval_ms=self._limits.tick_interval_ms,
            ),
        )
        if self._connect.proof is not None:
            hello = msgspec.structs.replace(hello, proof=self._prove(self._connect.proof, grant.pairing_secret))
        self.state = ServerState.READY
        return [Send(encode_response(self._request_id, hello))]

    def refuse(self, error: ErrorShape) -> list[Output]:
        """Keep the client out: the error response, then the close."""
        self._expect(ServerState.DECIDING)
        return self._end(error, CloseCode.HANDSHAKE_REFUSED)

    def timeout(self) -> list[Output]:
        """The client was silent for too long."""
        self._expect(ServerState.CHALLENGED, ServerState.DECIDING)
        return self._end(error_shape(Cause.CONNECT_TIMEOUT), CloseCode.HANDSHAKE_TIMEOUT)

    def pairing_is_valid(self, secret: bytes) -> bool:
        """Whether the pairing that the pending ``connect`` redeems was made with this secret."""
        assert self._connect is not None
        proof = self._connect.proof
        pairing = self._connect.pairing
        if proof is None or pairing is None:
            return False
        return identity.same_secret(pairing.hmac, identity.pairing_proof(secret, self._pairing_text("client", proof)))

    def _check(self, connect: Connect, now_ms: int) -> ErrorShape | None:
        if negotiate(connect.min_protocol, connect.max_protocol) is None:
            return error_shape(Cause.PROTOCOL_MISMATCH, f"asked for {connect.min_protocol}-{connect.max_protocol}")
        if connect.role not in ROLES:
            return error_shape(Cause.ROLE_UNKNOWN, connect.role[:40])
        if connect.proof is not None and not self._is_ours(connect.proof.url):
            return error_shape(Cause.URL_MISMATCH)
        if isinstance(connect.device, DeviceProof):
            return self._check_device(connect, connect.device, now_ms)
        return None

    def _check_device(self, connect: Connect, device: DeviceProof, now_ms: int) -> ErrorShape | None:
        public_key = _bytes_of(device.public_key)
        if len(public_key) != identity.KEY_BYTES:
            return error_shape(Cause.DEVICE_KEY_INVALID)
        if device.id != identity.device_id(public_key):
            return error_shape(Cause.DEVICE_ID_MISMATCH)
        if not identity.same_secret(device.nonce, self._nonce):
            return error_shape(Cause.DEVICE_NONCE_MISMATCH)
        if not identity.signature_is_valid(public_key, _bytes_of(device.signature), signed_text(connect, device)):
            return error_shape(Cause.DEVICE_SIGNATURE_INVALID)
        refusal = self._check_address(connect, device, public_key)
        if refusal is not None:
            return refusal
        skew_ms = abs(device.signed_at - now_ms)
        if skew_ms > self._limits.signature_skew_ms:
            return error_shape(Cause.DEVICE_SIGNATURE_EXPIRED, f"{skew_ms // 1000} s apart", gatewayTimeMs=now_ms)
        return None

    def _check_address(self, connect: Connect, device: DeviceProof, public_key: bytes) -> ErrorShape | None:
        """That the device itself dialled us: a forwarder could pass on all else that it sends.

        Only a token makes up for it: it is what other clients of protocol 3 have.
        """
        proof = connect.proof
        if proof is None or not isinstance(proof.signature, str):
            return None if proof is None and connect.token else error_shape(Cause.AUTH_PROOF_MISSING)
        text = identity.client_text(
            client_nonce=proof.client_nonce, server_nonce=self._nonce, url=proof.url, device=device.id
        )
        if not identity.signature_is_valid(public_key, _bytes_of(proof.signature), text):
            return error_shape(Cause.DEVICE_SIGNATURE_INVALID, "of the address it dialled")
        return None

    def _is_ours(self, url: str) -> bool:
        scheme, _, rest = url.partition("://")
        authority, _, path = rest.partition("/")
        return scheme in {"ws", "wss"} and authority.lower() in self._authorities and path == "gateway"

    def _prove(self, proof: AuthProof, secret: bytes | None) -> GatewayProof:
        text = identity.gateway_text(
            client_nonce=proof.client_nonce, server_nonce=self._nonce, url=proof.url, device=self._device_id()
        )
        return GatewayProof(
            public_key=identity.b64url(identity.raw_public_key(self._key)),
            signature=identity.b64url(self._key.sign(text.encode())),
            hmac=UNSET if secret is None else identity.pairing_proof(secret, self._pairing_text("gateway", proof)),
        )

    def _pairing_text(self, side: str, proof: AuthProof) -> str:
        return identity.pairing_text(
            side=side,
            client_nonce=proof.client_nonce,
            server_nonce=self._nonce,
            url=proof.url,
            device=self._device_id(),
        )

    def _device_id(self) -> str:
        assert self._connect is not None
        return self._connect.device.id if isinstance(self._connect.device, DeviceProof) else ""

    def _end(self, error: ErrorShape, code: CloseCode) -> list[Output]:
        self.state = ServerState.ENDED
        outputs: list[Output] = []
        if self._request_id:
            outputs.append(Send(encode_error(self._request_id, error)))
        outputs.append(Close(code, close_reason(error)))
        return outputs

    def _expect(self, *states: ServerState) -> None:
        if self.state not in states:
            raise RuntimeError(f"the handshake is {self.state.value}, not {' or '.join(s.value for s in states)}")


def signed_text(connect: Connect, device: DeviceProof) -> str:
    """The text that ``device.signature`` must cover for this ``connect``."""
    family = connect.client.device_family
    return identity.device_text(
        device=device.id,
        client_id=connect.client.id,
        client_mode=connect.client.mode,
        role=connect.role,
        scopes=connect.scopes,
        signed_at_ms=device.signed_at,
        token=connect.token,
        nonce=device.nonce,
        platform=connect.client.platform,
        device_family=family if isinstance(family, str) else "",
    )


def close_reason(error: ErrorShape) -> str:
    """``CAUSE: sentence``, cut to what a close frame can carry."""
    text = f"{error.cause}: {error.message}".encode()[:REASON_BYTES]
    return text.decode(errors="ignore")


class _Loose(msgspec.Struct):
    id: str = ""


def _id_of(data: str | bytes) -> str:
    """The id of a frame that is JSON but no valid frame, so that its sender still gets an answer."""
    try:
        return msgspec.json.decode(data, type=_Loose).id
    except UNREADABLE:
        return ""


def _encoded(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode(errors="replace")


def _bytes_of(text: str) -> bytes:
    """What base64url stands for; nothing where it is none, which is no key and no signature either."""
    try:
        return identity.unb64url(text)
    except ValueError:
        return b""
