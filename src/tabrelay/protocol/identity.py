"""Who is speaking, and how it is proved: key fingerprints, signed texts, proofs over both nonces.

Everything is computed from its arguments; nonces, times and keys come from the caller.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tabrelay.protocol.ids import DeviceId
from tabrelay.protocol.words import WORDS

KEY_BYTES = 32
SIGNATURE_BYTES = 64
SECRET_BYTES = 32
SHORT_WORDS = 4


def b64url(data: bytes) -> str:
    """Base64url without padding, as every key, signature and proof on this wire is written."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """The bytes of unpadded base64url; raises :class:`ValueError` for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None


def fingerprint(public_key: bytes) -> str:
    """Hex SHA-256 of a raw Ed25519 public key: a device's id, a gateway's identity."""
    return hashlib.sha256(public_key).hexdigest()


def device_id(public_key: bytes) -> DeviceId:
    """The id of the device that owns this raw public key."""
    return DeviceId(fingerprint(public_key))


def short_words(fingerprint_hex: str) -> str:
    """Four words for a person to compare, from the first 32 bits of a fingerprint: ``"amber-fox-…"``."""
    return "-".join(WORDS[byte] for byte in bytes.fromhex(fingerprint_hex)[:SHORT_WORDS])


def raw_public_key(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def signature_is_valid(public_key: bytes, signature: bytes, text: str) -> bool:
    """Whether ``signature`` over the UTF-8 of ``text`` was made with the private half of ``public_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def device_text(
    *,
    device: str,
    client_id: str,
    client_mode: str,
    role: str,
    scopes: tuple[str, ...],
    signed_at_ms: int,
    token: str,
    nonce: str,
    platform: str,
    device_family: str,
) -> str:
    """What a device signs in ``connect``: the ``v3`` form that gateways of protocol 3 verify.

    The last two parts are trimmed and lower-cased in ASCII only, so that both sides get the same bytes whatever
    the locale.
    """
    parts = [
        "v3",
        device,
        client_id,
        client_mode,
        role,
        ",".join(scopes),
        str(signed_at_ms),
        token,
        nonce,
        _folded(platform),
        _folded(device_family),
    ]
    return "|".join(parts)


def client_text(*, client_nonce: str, server_nonce: str, url: str, device: str) -> str:
    """What a device signs beside the ``v3`` form, which does not cover the address: nobody can dial on for it."""
    return f"tabrelay-client-v1|{client_nonce}|{server_nonce}|{url}|{device}"


def gateway_text(*, client_nonce: str, server_nonce: str, url: str, device: str) -> str:
    """What the gateway signs in ``hello-ok``: both nonces, the address the client dialled, and for whom."""
    return f"tabrelay-gateway-v1|{client_nonce}|{server_nonce}|{url}|{device}"


def pairing_text(*, side: str, client_nonce: str, server_nonce: str, url: str, device: str) -> str:
    """What the pairing secret authenticates; ``side`` (``client`` or ``gateway``) keeps a proof from being echoed."""
    return f"tabrelay-pairing-v1|{side}|{client_nonce}|{server_nonce}|{url}|{device}"


def pairing_proof(secret: bytes, text: str) -> str:
    """HMAC-SHA256 of ``text`` under the pairing secret, base64url."""
    return b64url(hmac.digest(secret, text.encode(), "sha256"))


def same_secret(left: str, right: str) -> bool:
    """Constant-time comparison of two texts."""
    return hmac.compare_digest(left.encode(), right.encode())


def secret_hash(secret: str) -> str:
    """How a secret of full entropy (a ticket) is stored: hex SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _folded(text: str) -> str:
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text.strip())
