"""Writes ``tests/vectors/``: the handshake as data, for the gateway, the Python client and the extension alike.

The keys, nonces and times are fixed, and Ed25519 is deterministic, so every frame is exact. The files are checked in;
this program is run only when a scenario is added, and a change of an existing frame is a change of the wire.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.protocol import identity
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.handshake_server import Grant, ServerHandshake
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.messages import ClientInfo, Features
from tabrelay.protocol.outputs import Close, Decide, Failed, Output, Ready, Send
from tabrelay.protocol.pairing import Pairing

DEVICE_SEED = bytes(range(32))
GATEWAY_SEED = bytes(range(32, 64))
OTHER_SEED = bytes(range(64, 96))
SECRET = bytes(range(96, 128))
URL = "ws://127.0.0.1:19222/gateway"
AUTHORITY = "127.0.0.1:19222"
NOW = 1_760_000_000_000
SERVER_NONCE = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
CLIENT_NONCE = "0a4f5d36-3f0b-4f7e-8a53-0d6a7e2f9c11"
REQUEST_ID = "connect-1"
COMMANDS = ("debugger.attach", "debugger.sendCommand")
CLIENT = ClientInfo(id="tabrelay-extension", version="0.1.0", platform="Linux", mode="node")

GATEWAY = Ed25519PrivateKey.from_private_bytes(GATEWAY_SEED)
FINGERPRINT = identity.fingerprint(identity.raw_public_key(GATEWAY))
PAIRING = Pairing(
    url=URL, gateway=FINGERPRINT, id="pair-1", secret=identity.b64url(SECRET), expires=NOW + 600_000, name="desk"
)


def server(key: Ed25519PrivateKey = GATEWAY) -> ServerHandshake:
    """A gateway with the vectors' fixed facts."""
    return ServerHandshake(
        nonce=SERVER_NONCE,
        conn_id="conn-1",
        version="0.1.0",
        key=key,
        authorities=frozenset({AUTHORITY}),
        limits=DEFAULT_LIMITS,
    )


def credentials(overrides: dict[str, Any]) -> Credentials:
    """The client of a scenario, with what it overrides: token, pairing, pinned, device, role, scopes."""
    return Credentials(
        client=CLIENT,
        role=overrides.get("role", "node"),
        key=Ed25519PrivateKey.from_private_bytes(DEVICE_SEED) if overrides.get("device", True) else None,
        gateway=FINGERPRINT if overrides.get("pinned", True) else None,
        token=overrides.get("token"),
        pairing=PAIRING if overrides.get("pairing") else None,
        scopes=tuple(overrides.get("scopes", ())),
        caps=("browser",),
        commands=COMMANDS,
    )


def client(overrides: dict[str, Any]) -> ClientHandshake:
    """The machine of a scenario's client."""
    return ClientHandshake(credentials(overrides), url=URL, nonce=CLIENT_NONCE, request_id=REQUEST_ID)


def described(outputs: list[Output]) -> list[dict[str, Any]]:
    """Outputs as the vectors write them."""
    return [_described(output) for output in outputs]


def _described(output: Output) -> dict[str, Any]:
    match output:
        case Send(data):
            return {"send": json.loads(data)}
        case Close(code, _):
            return {"close": code}
        case Ready(hello):
            return {"ready": {"protocol": hello.protocol, "connId": hello.server.conn_id}}
        case Failed(error):
            return {"failed": error.reason, **({"cause": error.cause} if hasattr(error, "cause") else {})}
        case Decide():
            return {"decide": True}
    raise AssertionError(output)


def step(machine: ClientHandshake, trigger: dict[str, Any]) -> list[Output]:
    """Feed one trigger of a client scenario."""
    if "receive" in trigger:
        data = trigger["receive"]
        return machine.receive(data if isinstance(data, str) else json.dumps(data), NOW)
    if "closed" in trigger:
        return machine.closed(*trigger["closed"])
    return machine.timeout()


CHALLENGE = {"type": "event", "event": "connect.challenge", "payload": {"nonce": SERVER_NONCE, "ts": NOW}}
LATE = {"type": "event", "event": "connect.challenge", "payload": {"nonce": "another-nonce", "ts": NOW + 1}}


def hello_for(
    overrides: dict[str, Any], key: Ed25519PrivateKey = GATEWAY, *, secret: bytes | None = None
) -> dict[str, Any]:
    """The gateway's real answer to the scenario's ``connect``."""
    gateway = server(key)
    gateway.start(NOW)
    machine = client(overrides)
    (sent,) = machine.receive(json.dumps(CHALLENGE), NOW)
    assert isinstance(sent, Send)
    gateway.receive(sent.data, NOW)
    grant = Grant(role="node", scopes=(), features=Features(methods=(), events=("tick",)), pairing_secret=secret)
    (answer,) = gateway.accept(grant)
    assert isinstance(answer, Send)
    document: dict[str, Any] = json.loads(answer.data)
    return document


def refusal(code: str, cause: str) -> dict[str, Any]:
    """An error answer to ``connect``."""
    error = {"code": code, "message": "Run `tabrelay pair`.", "details": {"code": cause}}
    return {"type": "res", "id": REQUEST_ID, "ok": False, "error": error}


def tampered(hello: dict[str, Any], **changes: str) -> dict[str, Any]:
    """``hello`` with its proof changed."""
    payload = {**hello["payload"], "proof": {**hello["payload"]["proof"], **changes}}
    return {**hello, "payload": payload}


def without_proof(hello: dict[str, Any]) -> dict[str, Any]:
    """``hello`` as a program that merely owns the port would send it."""
    return {**hello, "payload": {k: v for k, v in hello["payload"].items() if k != "proof"}}


def client_scenarios() -> list[dict[str, Any]]:
    """Name, credentials, triggers."""
    plain: dict[str, Any] = {}
    paired = {"pairing": True}
    hello = hello_for(plain)
    other = Ed25519PrivateKey.from_private_bytes(OTHER_SEED)
    foreign = {"pinned": False, "role": "operator", "token": "s3cret", "scopes": ["operator.read", "operator.write"]}
    go = {"receive": CHALLENGE}
    ok = {"receive": hello}
    table: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
        ("challenge, connect, hello-ok, and only then ready", plain, [go, ok]),
        (
            "a pairing is redeemed and both sides prove they know the secret",
            paired,
            [go, {"receive": hello_for(paired, secret=SECRET)}],
        ),
        (
            "any gateway of protocol 3 accepts the login of an operator with token and signed device",
            foreign,
            [go, {"receive": without_proof(hello)}],
        ),
        (
            "an operator without a device key sends its token alone",
            {**foreign, "device": False},
            [go, {"receive": without_proof(hello)}],
        ),
        (
            "nothing is sent before the challenge",
            plain,
            [{"receive": {"type": "event", "event": "tick", "payload": {"ts": NOW}}}, go, ok],
        ),
        ("a second challenge is ignored: the first one was answered", plain, [go, {"receive": LATE}, ok]),
        ("a challenge after hello-ok is ignored", plain, [go, ok, {"receive": LATE}]),
        (
            "a challenge without a nonce fails the wait",
            plain,
            [{"receive": {"type": "event", "event": "connect.challenge", "payload": {"ts": NOW}}}, go],
        ),
        (
            "a challenge with a numeric nonce fails the wait",
            plain,
            [{"receive": {"type": "event", "event": "connect.challenge", "payload": {"nonce": 7, "ts": NOW}}}],
        ),
        (
            "a challenge with an empty nonce fails the wait",
            plain,
            [{"receive": {"type": "event", "event": "connect.challenge", "payload": {"nonce": "", "ts": NOW}}}],
        ),
        ("a frame that is not JSON fails the wait", plain, [{"receive": "{not json"}, go]),
        ("a frame of no known kind fails the wait", plain, [{"receive": {"type": "hello"}}]),
        ("an answer to another id is ignored", plain, [go, {"receive": {**hello, "id": "connect-2"}}, ok]),
        ("an answer before connect is ignored", plain, [ok, go, ok]),
        (
            "a refusal rejects the wait once and names its cause",
            plain,
            [go, {"receive": refusal("NOT_PAIRED", "PAIRING_REQUIRED")}, {"closed": [4001, "x"]}, ok],
        ),
        (
            "a refusal without details is named by its coarse code",
            plain,
            [
                go,
                {
                    "receive": {
                        "type": "res",
                        "id": REQUEST_ID,
                        "ok": False,
                        "error": {"code": "UNAVAILABLE", "message": "later"},
                    }
                },
            ],
        ),
        ("a close before the challenge rejects the wait once", plain, [{"closed": [1006, ""]}, {"timeout": True}]),
        ("a close after connect rejects the wait once", plain, [go, {"closed": [1008, "policy"]}, ok]),
        ("silence before the challenge times out", plain, [{"timeout": True}, go]),
        ("silence after connect times out", plain, [go, {"timeout": True}, ok]),
        ("time-out after hello-ok changes nothing", plain, [go, ok, {"timeout": True}]),
        (
            "an answer that is no hello-ok fails the wait",
            plain,
            [go, {"receive": {"type": "res", "id": REQUEST_ID, "ok": True, "payload": {"type": "hello"}}}],
        ),
        (
            "an answer in a protocol that was not offered fails the wait",
            plain,
            [go, {"receive": {**hello, "payload": {**hello["payload"], "protocol": 4}}}],
        ),
        ("a gateway that proves nothing is not trusted", plain, [go, {"receive": without_proof(hello)}]),
        ("a gateway with another key is not trusted", plain, [go, {"receive": hello_for(plain, other)}]),
        (
            "a gateway whose signature is wrong is not trusted",
            plain,
            [go, {"receive": tampered(hello, signature=identity.b64url(bytes(64)))}],
        ),
        (
            "a gateway whose proof is no base64url is not trusted",
            plain,
            [go, {"receive": tampered(hello, signature="***")}],
        ),
        (
            "a gateway that does not know the pairing's secret is not trusted",
            paired,
            [go, {"receive": hello_for(paired)}],
        ),
        (
            "a gateway with a wrong pairing proof is not trusted",
            paired,
            [go, {"receive": hello_for(paired, secret=bytes(32))}],
        ),
    ]
    scenarios = []
    for name, overrides, triggers in table:
        machine = client(overrides)
        steps = [{**trigger, "expect": described(step(machine, trigger))} for trigger in triggers]
        scenarios.append({"name": name, "credentials": overrides, "steps": steps, "state": machine.state.value})
    return scenarios


def handshake_document() -> dict[str, Any]:
    """``handshake-client.json``."""
    return {
        "about": (
            "The client's side of the handshake. `facts` are the fixed inputs (seeds are raw Ed25519 private keys, all "
            "binary is unpadded base64url); `credentials` of a scenario override: pairing (redeem facts.pairing), "
            "pinned (false: no gateway fingerprint is known), device (false: no device key), role, token, scopes. "
            "Each step feeds a frame (`receive`: an object to be serialised, or a string as it is), a close (code, "
            "reason) or the `timeout`, and `expect` lists what comes out, in order: send (compare as JSON), ready, "
            "failed (reason, and the cause where the gateway named one), close (code). The clock shows facts.now."
        ),
        "facts": {
            "deviceSeed": identity.b64url(DEVICE_SEED),
            "gatewaySeed": identity.b64url(GATEWAY_SEED),
            "gateway": FINGERPRINT,
            "url": URL,
            "now": NOW,
            "clientNonce": CLIENT_NONCE,
            "serverNonce": SERVER_NONCE,
            "requestId": REQUEST_ID,
            "client": {"id": CLIENT.id, "version": CLIENT.version, "platform": CLIENT.platform, "mode": CLIENT.mode},
            "role": "node",
            "caps": ["browser"],
            "commands": list(COMMANDS),
            "pairing": PAIRING.encode(),
        },
        "scenarios": client_scenarios(),
    }


def identity_document() -> dict[str, Any]:
    """``identity.json``: every text that is signed or authenticated, spelled out, with its result."""
    device_key = Ed25519PrivateKey.from_private_bytes(DEVICE_SEED)
    public = identity.raw_public_key(device_key)
    device = identity.device_id(public)
    device_text = identity.device_text(
        device=device,
        client_id="cli",
        client_mode="cli",
        role="operator",
        scopes=("operator.read", "operator.write"),
        signed_at_ms=NOW,
        token="s3cret",  # noqa: S106 - a vector
        nonce=SERVER_NONCE,
        platform="  Linux X86 Ä ",
        device_family="PC",
    )
    gateway_text = identity.gateway_text(client_nonce=CLIENT_NONCE, server_nonce=SERVER_NONCE, url=URL, device=device)
    client_text = identity.client_text(client_nonce=CLIENT_NONCE, server_nonce=SERVER_NONCE, url=URL, device=device)
    sides = {
        side: identity.pairing_text(
            side=side, client_nonce=CLIENT_NONCE, server_nonce=SERVER_NONCE, url=URL, device=device
        )
        for side in ("client", "gateway")
    }
    return {
        "about": "Texts that are signed (Ed25519) or authenticated (HMAC-SHA256), and the results, in base64url.",
        "deviceSeed": identity.b64url(DEVICE_SEED),
        "publicKey": identity.b64url(public),
        "deviceId": device,
        "words": identity.short_words(device),
        "device": {
            "clientId": "cli",
            "clientMode": "cli",
            "role": "operator",
            "scopes": ["operator.read", "operator.write"],
            "signedAt": NOW,
            "token": "s3cret",
            "nonce": SERVER_NONCE,
            "platform": "  Linux X86 Ä ",
            "deviceFamily": "PC",
            "text": device_text,
            "signature": identity.b64url(device_key.sign(device_text.encode())),
        },
        "client": {"text": client_text, "signature": identity.b64url(device_key.sign(client_text.encode()))},
        "gateway": {
            "seed": identity.b64url(GATEWAY_SEED),
            "publicKey": identity.b64url(identity.raw_public_key(GATEWAY)),
            "fingerprint": FINGERPRINT,
            "words": identity.short_words(FINGERPRINT),
            "text": gateway_text,
            "signature": identity.b64url(GATEWAY.sign(gateway_text.encode())),
        },
        "pairing": {
            "string": PAIRING.encode(),
            "fields": {
                "url": URL,
                "gateway": FINGERPRINT,
                "id": PAIRING.id,
                "secret": PAIRING.secret,
                "expires": PAIRING.expires,
                "name": PAIRING.name,
            },
            "clientText": sides["client"],
            "clientHmac": identity.pairing_proof(SECRET, sides["client"]),
            "gatewayText": sides["gateway"],
            "gatewayHmac": identity.pairing_proof(SECRET, sides["gateway"]),
            "invalid": [
                "",
                "tabrelay2.x",
                "tabrelay1.",
                "tabrelay1.####",
                "tabrelay1." + identity.b64url(b"{}"),
                "tabrelay1." + identity.b64url(b'{"u":"http://x/gateway","g":"0","i":"a","s":"b","e":1}'),
            ],
        },
    }


def main() -> None:
    """Write all files."""
    root = Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(root))
    from tools import server_vectors  # noqa: PLC0415 - made of what is above

    directory = root / "tests" / "vectors"
    documents = {
        "handshake-client": handshake_document(),
        "handshake-server": server_vectors.document(),
        "identity": identity_document(),
    }
    for name, document in documents.items():
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (directory / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
