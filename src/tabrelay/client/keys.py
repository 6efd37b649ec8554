"""The stored key of an operator device: what a gateway pairs with, or another gateway of protocol 3 approves."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tabrelay.client.errors import KeyUnusable

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """The Ed25519 key in the PEM file ``path`` (0600), made at first use.

    Raises :class:`KeyUnusable` for a file that others can read or that holds no such key; it is never replaced,
    because whoever approved the old one would have to approve again.
    """
    try:
        return _load(path)
    except FileNotFoundError:
        return _create(path)
    except OSError as error:
        raise KeyUnusable(f"The device key {path} cannot be read: {error.strerror}.") from error


def _load(path: Path) -> Ed25519PrivateKey:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if sys.platform != "win32" and mode & OTHERS:
            raise KeyUnusable(f"Others can read the device key {path}. Make it private again: chmod 600 {path}")
        pem = file.read()
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable(f"The device key {path} is damaged. Move it away and a new one is made.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"The device key {path} is not an Ed25519 key. Move it away and a new one is made.")
    return key


def _create(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        # A link, not a rename: of two programs that start at once the first wins, and the second uses its key.
        os.link(draft, path)
    except FileExistsError:
        return _load(path)
    except OSError as error:
        raise KeyUnusable(f"The device key {path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return key
