"""The client's side of the handshake, held to the vectors that the extension is held to, and to the real server side.

The story behind the first tests: a listener that is bound too late misses the challenge, and then waits for ever with a
badge that says "connecting". Here the first frame may come at once, late, twice, malformed or never.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.protocol.close_codes import client_may_send
from tabrelay.protocol.errors import HandshakeRefused
from tabrelay.protocol.handshake_client import ClientHandshake, ClientState, Credentials
from tabrelay.protocol.handshake_server import Grant, ServerHandshake
from tabrelay.protocol.messages import Features
from tabrelay.protocol.outputs import Close, Decide, Failed, Output, Ready, Send
from tools import vectors
from tools.vectors import CHALLENGE, CLIENT, CLIENT_NONCE, NOW, REQUEST_ID, SECRET, URL, refusal

DIRECTORY = Path(__file__).parents[1] / "vectors"
DOCUMENT: dict[str, Any] = json.loads((DIRECTORY / "handshake-client.json").read_text("utf-8"))
SCENARIOS = {scenario["name"]: scenario for scenario in DOCUMENT["scenarios"]}
HELLO = json.dumps(vectors.hello_for({}))


def answered(machine: ClientHandshake) -> dict[str, Any]:
    """The ``connect`` that the challenge is answered with."""
    [sent] = machine.receive(json.dumps(CHALLENGE), NOW)
    assert isinstance(sent, Send)
    frame: dict[str, Any] = json.loads(sent.data)
    return frame


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    scenario = SCENARIOS[name]
    machine = vectors.client(scenario["credentials"])
    for step in scenario["steps"]:
        assert vectors.described(vectors.step(machine, step)) == step["expect"]
    assert machine.state.value == scenario["state"]


def test_the_vectors_are_those_that_the_tool_writes() -> None:
    assert vectors.handshake_document() == DOCUMENT
    assert vectors.identity_document() == json.loads((DIRECTORY / "identity.json").read_text("utf-8"))


def test_an_immediate_challenge_is_answered_and_only_hello_ok_makes_it_ready() -> None:
    machine = vectors.client({})
    assert machine.state is ClientState.WAITING
    connect = answered(machine)
    assert (connect["method"], connect["id"]) == ("connect", REQUEST_ID)
    assert machine.state is ClientState.CONNECTING
    [ready] = machine.receive(HELLO, NOW)
    assert isinstance(ready, Ready)
    assert machine.state is ClientState.READY


def test_frames_may_come_as_bytes() -> None:
    machine = vectors.client({})
    assert machine.receive(json.dumps(CHALLENGE).encode(), NOW)
    assert [type(output) for output in machine.receive(HELLO.encode(), NOW)] == [Ready]


ENDS: dict[str, Any] = {
    "refusal": lambda machine: machine.receive(json.dumps(refusal("UNAUTHORIZED", "AUTH_TOKEN_MISMATCH")), NOW),
    "close": lambda machine: machine.closed(1006, ""),
    "silence": lambda machine: machine.timeout(),
    "nonsense": lambda machine: machine.receive("nonsense", NOW),
    "hello-ok": lambda machine: machine.receive(HELLO, NOW),
}


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("second", ENDS)
def test_the_wait_ends_once_whatever_comes_after(first: str, second: str) -> None:
    machine = vectors.client({})
    answered(machine)
    ending = ENDS[first](machine)
    assert len([output for output in ending if isinstance(output, Ready | Failed)]) == 1
    state = machine.state
    assert ENDS[second](machine) == []
    assert machine.state is state


@pytest.mark.parametrize("end", [name for name in ENDS if name != "hello-ok"])
def test_after_a_wait_that_ended_the_next_try_works(end: str) -> None:
    failed = vectors.client({})
    answered(failed)
    ENDS[end](failed)
    machine = vectors.client({})
    answered(machine)
    assert [type(output) for output in machine.receive(HELLO, NOW)] == [Ready]


def test_a_refusal_carries_what_the_gateway_said() -> None:
    machine = vectors.client({})
    answered(machine)
    failed, close = machine.receive(json.dumps(refusal("NOT_PAIRED", "DEVICE_REVOKED")), NOW)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, HandshakeRefused)
    assert (failed.error.code, failed.error.cause) == ("NOT_PAIRED", "DEVICE_REVOKED")
    assert str(failed.error) == "Run `tabrelay pair`."
    assert close == Close(1000, "REFUSED")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_client_closes_with_a_code_that_a_browser_may_use(name: str) -> None:
    for step in SCENARIOS[name]["steps"]:
        assert all(client_may_send(output["close"]) for output in step["expect"] if "close" in output)


def test_time_out_says_what_was_waited_for() -> None:
    early, late = vectors.client({}), vectors.client({})
    answered(late)
    for machine, missing in ((early, "challenge"), (late, "answer to connect")):
        failed, _ = machine.timeout()
        assert isinstance(failed, Failed)
        assert missing in str(failed.error)


def test_to_a_gateway_that_is_not_pinned_nothing_is_said_that_it_might_not_know() -> None:
    params = answered(vectors.client({"pinned": False, "token": "s3cret", "role": "operator"}))["params"]
    assert params["auth"] == {"token": "s3cret"}
    params = answered(vectors.client({"pinned": False, "role": "operator"}))["params"]
    assert "auth" not in params
    params = answered(vectors.client({"pinned": False, "device": False, "role": "operator"}))["params"]
    assert "device" not in params


def test_the_secret_of_a_pairing_never_crosses_the_wire() -> None:
    text = json.dumps(answered(vectors.client({"pairing": True})))
    assert vectors.PAIRING.secret not in text
    assert SECRET.hex() not in text


def test_locale_and_user_agent_are_sent_where_they_are_known() -> None:
    who = Credentials(client=CLIENT, role="operator", locale="de", user_agent="tabrelay/1")
    params = answered(ClientHandshake(who, url=URL, nonce=CLIENT_NONCE, request_id=REQUEST_ID))["params"]
    assert (params["locale"], params["userAgent"]) == ("de", "tabrelay/1")


@pytest.mark.parametrize("part", ["url", "nonce", "device"])
def test_a_proof_that_was_made_for_another_is_not_trusted(part: str) -> None:
    """A live forwarder passes the frames on; the proof covers what it cannot change."""
    machine = ClientHandshake(
        Credentials(
            client=CLIENT,
            role="node",
            key=Ed25519PrivateKey.from_private_bytes(bytes(32) if part == "device" else vectors.DEVICE_SEED),
            gateway=vectors.FINGERPRINT,
        ),
        url="ws://127.0.0.1:6666/gateway" if part == "url" else URL,
        nonce="another" if part == "nonce" else CLIENT_NONCE,
        request_id=REQUEST_ID,
    )
    answered(machine)
    failed, close = machine.receive(HELLO, NOW)
    assert isinstance(failed, Failed)
    assert failed.error.reason == "UNTRUSTED"
    assert isinstance(close, Close)


# Both machines against each other -----------------------------------------------------------------------------------


def converse(client: ClientHandshake, gateway: ServerHandshake, secret: bytes | None = None) -> list[Output]:
    """Carry frames between the two until nobody has anything to say; what the client's shell is told."""
    told: list[Output] = []
    to_client = gateway.start(NOW)
    while to_client:
        replies: list[Output] = []
        for output in to_client:
            if isinstance(output, Send):
                replies += client.receive(output.data, NOW)
            elif isinstance(output, Close):
                replies += client.closed(output.code, output.reason)
        told += [reply for reply in replies if isinstance(reply, Ready | Failed)]
        to_client = []
        for reply in replies:
            if isinstance(reply, Send):
                for output in gateway.receive(reply.data, NOW):
                    grant = Grant("node", (), Features(methods=("a",), events=("b",)), secret)
                    to_client += gateway.accept(grant) if isinstance(output, Decide) else [output]
    return told


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"pairing": True},
        {"pinned": False, "token": "s3cret", "role": "operator"},
        {"device": False, "token": "s3cret", "role": "operator"},
        {"pinned": False, "device": False, "role": "operator"},
        {"role": "operator", "scopes": ["operator.read", "operator.write"]},
    ],
)
def test_the_two_sides_understand_each_other(overrides: dict[str, Any]) -> None:
    client, gateway = vectors.client(overrides), vectors.server()
    [ready] = converse(client, gateway, SECRET if overrides.get("pairing") else None)
    assert isinstance(ready, Ready)
    assert ready.hello.server.conn_id == "conn-1"


def test_a_role_that_the_gateway_does_not_know_is_refused_on_both_sides() -> None:
    [failed] = converse(vectors.client({"role": "king"}), vectors.server())
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, HandshakeRefused)
    assert failed.error.cause == "ROLE_UNKNOWN"


FRAMES = [
    json.dumps(CHALLENGE),
    json.dumps(vectors.LATE),
    json.dumps({**CHALLENGE, "payload": {}}),
    HELLO,
    json.dumps({**json.loads(HELLO), "id": "other"}),
    json.dumps(vectors.without_proof(json.loads(HELLO))),
    json.dumps(refusal("NOT_PAIRED", "PAIRING_REQUIRED")),
    '{"type":"event","event":"tick","payload":{"ts":1}}',
    '{"type":"req","id":"1","method":"debugger.attach","params":{}}',
    "{",
    "",
]
ENDINGS = ["closed", "timeout"]


@given(st.lists(st.sampled_from(FRAMES + ENDINGS), max_size=8))
def test_any_frames_in_any_order_end_in_at_most_one_of_ready_and_failed(said: list[str]) -> None:
    machine = vectors.client({})
    told: list[Output] = []
    for word in [*said, "timeout", "closed"]:
        if word == "closed":
            outputs = machine.closed(1006, "gone")
        else:
            outputs = machine.timeout() if word == "timeout" else machine.receive(word, NOW)
        if told:
            assert outputs == []
        told += [output for output in outputs if isinstance(output, Ready | Failed)]
        assert len([output for output in outputs if isinstance(output, Send)]) <= 1
    assert len(told) == 1
    assert machine.state is (ClientState.READY if isinstance(told[0], Ready) else ClientState.ENDED)
    if isinstance(told[0], Ready):
        before = said[: said.index(HELLO, said.index(FRAMES[0]) if FRAMES[0] in said else 0)]
        assert FRAMES[0] in before, "nothing is ready without a challenge"
