"""The gateway's side of the handshake as data: ``handshake-server.json``, which ``tools/vectors.py`` writes.

What the gateway is sent comes from the real client with the fixed facts, then changed where the scenario says so, and
signed again where a broken signature is not what the scenario is about.
"""

from __future__ import annotations

import copy
import json
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.protocol import identity
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import error_shape
from tabrelay.protocol.handshake_client import ClientHandshake
from tabrelay.protocol.handshake_server import Grant, ServerHandshake
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.messages import DeviceProof, Features
from tabrelay.protocol.outputs import Close, Decide, Output, Send
from tools import vectors
from tools.vectors import CHALLENGE, NOW, URL

Frame: TypeAlias = dict[str, Any]
Step: TypeAlias = dict[str, Any]
Table: TypeAlias = list[tuple[str, list[Step]]]

SKEW_MS = DEFAULT_LIMITS.signature_skew_ms
FIRST_BYTES = DEFAULT_LIMITS.handshake_bytes
OLD_NONCE = "11f0c9a1-6d0e-4c7e-9a54-0d5f3c3e7b26"
OPERATOR = {"role": "operator", "pinned": False, "token": "s3cret", "scopes": ["operator.read"]}

START: Step = {"start": True}
LET_NODE_IN: Step = {"accept": {"role": "node", "scopes": [], "features": {"events": ["tick"]}}}
LET_OPERATOR_IN: Step = {
    "accept": {"role": "operator", "scopes": ["operator.read"], "features": {"methods": ["status"]}}
}

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
"""Refusals that the frame alone cannot decide: whoever drives the machine knows devices, token and pairings."""


def connect(*, nonce: str = vectors.SERVER_NONCE, url: str = URL, **overrides: object) -> Frame:
    """A ``connect`` as the real client says it: to this challenge and address unless another is given."""
    machine = ClientHandshake(
        vectors.credentials(overrides), url=url, nonce=vectors.CLIENT_NONCE, request_id=vectors.REQUEST_ID
    )
    [sent] = machine.receive(json.dumps({**CHALLENGE, "payload": {"nonce": nonce, "ts": NOW}}), NOW)
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


def signed(frame: Frame, **device: object) -> Frame:
    """``frame`` with its device changed and signed again, by the device's own key."""
    params = frame["params"]
    proof = {**params["device"], **device}
    client = params["client"]
    text = identity.device_text(
        device=proof["id"],
        client_id=client["id"],
        client_mode=client["mode"],
        role=params["role"],
        scopes=tuple(params.get("scopes", ())),
        signed_at_ms=proof["signedAt"],
        token=params.get("auth", {}).get("token", ""),
        nonce=proof["nonce"],
        platform=client["platform"],
        device_family=client.get("deviceFamily", ""),
    )
    key = Ed25519PrivateKey.from_private_bytes(vectors.DEVICE_SEED)
    return changed(frame, "params.device", {**proof, "signature": identity.b64url(key.sign(text.encode()))})


def step(machine: ServerHandshake, trigger: Step) -> list[Output]:
    """Feed one trigger of a scenario."""
    now_ms = NOW + trigger.get("later", 0)
    if "start" in trigger:
        return machine.start(now_ms)
    if "receive" in trigger:
        said = trigger["receive"]
        text = said if isinstance(said, str) else json.dumps(said)
        return machine.receive(text.ljust(trigger.get("padTo", 0)), now_ms)
    if "binary" in trigger:
        return machine.receive_binary()
    if "accept" in trigger:
        return machine.accept(_grant(**trigger["accept"]))
    if "refuse" in trigger:
        return machine.refuse(error_shape(Cause(trigger["refuse"])))
    return machine.timeout()


def described(outputs: list[Output]) -> list[dict[str, Any]]:
    """Outputs as the vectors write them, without the sentences for people: those may get better."""
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
        case Decide(said):
            device = said.device.id if isinstance(said.device, DeviceProof) else None
            return {"decide": {"role": said.role, "device": device}}
    raise AssertionError(output)


def _grant(role: str, scopes: list[str], features: dict[str, list[str]], secret: str | None = None) -> Grant:
    allowed = Features(**{name: tuple(values) for name, values in features.items()})
    return Grant(role, tuple(scopes), allowed, None if secret is None else identity.unb64url(secret))


def let_in() -> Table:
    """Challenge, ``connect``, decision, ``hello-ok``."""
    known, pairing = {"receive": connect()}, {"receive": connect(pairing=True)}
    with_secret = {"accept": {**LET_NODE_IN["accept"], "secret": vectors.PAIRING.secret}}
    return [
        ("the challenge is the first frame, and comes unasked", [START]),
        ("a device that is let in gets hello-ok and the gateway's proof", [START, known, LET_NODE_IN]),
        ("a redeemed pairing adds the proof that the gateway knows its secret", [START, pairing, with_secret]),
        (
            "an operator of protocol 3 with a token and a signed device, which asks for no proof, gets none",
            [START, {"receive": connect(**OPERATOR)}, LET_OPERATOR_IN],
        ),
        (
            "an operator may have a token and no device",
            [START, {"receive": connect(**OPERATOR, device=False)}, LET_OPERATOR_IN],
        ),
        (
            "a client that also speaks later protocols is spoken to in ours",
            [START, {"receive": changed(connect(), "params.maxProtocol", 9)}, LET_NODE_IN],
        ),
        ("a connect of just 64 KiB is read", [START, {**known, "padTo": FIRST_BYTES}]),
        ("clocks may differ by two minutes", [START, {**known, "later": SKEW_MS}]),
        ("the same the other way round", [START, {**known, "later": -SKEW_MS}]),
    ]


def first_frames() -> Table:
    """The first frame is ``connect``, of a bounded size and the right shape."""
    table: list[tuple[str, Step]] = [
        ("a request for anything else", {"receive": {"type": "req", "id": "1", "method": "status"}}),
        ("a response", {"receive": {"type": "res", "id": "1", "ok": True}}),
        ("an event, which has no id to answer to", {"receive": {"type": "event", "event": "tick"}}),
        ("text that is no JSON", {"receive": "{not json"}),
        ("JSON that is no frame", {"receive": []}),
        ("a frame of an unknown kind, answered by its id", {"receive": {"type": "hello", "id": "1"}}),
        ("a request without an id", {"receive": {"type": "req", "id": "", "method": "connect"}}),
        ("a binary frame", {"binary": True}),
        ("a frame above 64 KiB, whatever it says", {"receive": connect(), "padTo": FIRST_BYTES + 1}),
        ("a connect without parameters", {"receive": changed(connect(), "params", ...)}),
        ("a connect without a client", {"receive": changed(connect(), "params.client", ...)}),
        ("a connect whose role is no text", {"receive": changed(connect(), "params.role", 5)}),
        ("a connect whose scopes are no list", {"receive": changed(connect(), "params.scopes", "all")}),
        ("a connect whose device is half there", {"receive": changed(connect(), "params.device.nonce", ...)}),
    ]
    return [(f"not a connect, so an end: {name}", [START, trigger]) for name, trigger in table]


def refusals() -> Table:
    """What ``connect`` itself gives away."""
    early = changed(changed(connect(), "params.minProtocol", 1), "params.maxProtocol", 2)
    late = changed(changed(connect(), "params.minProtocol", 4), "params.maxProtocol", 9)
    elsewhere = connect(url="ws://127.0.0.1:9999/gateway")
    rewritten = changed(elsewhere, "params.auth.proof.url", URL)
    table: list[tuple[str, Frame]] = [
        ("no common protocol, the client is older", early),
        ("no common protocol, the client is newer", late),
        ("an unknown role", connect(role="king")),
        ("another address was dialled", elsewhere),
        ("another address was dialled, and a forwarder wrote ours in its place", rewritten),
        ("a forwarder left the signature over the address out", changed(rewritten, "params.auth.proof.signature", ...)),
        ("a device without a token signs no address", changed(connect(), "params.auth", ...)),
    ]
    return [(f"refused: {name}", [START, {"receive": frame}]) for name, frame in table]


def devices() -> Table:
    """A device is who it proves to be, here and now."""
    other = Ed25519PrivateKey.from_private_bytes(vectors.OTHER_SEED)
    others_key = identity.b64url(identity.raw_public_key(other))
    table: list[tuple[str, Step]] = [
        ("its key is none", {"receive": changed(connect(), "params.device.publicKey", "AAAA")}),
        ("its key is another's", {"receive": changed(connect(), "params.device.publicKey", others_key)}),
        ("its id is not its key's hash", {"receive": changed(connect(), "params.device.id", "0" * 64)}),
        ("it answers another challenge: a connect is replayed", {"receive": connect(nonce=OLD_NONCE)}),
        ("a replayed connect says this nonce", {"receive": _renamed(connect(nonce=OLD_NONCE))}),
        ("its nonce is wrong though it is signed", {"receive": signed(connect(), nonce=OLD_NONCE)}),
        ("its signature is none", {"receive": changed(connect(), "params.device.signature", "***")}),
        ("its role was changed on the way", {"receive": changed(connect(), "params.role", "operator")}),
        ("a scope was added on the way", {"receive": changed(connect(), "params.scopes", ["operator.write"])}),
        ("a token was added on the way", {"receive": changed(connect(), "params.auth.token", "stolen")}),
        ("its time was changed on the way", {"receive": changed(connect(), "params.device.signedAt", NOW + 1)}),
        ("its clock is late by more than two minutes", {"receive": connect(), "later": SKEW_MS + 1}),
        ("its clock is early by more than two minutes", {"receive": connect(), "later": -SKEW_MS - 1}),
    ]
    return [(f"the device is refused: {name}", [START, trigger]) for name, trigger in table]


def _renamed(frame: Frame) -> Frame:
    return changed(frame, "params.device.nonce", vectors.SERVER_NONCE)


def endings() -> Table:
    """Silence, impatience, and what only the gateway's memory can decide."""
    known = {"receive": connect()}
    return [
        ("a silent client is closed with a code and a reason that say so", [START, {"timeout": True}]),
        ("a decision that takes too long ends the same way", [START, known, {"timeout": True}]),
        ("a second connect before hello-ok ends it", [START, known, known]),
        ("so does any other frame", [START, known, {"receive": {"type": "event", "event": "tick"}}]),
        ("and a binary one", [START, known, {"binary": True}]),
        *((f"whoever decides says {cause}", [START, known, {"refuse": cause.value}]) for cause in DECIDED),
    ]


def document() -> dict[str, Any]:
    """``handshake-server.json``."""
    scenarios = []
    for name, triggers in (row for part in (let_in, first_frames, refusals, devices, endings) for row in part()):
        machine = vectors.server()
        steps = [{**trigger, "expect": described(step(machine, trigger))} for trigger in triggers]
        scenarios.append({"name": name, "steps": steps, "state": machine.state.value})
    facts = vectors.handshake_document()["facts"]
    gateway = {"authorities": [vectors.AUTHORITY], "connId": "conn-1", "version": "0.1.0"}
    limits = {
        "handshakeBytes": FIRST_BYTES,
        "silentClientMs": DEFAULT_LIMITS.silent_client_ms,
        "signatureSkewMs": SKEW_MS,
    }
    return {
        "about": (
            "The gateway's side of the handshake. `facts` are the fixed inputs, as in handshake-client.json, and what "
            "this gateway is: the authorities it answers for, its version, the id of the connection, its limits. Each "
            "step feeds one thing: `start` (the upgrade is done), `receive` (a text frame: an object to be serialised, "
            "or a string as it is; `padTo` lengthens it to so many bytes by spaces), `binary` (a binary frame), "
            "`timeout` (nothing came for silentClientMs), or the decision, `accept` (the grant; `secret` is that of "
            "the pairing that was redeemed) or `refuse` (the cause). The clock shows facts.now plus `later` ms. "
            "`expect` lists what comes out, in order: send (compare as JSON; an error has a `message` besides, a "
            "sentence for people), decide (the request is sound: may this one enter?), close (code, and the cause that "
            "its reason begins with). `state` is where it ends."
        ),
        "facts": {**facts, **gateway, "limits": limits},
        "scenarios": scenarios,
    }
