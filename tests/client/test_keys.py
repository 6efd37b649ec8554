from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tabrelay.client.errors import KeyUnusable
from tabrelay.client.keys import load_or_create_key
from tabrelay.protocol.identity import raw_public_key


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "operator.key"
    first = load_or_create_key(path)
    assert raw_public_key(load_or_create_key(path)) == raw_public_key(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["operator.key"]


def test_programs_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "operator.key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_or_create_key, [path] * 8))
    assert len({raw_public_key(key) for key in keys}) == 1


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "operator.key"
    load_or_create_key(path)
    path.chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_or_create_key(path)


@pytest.mark.parametrize("damage", [b"", b"no key"])
def test_a_damaged_key_is_not_replaced(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "operator.key"
    path.touch(0o600)
    path.write_bytes(damage)
    with pytest.raises(KeyUnusable, match="damaged"):
        load_or_create_key(path)
    assert path.read_bytes() == damage


def test_a_key_of_another_kind_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "operator.key"
    path.touch(0o600)
    other = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(KeyUnusable, match="not an Ed25519 key"):
        load_or_create_key(path)


def test_where_no_key_can_be_written_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyUnusable, match=r"cannot be (read|written)"):
        load_or_create_key(tmp_path / "file" / "operator.key")
