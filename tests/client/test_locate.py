from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.client.errors import AddressInvalid, NoGateway
from tabrelay.client.locate import Login, Wanted, locate
from tabrelay.config import RUNTIME_FILE, TOKEN_FILE, Runtime
from tabrelay.protocol.pairing import Pairing

HERE = "http://127.0.0.1:5"


@pytest.fixture
def running(own_state: Path) -> Path:
    runtime = Runtime(
        url=HERE, pid=os.getpid(), fingerprint="f" * 64, started_at=1, version="0", state_dir=str(own_state)
    )
    (own_state / RUNTIME_FILE).write_bytes(msgspec.json.encode(runtime))
    (own_state / TOKEN_FILE).write_text("local-token\n")
    return own_state


def test_nothing_said_means_the_local_gateway(running: Path) -> None:
    login = locate(Wanted())
    assert login == Login(url="ws://127.0.0.1:5/gateway", token="local-token", fingerprint="f" * 64, local=True)
    assert locate(Wanted(state_dir=running)) == login


def test_nothing_said_and_nothing_running() -> None:
    with pytest.raises(NoGateway):
        locate(Wanted())


def test_a_gateway_that_died_is_none(running: Path) -> None:
    runtime = msgspec.json.decode((running / RUNTIME_FILE).read_bytes())
    runtime["pid"] = 2**22 + 1
    (running / RUNTIME_FILE).write_bytes(msgspec.json.encode(runtime))
    with pytest.raises(NoGateway):
        locate(Wanted())


def test_the_local_token_goes_to_no_other_gateway(running: Path) -> None:
    login = locate(Wanted(url="https://relay.example"))
    assert (login.url, login.token, login.fingerprint) == ("wss://relay.example/gateway", None, None)
    assert login.key is not None
    assert (running / "operator.key").exists()


@pytest.mark.usefixtures("running")
def test_what_the_caller_says_wins() -> None:
    key = Ed25519PrivateKey.generate()
    login = locate(Wanted(token="mine", device_key=key, gateway_fingerprint="a" * 64))
    assert (login.token, login.key, login.fingerprint) == ("mine", key, "a" * 64)


@pytest.mark.usefixtures("running")
def test_the_environment_stands_in_for_what_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABRELAY_URL", "wss://relay.example/x")
    monkeypatch.setenv("TABRELAY_TOKEN", "outside")
    assert locate(Wanted()).url == "wss://relay.example/x"
    assert locate(Wanted()).token == "outside"
    assert locate(Wanted(url=HERE)).fingerprint == "f" * 64


@pytest.mark.usefixtures("running")
def test_a_token_is_not_sent_in_the_clear() -> None:
    with pytest.raises(AddressInvalid):
        locate(Wanted(url="http://relay.example", token="t"))
    assert locate(Wanted(url="http://relay.example")).token is None


@pytest.mark.usefixtures("running")
def test_a_pairing_names_its_gateway_and_afterwards_stays_it() -> None:
    pairing = Pairing(url="wss://relay.example/gateway", gateway="b" * 64, id="p", secret="A" * 43, expires=1)
    wanted = Wanted(pairing=pairing)
    login = locate(wanted)
    assert (login.url, login.fingerprint, login.pairing, login.token) == (pairing.url, "b" * 64, pairing, None)
    again = locate(wanted.redeemed())
    assert (again.url, again.fingerprint, again.pairing) == (pairing.url, "b" * 64, None)
    assert Wanted().redeemed() == Wanted()
