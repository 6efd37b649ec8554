"""The client's side of the handshake, as a machine without I/O. Its twin is ``extension/protocol/handshake.js``.

=========  =================================  ======================================================
state      trigger                            what happens
=========  =================================  ======================================================
WAITING    a valid challenge                  sends ``connect`` → CONNECTING
WAITING    a malformed challenge              :class:`Failed` INVALID, close 4002 → ENDED
WAITING    any other frame                    ignored: nothing else is said before the challenge
CONNECTING the answer to ``connect``, ok      the gateway's proof is checked → READY, or UNTRUSTED
CONNECTING the answer to ``connect``, error   :class:`Failed` REFUSED, close 1000 → ENDED
CONNECTING another challenge                  ignored: the first one was answered
CONNECTING an answer with another id          ignored: it answers nothing that was asked
any open   ``timeout``                        :class:`Failed` TIMEOUT, close 4000 → ENDED
any open   ``closed``                         :class:`Failed` CLOSED → ENDED
ENDED      anything                           nothing
=========  =================================  ======================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET, Raw, UnsetType

from tabrelay.protocol import identity
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import (
    FrameError,
    GatewayUntrusted,
    HandshakeClosed,
    HandshakeError,
    HandshakeInvalid,
    HandshakeRefused,
    HandshakeTimeout,
)
from tabrelay.protocol.frames import ErrorShape, Event, Response, decode_as, decode_frame, encode_request
from tabrelay.protocol.handshake_server import signed_text
from tabrelay.protocol.messages import (
    CHALLENGE_EVENT,
    CONNECT_METHOD,
    Auth,
    AuthProof,
    Challenge,
    ClientInfo,
    Connect,
    DeviceProof,
    HelloOk,
    PairingProof,
)
from tabrelay.protocol.outputs import Close, Failed, Output, Ready, Send
from tabrelay.protocol.pairing import Pairing
from tabrelay.protocol.version import MAX_PROTOCOL, MIN_PROTOCOL


class ClientState(Enum):
    """Where the handshake stands."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    READY = "ready"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client brings.

    ``gateway`` is the pinned fingerprint of the gateway's key; ``None`` logs in to any gateway of protocol 3, sends
    nothing that such a gateway might not know, and checks no proof. ``pairing`` redeems an offer at first contact.
    """

    client: ClientInfo
    role: str
    key: Ed25519PrivateKey | None = None
    gateway: str | None = None
    token: str | None = None
    pairing: Pairing | None = None
    scopes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    locale: str | None = None
    user_agent: str | None = None


class ClientHandshake:
    """One handshake. Feed it text frames; do what its outputs say.

    ``url`` is the address that was dialled, as the proofs will cover it; ``nonce`` and ``request_id`` are fresh.
    """

    def __init__(self, credentials: Credentials, *, url: str, nonce: str, request_id: str) -> None:
        self.state = ClientState.WAITING
        self._who = credentials
        self._url = url
        self._nonce = nonce
        self._request_id = request_id
        self._server_nonce = ""
        self._device_id = ""

    def receive(self, data: str | bytes, now_ms: int) -> list[Output]:
        """A text frame from the gateway."""
        if self.state not in (ClientState.WAITING, ClientState.CONNECTING):
            return []
        try:
            frame = decode_frame(data)
            if isinstance(frame, Event) and frame.event == CHALLENGE_EVENT and self.state is ClientState.WAITING:
                return self._answer(frame.payload, now_ms)
            if isinstance(frame, Response) and frame.id == self._request_id and self.state is ClientState.CONNECTING:
                return self._conclude(frame)
        except FrameError as error:
            return self._fail(HandshakeInvalid(str(error)), CloseCode.PROTOCOL_ERROR)
        return []

    def timeout(self) -> list[Output]:
        """The limit of the wait is over."""
        waited_for = "challenge" if self.state is ClientState.WAITING else "answer to connect"
        return self._fail(
            HandshakeTimeout(f"The gateway sent no {waited_for} in time. Is it a Tabrelay gateway?"),
            CloseCode.HANDSHAKE_TIMEOUT,
        )

    def closed(self, code: int, reason: str) -> list[Output]:
        """The connection is gone."""
        said = f"{code}: {reason}" if reason else str(code)
        return self._fail(HandshakeClosed(f"The connection closed during the handshake ({said})."), None)

    def _answer(self, payload: Raw, now_ms: int) -> list[Output]:
        challenge = decode_as(payload, Challenge)
        if not challenge.nonce:
            return self._fail(HandshakeInvalid("The gateway's challenge has no nonce."), CloseCode.PROTOCOL_ERROR)
        self._server_nonce = challenge.nonce
        self.state = ClientState.CONNECTING
        return [Send(encode_request(self._request_id, CONNECT_METHOD, self._connect(now_ms)))]

    def _connect(self, now_ms: int) -> Connect:
        who = self._who
        public_key = b"" if who.key is None else identity.raw_public_key(who.key)
        self._device_id = identity.device_id(public_key) if public_key else ""
        connect = Connect(
            min_protocol=MIN_PROTOCOL,
            max_protocol=MAX_PROTOCOL,
            client=who.client,
            role=who.role,
            scopes=who.scopes,
            caps=who.caps,
            commands=who.commands,
            auth=self._auth(),
            locale=UNSET if who.locale is None else who.locale,
            user_agent=UNSET if who.user_agent is None else who.user_agent,
        )
        if who.key is None:
            return connect
        device = DeviceProof(
            id=self._device_id,
            public_key=identity.b64url(public_key),
            signature="",
            signed_at=now_ms,
            nonce=self._server_nonce,
        )
        signature = identity.b64url(who.key.sign(signed_text(connect, device).encode()))
        return msgspec.structs.replace(connect, device=msgspec.structs.replace(device, signature=signature))

    def _auth(self) -> Auth | UnsetType:
        who = self._who
        token = UNSET if who.token is None else who.token
        if who.gateway is None:
            return UNSET if token is UNSET else Auth(token=token)
        pairing: PairingProof | UnsetType = UNSET
        if who.pairing is not None:
            secret = identity.unb64url(who.pairing.secret)
            pairing = PairingProof(id=who.pairing.id, hmac=identity.pairing_proof(secret, self._pairing_text("client")))
        signature: str | UnsetType = UNSET
        if who.key is not None:
            text = identity.client_text(
                client_nonce=self._nonce, server_nonce=self._server_nonce, url=self._url, device=self._device_id
            )
            signature = identity.b64url(who.key.sign(text.encode()))
        proof = AuthProof(client_nonce=self._nonce, url=self._url, signature=signature, pairing=pairing)
        return Auth(token=token, proof=proof)

    def _conclude(self, answer: Response) -> list[Output]:
        if not answer.ok:
            assert answer.error is not None
            return self._fail(_refusal(answer.error), CloseCode.NORMAL)
        hello = decode_as(answer.payload, HelloOk)
        if not MIN_PROTOCOL <= hello.protocol <= MAX_PROTOCOL:
            error = HandshakeInvalid(f"The gateway chose protocol {hello.protocol}, which was not offered.")
            return self._fail(error, CloseCode.PROTOCOL_ERROR)
        distrust = self._distrust(hello)
        if distrust:
            return self._fail(GatewayUntrusted(distrust), CloseCode.HANDSHAKE_REFUSED)
        self.state = ClientState.READY
        return [Ready(hello)]

    def _distrust(self, hello: HelloOk) -> str:
        """Why the gateway is not the pinned one; ``""`` when it is, or when none is pinned."""
        if self._who.gateway is None:
            return ""
        if isinstance(hello.proof, UnsetType):
            return "The gateway proved nothing. Another program may be listening at its address."
        try:
            public_key = identity.unb64url(hello.proof.public_key)
            signature = identity.unb64url(hello.proof.signature)
        except ValueError:
            return "The gateway's proof is malformed."
        if not identity.same_secret(identity.fingerprint(public_key), self._who.gateway):
            return "The gateway's key is not the one this device was paired with. If it was set up anew, pair again."
        text = identity.gateway_text(
            client_nonce=self._nonce, server_nonce=self._server_nonce, url=self._url, device=self._device_id
        )
        if not identity.signature_is_valid(public_key, signature, text):
            return "The gateway's signature is wrong. Something stands between it and this device."
        if self._who.pairing is not None:
            secret = identity.unb64url(self._who.pairing.secret)
            expected = identity.pairing_proof(secret, self._pairing_text("gateway"))
            shown = hello.proof.hmac
            if not isinstance(shown, str) or not identity.same_secret(shown, expected):
                return "The gateway does not know the pairing's secret."
        return ""

    def _pairing_text(self, side: str) -> str:
        return identity.pairing_text(
            side=side,
            client_nonce=self._nonce,
            server_nonce=self._server_nonce,
            url=self._url,
            device=self._device_id,
        )

    def _fail(self, error: HandshakeError, code: CloseCode | None) -> list[Output]:
        if self.state in (ClientState.READY, ClientState.ENDED):
            return []
        self.state = ClientState.ENDED
        outputs: list[Output] = [Failed(error)]
        if code is not None:
            outputs.append(Close(code, error.reason))
        return outputs


def _refusal(error: ErrorShape) -> HandshakeRefused:
    details = error.details if isinstance(error.details, dict) else {}
    return HandshakeRefused(error.code, error.cause, error.message, details)
