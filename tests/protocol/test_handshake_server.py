"""The gateway's side of the handshake: every sentence that the wire promises is a test here."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.protocol import handshake_server, identity
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause
from tabrelay.protocol.frames import ErrorShape, error_shape
from tabrelay.protocol.handshake_server import REASON_BYTES, Grant, ServerHandshake, ServerState, close_reason
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.messages import Features
from tabrelay.protocol.outputs import Close, Decide, Output, Send
from tools import server_vectors, vectors
from tools.server_vectors import changed, connect, described, signed, step
from tools.vectors import CHALLENGE, FINGERPRINT, NOW, OTHER_SEED, SECRET, SERVER_NONCE

GRANT = Grant("node", ("a.b",), Features(methods=("status",), events=("tick",)))
Frame = dict[str, Any]

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "handshake-server.json").read_text("utf-8")
)
SCENARIOS = {scenario["name"]: scenario for scenario in DOCUMENT["scenarios"]}


def challenged() -> ServerHandshake:
    machine = vectors.server()
    machine.start(NOW)
    return machine


def dialled(frame: Frame) -> Frame:
    """``frame`` with the device's signature over the address that its proof names."""
    proof, device = frame["params"]["auth"]["proof"], frame["params"].get("device")
    if device is None:
        return frame
    text = identity.client_text(
        client_nonce=proof["clientNonce"], server_nonce=vectors.SERVER_NONCE, url=proof["url"], device=device["id"]
    )
    key = Ed25519PrivateKey.from_private_bytes(vectors.DEVICE_SEED)
    return changed(frame, "params.auth.proof.signature", identity.b64url(key.sign(text.encode())))


def say(machine: ServerHandshake, frame: Frame | str | bytes, now_ms: int = NOW) -> list[Output]:
    return machine.receive(json.dumps(frame) if isinstance(frame, dict) else frame, now_ms)


def refusal(outputs: list[Output], id_: str = "connect-1") -> tuple[str, int]:
    """Cause and close code of a refusal: the error response, then the close."""
    sent, close = outputs
    assert isinstance(sent, Send)
    assert isinstance(close, Close)
    frame = json.loads(sent.data)
    assert (frame["type"], frame["id"], frame["ok"]) == ("res", id_, False)
    assert close.reason.startswith(frame["error"]["details"]["code"])
    return frame["error"]["details"]["code"], close.code


# The vectors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    scenario = SCENARIOS[name]
    machine = vectors.server()
    for trigger in scenario["steps"]:
        assert described(step(machine, trigger)) == trigger["expect"]
    assert machine.state.value == scenario["state"]


def test_the_vectors_are_those_that_the_tool_writes() -> None:
    assert server_vectors.document() == DOCUMENT
    assert len(SCENARIOS) == len(DOCUMENT["scenarios"]), "two scenarios have one name"


def test_the_vectors_know_every_refusal_and_every_end_of_a_handshake() -> None:
    source = Path(handshake_server.__file__).read_text("utf-8")
    decided = (Path(handshake_server.__file__).parents[1] / "gateway" / "authenticator.py").read_text("utf-8")
    ends = [output for scenario in SCENARIOS.values() for step in scenario["steps"] for output in step["expect"]]
    assert set(re.findall(r"Cause\.([A-Z_]+)", source + decided)) <= {output.get("cause") for output in ends}
    assert {int(CloseCode[name]) for name in re.findall(r"CloseCode\.([A-Z_]+)", source)} == {
        output["close"] for output in ends if "close" in output
    }
    assert {scenario["state"] for scenario in SCENARIOS.values()} == {"challenged", "deciding", "ready", "ended"}


# The challenge ------------------------------------------------------------------------------------------------------


def test_the_challenge_is_the_first_thing_said() -> None:
    machine = vectors.server()
    assert machine.state is ServerState.NEW
    [challenge] = machine.start(NOW)
    assert isinstance(challenge, Send)
    assert json.loads(challenge.data) == CHALLENGE
    assert machine.state is ServerState.CHALLENGED


def test_it_is_said_once() -> None:
    machine = challenged()
    with pytest.raises(RuntimeError, match="challenged"):
        machine.start(NOW)


def test_nothing_is_read_before_it() -> None:
    with pytest.raises(RuntimeError, match="new"):
        say(vectors.server(), connect())


# What is let in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"pairing": True},
        {"pinned": False, "token": "t"},
        {"device": False},
        {"role": "operator", "scopes": ["a", "b"]},
    ],
)
def test_a_good_connect_is_put_up_for_decision(overrides: Frame) -> None:
    machine = challenged()
    [decide] = say(machine, connect(**overrides))
    assert isinstance(decide, Decide)
    assert decide.connect.role == overrides.get("role", "node")
    assert machine.state is ServerState.DECIDING


def test_hello_ok_says_what_was_granted_and_proves_the_gateway() -> None:
    machine = challenged()
    frame = connect()
    say(machine, frame)
    [hello] = machine.accept(GRANT)
    assert isinstance(hello, Send)
    answer = json.loads(hello.data)
    payload = answer["payload"]
    assert (answer["type"], answer["id"], answer["ok"], payload["type"]) == ("res", "connect-1", True, "hello-ok")
    assert payload["protocol"] == 3
    assert payload["server"] == {"version": "0.1.0", "connId": "conn-1"}
    assert payload["features"] == {"methods": ["status"], "events": ["tick"]}
    assert payload["auth"] == {"role": "node", "scopes": ["a.b"]}
    assert payload["policy"] == {
        "maxPayload": DEFAULT_LIMITS.frame_bytes,
        "maxBufferedBytes": DEFAULT_LIMITS.outbox_bytes,
        "tickIntervalMs": DEFAULT_LIMITS.tick_interval_ms,
    }
    public = identity.unb64url(payload["proof"]["publicKey"])
    assert identity.fingerprint(public) == FINGERPRINT
    assert "hmac" not in payload["proof"]
    assert machine.state is ServerState.READY


def test_a_client_that_asks_for_no_proof_gets_none() -> None:
    machine = challenged()
    say(machine, connect(pinned=False, token="t"))
    [hello] = machine.accept(GRANT)
    assert isinstance(hello, Send)
    assert "proof" not in json.loads(hello.data)["payload"]


def test_whoever_decides_may_refuse() -> None:
    machine = challenged()
    say(machine, connect())
    assert refusal(machine.refuse(error_shape(Cause.PAIRING_REQUIRED))) == ("PAIRING_REQUIRED", 4001)
    assert machine.state is ServerState.ENDED


def test_a_pairing_is_valid_with_its_secret_and_no_other() -> None:
    machine = challenged()
    say(machine, connect(pairing=True))
    assert machine.pairing_is_valid(SECRET)
    assert not machine.pairing_is_valid(bytes(32))
    assert not machine.pairing_is_valid(b"")


@pytest.mark.parametrize("overrides", [{}, {"pinned": False, "token": "s3cret"}])
def test_without_a_pairing_none_is_valid(overrides: Frame) -> None:
    machine = challenged()
    say(machine, connect(**overrides))
    assert not machine.pairing_is_valid(SECRET)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("params.auth.proof.pairing.hmac", "AAAA"),
        ("params.auth.proof.pairing.hmac", ""),
        ("params.auth.proof.pairing.hmac", "é"),
        ("params.auth.proof.clientNonce", "another"),
        ("params.auth.proof.url", "wss://127.0.0.1:19222/gateway"),
        ("params.device", ...),
    ],
)
def test_a_pairing_proof_covers_nonces_address_and_device(path: str, value: object) -> None:
    machine = challenged()
    [decide] = say(machine, dialled(changed(connect(pairing=True), path, value)))
    assert isinstance(decide, Decide)
    assert not machine.pairing_is_valid(SECRET)


def test_a_pairing_proof_cannot_be_replayed_on_another_connection() -> None:
    machine = ServerHandshake(
        nonce="another",
        conn_id="c",
        version="1",
        key=vectors.GATEWAY,
        authorities=frozenset({vectors.AUTHORITY}),
        limits=DEFAULT_LIMITS,
    )
    machine.start(NOW)
    [decide] = say(machine, changed(connect(pairing=True), "params.device", ...))
    assert isinstance(decide, Decide)
    assert not machine.pairing_is_valid(SECRET)


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "id_"),
    [
        ({"type": "req", "id": "1", "method": "status"}, "1"),
        ({"type": "res", "id": "1", "ok": True}, "1"),
    ],
)
def test_the_first_frame_must_be_connect(frame: Frame, id_: str) -> None:
    machine = challenged()
    assert refusal(say(machine, frame), id_) == ("CONNECT_EXPECTED", 4002)
    assert machine.state is ServerState.ENDED


def test_an_event_in_the_place_of_connect_has_no_id_to_answer_to() -> None:
    [close] = say(challenged(), {"type": "event", "event": "tick"})
    assert isinstance(close, Close)
    assert (close.code, close.reason.partition(":")[0]) == (4002, "CONNECT_EXPECTED")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        '{"type":"hello"}',
        b"\xff",
        '{"type":"req","id":"","method":"connect"}',
        '{"type":"req","id":5,"method":"connect"}',
        "[" * 60_000,
        "\ud800",
    ],
)
def test_a_frame_that_is_none_is_closed_on(data: str | bytes) -> None:
    machine = challenged()
    [close] = say(machine, data)
    assert isinstance(close, Close)
    assert (close.code, close.reason.partition(":")[0]) == (4002, "FRAME_INVALID")
    assert machine.state is ServerState.ENDED


def test_a_bad_frame_with_an_id_is_answered_and_says_its_sentence_once() -> None:
    outputs = say(challenged(), '{"type":"request","id":"7","method":"connect"}')
    assert refusal(outputs, "7") == ("FRAME_INVALID", 4002)
    assert isinstance(outputs[0], Send)
    assert json.loads(outputs[0].data)["error"]["message"].count("The frame is not") == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("params", ...),
        ("params", []),
        ("params.minProtocol", "3"),
        ("params.maxProtocol", ...),
        ("params.client", {}),
        ("params.client.id", 5),
        ("params.role", 5),
        ("params.role", None),
        ("params.scopes", "all"),
        ("params.auth", "token"),
        ("params.auth.proof.url", 5),
        ("params.device.signedAt", "now"),
        ("params.device.publicKey", ...),
    ],
)
def test_a_connect_of_a_bad_shape_is_refused_and_the_place_is_named(path: str, value: object) -> None:
    outputs = say(challenged(), changed(connect(), path, value))
    assert refusal(outputs) == ("PARAMS_INVALID", 4002)


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 2), (4, 9), (9, 3)])
def test_no_common_protocol(minimum: int, maximum: int) -> None:
    frame = changed(changed(connect(), "params.minProtocol", minimum), "params.maxProtocol", maximum)
    assert refusal(say(challenged(), frame)) == ("PROTOCOL_MISMATCH", 4001)


def test_a_client_that_also_speaks_later_versions_is_spoken_to_in_ours() -> None:
    machine = challenged()
    say(machine, changed(connect(), "params.maxProtocol", 99))
    [hello] = machine.accept(GRANT)
    assert isinstance(hello, Send)
    assert json.loads(hello.data)["payload"]["protocol"] == 3


@pytest.mark.parametrize("role", ["king", "", "Operator", "x" * 10_000])
def test_an_unknown_role(role: str) -> None:
    assert refusal(say(challenged(), changed(connect(), "params.role", role))) == ("ROLE_UNKNOWN", 4001)


@pytest.mark.parametrize(
    ("size", "is_refused"),
    [(DEFAULT_LIMITS.handshake_bytes, False), (DEFAULT_LIMITS.handshake_bytes + 1, True)],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_frame_before_hello_ok_has_64_kib_and_not_a_byte_more(size: int, is_refused: bool, as_text: bool) -> None:  # noqa: FBT001
    frame = json.dumps(connect(), ensure_ascii=False)
    padding = "é" * ((size - len(frame.encode())) // 2)
    text = frame + " " * (size - len((frame + padding).encode())) + padding
    data = text if as_text else text.encode()
    text_size = len(text.encode())
    assert text_size == size
    machine = challenged()
    [*_, close] = say(machine, data)
    assert isinstance(close, Close)
    assert close.code == (1009 if is_refused else 4002)


def test_a_connect_of_just_64_kib_is_read() -> None:
    frame = json.dumps(connect())
    [decide] = say(challenged(), frame + " " * (DEFAULT_LIMITS.handshake_bytes - len(frame)))
    assert isinstance(decide, Decide)


def test_a_binary_frame_is_not_part_of_the_protocol() -> None:
    [close] = challenged().receive_binary()
    assert isinstance(close, Close)
    assert (close.code, close.reason.partition(":")[0]) == (4002, "FRAME_BINARY")


def test_a_silent_client_is_closed_with_a_code_and_a_reason_that_say_so() -> None:
    machine = challenged()
    [close] = machine.timeout()
    assert isinstance(close, Close)
    assert (close.code, close.reason.partition(":")[0]) == (4000, "CONNECT_TIMEOUT")
    assert "10 seconds" in close.reason


@pytest.mark.parametrize("frame", [{}, {"type": "event", "event": "tick"}, connect()])
def test_nothing_may_be_sent_between_connect_and_hello_ok_above_all_not_connect_again(frame: Frame) -> None:
    machine = challenged()
    say(machine, connect())
    assert refusal(say(machine, frame)) == ("CONNECT_REPEATED", 4002)
    assert machine.state is ServerState.ENDED
    with pytest.raises(RuntimeError):
        machine.accept(GRANT)


def test_a_machine_that_is_done_is_not_to_be_fed() -> None:
    ready, ended = challenged(), challenged()
    say(ready, connect())
    ready.accept(GRANT)
    say(ended, "{")
    for machine in (ready, ended):
        state = machine.state
        for feed in (
            lambda machine=machine: say(machine, connect()),
            lambda machine=machine: machine.accept(GRANT),
            lambda machine=machine: machine.refuse(error_shape(Cause.PAIRING_REQUIRED)),
            lambda machine=machine: machine.timeout(),
            lambda machine=machine: machine.receive_binary(),
        ):
            with pytest.raises(RuntimeError, match=state.value):
                feed()
        assert machine.state is state


# Addresses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "ws://127.0.0.1:6666/gateway",
        "ws://evil.example/gateway",
        "http://127.0.0.1:19222/gateway",
        "ws://127.0.0.1:19222/",
        "ws://127.0.0.1:19222/gateway/",
        "ws://127.0.0.1:19222/gateway?x",
        "ws://user@127.0.0.1:19222/gateway",
        "ws://127.0.0.1:19222@evil.example/gateway",
        "",
        "127.0.0.1:19222/gateway",
    ],
)
def test_a_client_that_dialled_another_address_did_not_dial_this_gateway(url: str) -> None:
    frame = changed(connect(), "params.auth.proof.url", url)
    assert refusal(say(challenged(), frame)) == ("URL_MISMATCH", 4001)


@pytest.mark.parametrize("url", ["ws://127.0.0.1:19222/gateway", "wss://127.0.0.1:19222/gateway"])
def test_a_client_that_dialled_this_gateway_did(url: str) -> None:
    [decide] = say(challenged(), dialled(changed(connect(), "params.auth.proof.url", url)))
    assert isinstance(decide, Decide)


def test_a_forwarder_cannot_pass_on_what_a_device_said_to_another_address() -> None:
    """It may put the gateway's address in place of its own, but not sign for the device."""
    frame = dialled(changed(connect(), "params.auth.proof.url", "ws://127.0.0.1:9999/gateway"))
    assert refusal(say(challenged(), frame)) == ("URL_MISMATCH", 4001)
    rewritten = changed(frame, "params.auth.proof.url", vectors.URL)
    assert refusal(say(challenged(), rewritten)) == ("DEVICE_SIGNATURE_INVALID", 4001)
    assert refusal(say(challenged(), changed(frame, "params.auth", ...))) == ("AUTH_PROOF_MISSING", 4001)
    unsigned = changed(rewritten, "params.auth.proof.signature", ...)
    assert refusal(say(challenged(), unsigned)) == ("AUTH_PROOF_MISSING", 4001)


def test_an_operator_of_protocol_3_may_have_a_token_and_a_device_and_no_proof() -> None:
    [decide] = say(challenged(), connect(pinned=False, role="operator", token="s3cret"))
    assert isinstance(decide, Decide)


# Devices ------------------------------------------------------------------------------------------------------------

OTHER_PUBLIC = identity.raw_public_key(Ed25519PrivateKey.from_private_bytes(OTHER_SEED))


@pytest.mark.parametrize(
    ("path", "value", "cause"),
    [
        ("params.device.id", "0" * 64, "DEVICE_ID_MISMATCH"),
        ("params.device.id", "", "DEVICE_ID_MISMATCH"),
        ("params.device.publicKey", identity.b64url(OTHER_PUBLIC), "DEVICE_ID_MISMATCH"),
        ("params.device.publicKey", "", "DEVICE_KEY_INVALID"),
        ("params.device.publicKey", "***", "DEVICE_KEY_INVALID"),
        ("params.device.publicKey", identity.b64url(bytes(31)), "DEVICE_KEY_INVALID"),
        ("params.device.nonce", "another", "DEVICE_NONCE_MISMATCH"),
        ("params.device.nonce", "", "DEVICE_NONCE_MISMATCH"),
        ("params.device.signature", "", "DEVICE_SIGNATURE_INVALID"),
        ("params.device.signature", "***", "DEVICE_SIGNATURE_INVALID"),
        ("params.device.signature", identity.b64url(bytes(64)), "DEVICE_SIGNATURE_INVALID"),
        ("params.device.signedAt", NOW + 1, "DEVICE_SIGNATURE_INVALID"),
        ("params.role", "operator", "DEVICE_SIGNATURE_INVALID"),
        ("params.scopes", ["operator.admin"], "DEVICE_SIGNATURE_INVALID"),
        ("params.client.id", "other", "DEVICE_SIGNATURE_INVALID"),
        ("params.client.mode", "other", "DEVICE_SIGNATURE_INVALID"),
        ("params.client.platform", "Windows", "DEVICE_SIGNATURE_INVALID"),
        ("params.client.deviceFamily", "phone", "DEVICE_SIGNATURE_INVALID"),
        ("params.auth.token", "stolen", "DEVICE_SIGNATURE_INVALID"),
    ],
)
def test_a_device_is_who_it_proves_to_be(path: str, value: str, cause: str) -> None:
    assert refusal(say(challenged(), changed(connect(), path, value))) == (cause, 4001)


def test_a_signature_for_another_challenge_is_refused_though_it_is_valid() -> None:
    frame = signed(connect(), nonce="another")
    assert refusal(say(challenged(), frame)) == ("DEVICE_NONCE_MISMATCH", 4001)
    [decide] = say(challenged(), signed(connect(), nonce=SERVER_NONCE))
    assert isinstance(decide, Decide)


@pytest.mark.parametrize("skew_ms", [-120_001, -120_000, 0, 120_000, 120_001])
def test_clocks_may_differ_by_two_minutes(skew_ms: int) -> None:
    outputs = say(challenged(), connect(), NOW + skew_ms)
    if abs(skew_ms) <= 120_000:
        assert isinstance(outputs[0], Decide)
    else:
        assert refusal(outputs) == ("DEVICE_SIGNATURE_EXPIRED", 4001)
        assert isinstance(outputs[0], Send)
        assert json.loads(outputs[0].data)["error"]["details"]["gatewayTimeMs"] == NOW + skew_ms


@pytest.mark.parametrize("signed_at", [0, -1, 2**53, 10**18])
def test_a_time_that_is_none_is_too_far_away(signed_at: int) -> None:
    assert refusal(say(challenged(), signed(connect(), signedAt=signed_at))) == ("DEVICE_SIGNATURE_EXPIRED", 4001)


def test_platform_and_family_are_signed_trimmed_and_in_lower_case() -> None:
    frame = connect()
    for path, value in (("params.client.platform", "  LINUX "), ("params.device", frame["params"]["device"])):
        frame = changed(frame, path, value)
    [decide] = say(challenged(), frame)
    assert isinstance(decide, Decide)


# Anything at all ----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    "type",
    "id",
    "method",
    "params",
    *(f"params.{name}" for name in ("minProtocol", "client", "role", "scopes", "auth", "device", "caps", "commands")),
    *(f"params.device.{name}" for name in ("id", "publicKey", "signature", "signedAt", "nonce")),
    *(f"params.auth.{name}" for name in ("proof", "token", "proof.url", "proof.clientNonce", "proof.pairing")),
]


@given(st.sampled_from(PATHS), JSON)
def test_a_connect_with_anything_in_any_place_is_put_up_or_refused(path: str, value: object) -> None:
    machine = challenged()
    outputs = say(machine, changed(connect(pairing=True), path, value))
    if machine.state is ServerState.DECIDING:
        assert [type(output) for output in outputs] == [Decide]
        assert isinstance(machine.pairing_is_valid(SECRET), bool)
        assert isinstance(machine.accept(GRANT)[0], Send)
    else:
        assert machine.state is ServerState.ENDED
        assert isinstance(outputs[-1], Close)


@given(st.binary() | st.text())
def test_any_bytes_are_answered_by_a_close(data: str | bytes) -> None:
    machine = challenged()
    assert isinstance(say(machine, data)[-1], Close)
    assert machine.state is ServerState.ENDED


def test_a_reason_fits_into_a_close_frame_whatever_it_says() -> None:
    error = ErrorShape("X", "é" * 200, details={"code": "Y"})
    reason = close_reason(error)
    assert reason.startswith("Y: é")
    assert len(reason.encode()) <= REASON_BYTES
    assert all(len(close_reason(error_shape(cause)).encode()) <= REASON_BYTES for cause in Cause)
    assert msgspec.json.encode(reason)
