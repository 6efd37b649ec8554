"""The shapes of the handshake."""

import msgspec
import pytest

from tabrelay.protocol.messages import Auth, AuthProof, ClientInfo, Connect, HelloOk, PairingProof

CLIENT = ClientInfo(id="cli", version="1", platform="linux", mode="cli")


def connect(**parts: object) -> Connect:
    return Connect(min_protocol=3, max_protocol=3, client=CLIENT, role="operator", **parts)  # type: ignore[arg-type]


def test_what_is_not_given_is_not_sent() -> None:
    assert msgspec.json.encode(connect()) == (
        b'{"minProtocol":3,"maxProtocol":3,"client":{"id":"cli","version":"1","platform":"linux","mode":"cli"},"role":"operator"}'
    )


def test_what_a_client_brings_is_found() -> None:
    pairing = PairingProof(id="p", hmac="h")
    proof = AuthProof(client_nonce="n", url="u", pairing=pairing)
    whole = connect(auth=Auth(token="t", proof=proof))
    assert (whole.token, whole.proof, whole.pairing) == ("t", proof, pairing)
    nothing = connect()
    assert (nothing.token, nothing.proof, nothing.pairing) == ("", None, None)
    bare = connect(auth=Auth(proof=AuthProof(client_nonce="n", url="u")))
    assert (bare.token, bare.pairing) == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b'{"minProtocol":"3","maxProtocol":3,"client":{}}',
        b'{"minProtocol":3,"maxProtocol":3,"client":{"id":"x"}}',
        b'{"minProtocol":3,"maxProtocol":3,"client":{"id":"x","version":"1","platform":"p","mode":"m"},"scopes":"all"}',
    ],
)
def test_what_is_no_connect_is_not_read_as_one(text: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Connect)


def test_members_that_a_later_version_adds_are_no_reason_to_refuse() -> None:
    text = (
        b'{"protocol":3,"server":{"version":"9","connId":"c","more":1},"features":{"methods":[],"events":[]},'
        b'"policy":{"maxPayload":1,"maxBufferedBytes":1,"tickIntervalMs":1},"type":"hello-ok","snapshot":{},"more":[]}'
    )
    assert msgspec.json.decode(text, type=HelloOk).server.conn_id == "c"


def test_only_hello_ok_is_hello_ok() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"type":"hello"}', type=HelloOk)
