"""Texts that are signed and proofs that are compared, held to the vectors that the extension is held to."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tabrelay.protocol import identity

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "identity.json").read_text("utf-8"))
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(identity.unb64url(VECTORS["deviceSeed"]))


def test_a_device_is_named_after_its_key() -> None:
    public = identity.raw_public_key(DEVICE_KEY)
    assert identity.b64url(public) == VECTORS["publicKey"]
    assert identity.device_id(public) == VECTORS["deviceId"] == identity.fingerprint(public)
    assert identity.short_words(VECTORS["deviceId"]) == VECTORS["words"]


def test_what_a_device_signs() -> None:
    device = VECTORS["device"]
    text = identity.device_text(
        device=VECTORS["deviceId"],
        client_id=device["clientId"],
        client_mode=device["clientMode"],
        role=device["role"],
        scopes=tuple(device["scopes"]),
        signed_at_ms=device["signedAt"],
        token=device["token"],
        nonce=device["nonce"],
        platform=device["platform"],
        device_family=device["deviceFamily"],
    )
    assert text == device["text"]
    assert identity.b64url(DEVICE_KEY.sign(text.encode())) == device["signature"]
    public, signature = identity.raw_public_key(DEVICE_KEY), identity.unb64url(device["signature"])
    assert identity.signature_is_valid(public, signature, text)
    assert not identity.signature_is_valid(public, signature, text + " ")
    assert not identity.signature_is_valid(bytes(32), signature, text)


def test_case_is_folded_in_ascii_only_whatever_the_locale() -> None:
    assert VECTORS["device"]["text"].endswith("|linux x86 Ä|pc")


@pytest.mark.parametrize(
    ("key", "signature"), [(b"", b""), (bytes(31), bytes(64)), (bytes(33), bytes(64)), (bytes(32), b"x")]
)
def test_a_key_or_signature_of_another_length_is_not_valid(key: bytes, signature: bytes) -> None:
    assert not identity.signature_is_valid(key, signature, "text")


def test_what_the_gateway_signs() -> None:
    gateway = VECTORS["gateway"]
    key = Ed25519PrivateKey.from_private_bytes(identity.unb64url(gateway["seed"]))
    assert identity.fingerprint(identity.raw_public_key(key)) == gateway["fingerprint"]
    assert identity.short_words(gateway["fingerprint"]) == gateway["words"]
    assert identity.b64url(key.sign(gateway["text"].encode())) == gateway["signature"]
    _, client_nonce, server_nonce, url, device = gateway["text"].split("|")
    assert gateway["text"] == identity.gateway_text(
        client_nonce=client_nonce, server_nonce=server_nonce, url=url, device=device
    )


def test_what_a_device_signs_of_the_address_it_dialled() -> None:
    client = VECTORS["client"]
    key = Ed25519PrivateKey.from_private_bytes(identity.unb64url(VECTORS["deviceSeed"]))
    assert identity.b64url(key.sign(client["text"].encode())) == client["signature"]
    _, client_nonce, server_nonce, url, device = client["text"].split("|")
    assert client["text"] == identity.client_text(
        client_nonce=client_nonce, server_nonce=server_nonce, url=url, device=device
    )


def test_the_two_sides_of_a_pairing_prove_different_things() -> None:
    pairing = VECTORS["pairing"]
    secret = identity.unb64url(pairing["fields"]["secret"])
    assert identity.pairing_proof(secret, pairing["clientText"]) == pairing["clientHmac"]
    assert identity.pairing_proof(secret, pairing["gatewayText"]) == pairing["gatewayHmac"]
    assert pairing["clientHmac"] != pairing["gatewayHmac"]


@given(st.binary())
def test_base64url_has_no_padding_and_comes_back(data: bytes) -> None:
    text = identity.b64url(data)
    assert not set(text) & set("+/=")
    assert identity.unb64url(text) == data


@pytest.mark.parametrize("text", ["A", "****", "AAAA AAAA", "é", "A" * 5, "\ud800"])
def test_what_is_no_base64url_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        identity.unb64url(text)


def test_secrets_are_compared_whole() -> None:
    assert identity.same_secret("sécret", "sécret")
    assert not identity.same_secret("secret", "secret ")
    assert not identity.same_secret("", "secret")
    assert identity.secret_hash("ticket") == identity.secret_hash("ticket")
    assert len(identity.secret_hash("ticket")) == 64
