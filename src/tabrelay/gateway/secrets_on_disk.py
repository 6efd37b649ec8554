"""The gateway's key and the operator token: made once, then read. Both 0600."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tabrelay.config import KEY_FILE, TOKEN_FILE, ConfigError, read_token, write_private
from tabrelay.protocol.identity import SECRET_BYTES, b64url


def load_or_create_key(state_dir: Path) -> Ed25519PrivateKey:
    """The key that every paired device has pinned. A damaged file is never replaced. Raises :class:`ConfigError`."""
    path = state_dir / KEY_FILE
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        key = Ed25519PrivateKey.generate()
        write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    except (ValueError, TypeError):
        key = None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. Check who owns it and its mode.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(
            f"{path} is no Ed25519 key in PEM. Put the right file back; or move it away, and a new key is made: "
            "every browser has to be paired again then."
        )
    return key


def load_or_create_token(state_dir: Path) -> str:
    """The token that operators on this machine read from the same file. Raises :class:`ConfigError`."""
    path = state_dir / TOKEN_FILE
    if not path.exists():
        write_private(path, b64url(secrets.token_bytes(SECRET_BYTES)).encode() + b"\n")
    token = read_token(state_dir)
    if token is None:
        raise ConfigError(f"{path} is empty or unreadable. Move it away, and a new token is made.")
    return token
