"""The gateway's side of the handshake as data: ``tests/vectors/handshake-server.json``, written by ``tools/vectors.py``.

What the gateway is sent comes from the real client with fixed keys, nonces and times, then changed where the scenario
says so, and signed again where the change alone would only break a signature.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.protocol import identity
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import error_shape
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.handshake_server import Grant, ServerHandshake
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.messages import ClientInfo, Features
from tabrelay.protocol.outputs import Close, Decide, Output, Send

Frame = dict[str, Any]
Step = dict[str, Any]

SKEW_MS = DEFAULT_LIMITS.signature_skew_ms
FIRST_BYTES = DEFAULT_LIMITS.handshake_bytes
OLD_NONCE = "11f0c9a1-6d0e-4c7e-9a54-0d5f3c3e7b26"
NODE = {"role": "node", "scopes": [], "features": {"events": ["tick"]}}
OPERATOR = {"role": "operator", "scopes": ["operator.read"], "features": {"methods": ["status"]}}

DECIDED = (
    Cause.AUTH_TOKEN_MISSING,
    Cause.AUTH_TOKEN_MISMATCH,
    Cause.AUTH_PROOF_INVALID,
    Cause.DEVICE_REQUIRED,
    Cause.DEVICE_REVOKED,
    Cause.PAIRING_REQUIRED,
    Cause.PAIRING_UNKNOWN,
    Cause.PAIRING_EXPIRED,
    Cause.ROLE_NOT_ALLOWED,
    Cause.SCOPE_NOT_ALLOWED,
    Cause.STORE_FAILED,
)
"""Refusals that the gateway's memory decides, not the frame alone."""


class Scene:
    """The fixed facts of the vectors, and the client that they make."""

    def __init__(self, facts: dict[str, Any], client: ClientInfo) -> None:
        self._facts = facts
        self._client = client
        self.now = int(facts["now"])
        self.url = str(facts["url"])
        self.device_key = _key(facts["deviceSeed"])

    def gateway(self) -> ServerHandshake:
        """A gateway that was not started yet."""
        return ServerHandshake(
            nonce=self._facts["serverNonce"],
            conn_id=self._facts["connId"],
            version=self._facts["version"],
            key=_key(self._facts["gatewaySeed"]),
            authorities=frozenset(self._facts["authorities"]),
            limits=DEFAULT_LIMITS,
        )

    def connect(self, *, nonce: str | None = None, url: str | None = None, **credentials: Any) -> Frame:  # noqa: ANN401
        """A ``connect`` as the real client says it, to this challenge unless another ``nonce`` is given."""
        who = Credentials(
            client=self._client,
            caps=tuple(self._facts["caps"]),
            commands=tuple(self._facts["commands"]),
            **{"role": "node", "key": self.device_key, "gateway": self._facts["gateway"], **credentials},
        )
        machine = ClientHandshake(
            who, url=url or self.url, nonce=self._facts["clientNonce"], request_id=self._facts["requestId"]
        )
        payload = {"nonce": nonce or self._facts["serverNonce"], "ts": self.now}
        (sent,) = machine.receive(
            json.dumps({"type": "event", "event": "connect.challenge", "payload": payload}), self.now
        )
        assert isinstance(sent, Send)
        frame: Frame = json.loads(sent.data)
        return frame


def changed(frame: Frame, path: str, value: object) -> Frame:
    """A copy of ``frame`` with the member at the dotted ``path`` replaced; ``...`` removes it."""
    copied = copy.deepcopy(frame)
    *way, last = path.split(".")
    place = copied
    for name in way:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copied


def step(machine: ServerHandshake, trigger: Step, facts: dict[str, Any]) -> list[Output]:
    """Feed one trigger of a scenario."""
    now_ms = facts["now"] + trigger.get("later", 0)
    if "start" in trigger:
        return machine.start(now_ms)
    if "receive" in trigger:
        said = trigger["receive"]
        text = said if isinstance(said, str) else json.dumps(said)
        return machine.receive(text.ljust(trigger.get("padTo", 0)), now_ms)
    if "binary" in trigger:
        return machine.receive_binary()
    if "accept" in trigger:
        return machine.accept(_grant(trigger["accept"]))
    if "refuse" in trigger:
        return machine.refuse(error_shape(Cause(trigger["refuse"])))
    return machine.timeout()


def described(outputs: list[Output]) -> list[dict[str, Any]]:
    """Outputs as the vectors write them. Sentences for people are left out: they may get better."""
    return [_described(output) for output in outputs]


def _described(output: Output) -> dict[str, Any]:
    match output:
        case Send(data):
            frame = json.loads(data)
            if "error" in frame:
                assert frame["error"].pop("message")
            return {"send": frame}
        case Close(code, reason):
            return {"close": int(code), "cause": reason.partition(":")[0]}
        case Decide(connect):
            device = connect.device.id if hasattr(connect.device, "id") else None
            return {"decide": {"role": connect.role, "device": device}}
    raise AssertionError(output)


def _grant(grant: dict[str, Any]) -> Grant:
    features = Features(**{name: tuple(values) for name, values in grant["features"].items()})
    secret = identity.unb64url(grant["pairingSecret"]) if "pairingSecret" in grant else None
    return Grant(role=grant["role"], scopes=tuple(grant["scopes"]), features=features, pairing_secret=secret)


def _key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(identity.unb64url(seed))


START: Step = {"start": True}
Table = list[tuple[str, list[Step]]]


def scenarios(facts: dict[str, Any], client: ClientInfo) -> list[dict[str, Any]]:
    """Every scenario with what the gateway does in it."""
    scene = Scene(facts, client)
    parts: tuple[Callable[[Scene], Table], ...] = (let_in, first_frames, refusals, devices, silences, decisions)
    written = []
    for name, triggers in (row for part in parts for row in part(scene)):
        machine = scene.gateway()
        steps = [{**trigger, "expect": described(step(machine, trigger, facts))} for trigger in triggers]
        written.append({"name": name, "steps": steps, "state": machine.state.value})
    return written


def let_in(scene: Scene) -> Table:
    """Challenge, ``connect``, decision, ``hello-ok``."""
    pairing = scene.pairing()
    late = changed(scene.connect(), "params.maxProtocol", 9)
    return [
        ("the challenge is the first frame, and comes unasked", [START]),
        (
            "a device that is known gets hello-ok with the gateway's proof",
            [START, {"receive": scene.connect()}, {"accept": NODE}],
        ),
        (
            "a pairing is redeemed: hello-ok also proves that the gateway knows its secret",
            [
                START,
                {"receive": scene.connect(pairing=pairing)},
                {"accept": {**NODE, "pairingSecret": pairing.secret}},
            ],
        ),
        (
            "an operator of protocol 3 with a token and a signed device, and no proof, gets none",
            [
                START,
                {"receive": scene.connect(gateway=None, role="operator", token="s3cret")},  # noqa: S106 - a vector
                {"accept": OPERATOR},
            ],
        ),
        (
            "an operator may have no device",
            [
                START,
                {"receive": scene.connect(key=None, role="operator", token="s3cret")},  # noqa: S106
                {"accept": OPERATOR},
            ],
        ),
        ("who also speaks later protocols is spoken to in ours", [START, {"receive": late}, {"accept": NODE}]),
        (
            "a connect of just 64 KiB is read",
            [START, {"receive": scene.connect(), "padTo": FIRST_BYTES}],
        ),
    ]
