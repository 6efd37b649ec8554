from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tabrelay.config import KEY_FILE, TOKEN_FILE, ConfigError
from tabrelay.gateway.secrets_on_disk import load_or_create_key, load_or_create_token
from tabrelay.protocol.identity import raw_public_key, unb64url


def test_they_are_made_once_and_private(tmp_path: Path) -> None:
    key, token = load_or_create_key(tmp_path), load_or_create_token(tmp_path)
    assert raw_public_key(load_or_create_key(tmp_path)) == raw_public_key(key)
    assert load_or_create_token(tmp_path) == token
    assert len(unb64url(token)) == 32
    for name in (KEY_FILE, TOKEN_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


RSA = b"-----BEGIN PRIVATE KEY-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8=\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("content", [b"", b"no key", RSA])
def test_a_key_that_is_none_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(ConfigError, match="no Ed25519 key"):
        load_or_create_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_or_create_key(tmp_path)
