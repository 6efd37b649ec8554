from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tabrelay.config import (
    DATABASE_FILE,
    KEY_FILE,
    RUNTIME_FILE,
    TOKEN_FILE,
    ConfigError,
    Runtime,
    Settings,
    default_state_dir,
    pid_is_alive,
    prepare_state_dir,
    read_runtime,
    read_token,
    write_private,
)

NOBODY = 65534


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Root may do everything: a test about permission has to be somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_default_is_loopback_on_one_known_port() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 19222)


def test_the_environment_names_the_state_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TABRELAY_STATE_DIR", str(tmp_path))
    assert default_state_dir() == tmp_path
    assert Settings().state_dir == tmp_path
    monkeypatch.delenv("TABRELAY_STATE_DIR")
    assert default_state_dir().name == "tabrelay"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"port": -1}, "no port -1"),
        ({"port": 65536}, "no port 65536"),
        ({"tls_cert": Path("c.pem")}, "--tls-key"),
        ({"tls_key": Path("k.pem")}, "--tls-cert"),
        ({"public_urls": ("relay.example",)}, "no public URL"),
        ({"public_urls": ("ftp://relay.example",)}, "no public URL"),
        ({"public_urls": ("https://relay.example:99999",)}, "no public URL"),
        ({"public_urls": ("https://relay.example/below",)}, "without a path"),
        ({"public_urls": ("https://user@relay.example",)}, "without a path"),
        ({"trusted_proxies": ("*",)}, "no proxy to trust"),
        ({"trusted_proxies": ("localhost",)}, "no proxy to trust"),
        ({"trusted_proxies": ("10.0.0.1/8",)}, "host bits"),
        ({"trusted_proxies": ("10.0.0.1", "0.0.0.0/0")}, "trust everybody"),
        ({"trusted_proxies": ("::/0",)}, "trust everybody"),
        ({"allowed_origins": ("relay.example",)}, "no origin"),
        ({"allowed_origins": ("https://relay.example/",)}, "no origin"),
    ],
)
def test_settings_that_cannot_work_are_named(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Settings(**fields)


@pytest.mark.parametrize(
    "url", ["https://relay.example", "wss://relay.example:8443/gateway", "http://[2001:db8::1]:80/"]
)
def test_public_urls_that_can_work(url: str) -> None:
    assert Settings(public_urls=(url,)).public_urls == (url,)


def test_a_new_state_directory_is_private(tmp_path: Path) -> None:
    prepare_state_dir(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") == 0o700


def test_an_empty_directory_is_made_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    prepare_state_dir(tmp_path)
    assert mode(tmp_path) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_directory_with_something_in_it_is_not_tightened_silently(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(ConfigError, match="chmod 700"):
        prepare_state_dir(tmp_path)
    assert mode(tmp_path) == 0o755


@pytest.mark.parametrize("name", [KEY_FILE, TOKEN_FILE, DATABASE_FILE])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch(0o600)
    (tmp_path / name).chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        prepare_state_dir(tmp_path)


@pytest.mark.parametrize("name", [KEY_FILE, TOKEN_FILE, DATABASE_FILE])
def test_a_directory_in_the_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(ConfigError, match="is not a file"):
        prepare_state_dir(tmp_path)


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(ConfigError, match="is a file"):
        prepare_state_dir(tmp_path / "state")
    with pytest.raises(ConfigError, match="cannot be used"):
        prepare_state_dir(tmp_path / "state" / "below")


def test_a_directory_that_cannot_be_written_is_refused() -> None:
    # Not below tmp_path, which nobody but its owner may enter.
    outside = Path(tempfile.mkdtemp())
    outside.chmod(0o755)
    closed = outside / "closed"
    closed.mkdir(mode=0o500)
    if os.geteuid() == 0:
        os.chown(closed, NOBODY, NOBODY)
    try:
        for path in (closed, closed / "below"):
            with as_somebody_else(), pytest.raises(ConfigError, match="Permission denied"):
                prepare_state_dir(path)
    finally:
        closed.rmdir()
        outside.rmdir()


def test_a_directory_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(ConfigError, match="belongs to another user"):
        prepare_state_dir(tmp_path)


RUNTIME = Runtime(
    url="http://127.0.0.1:19222", pid=os.getpid(), fingerprint="f", started_at=1, version="0", state_dir="/x"
)


def test_the_running_gateway_is_found(tmp_path: Path) -> None:
    write_private(tmp_path / RUNTIME_FILE, msgspec.json.encode(RUNTIME))
    assert read_runtime(tmp_path) == RUNTIME
    assert RUNTIME.link_url == "ws://127.0.0.1:19222/gateway"
    assert msgspec.structs.replace(RUNTIME, url="https://127.0.0.1:1").link_url == "wss://127.0.0.1:1/gateway"


def test_what_a_crash_left_is_no_running_gateway(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    write_private(tmp_path / RUNTIME_FILE, msgspec.json.encode(msgspec.structs.replace(RUNTIME, pid=child)))
    assert read_runtime(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"url":1}', b"\xff"])
def test_a_damaged_file_is_no_running_gateway(tmp_path: Path, content: bytes) -> None:
    assert read_runtime(tmp_path) is None
    (tmp_path / RUNTIME_FILE).write_bytes(content)
    assert read_runtime(tmp_path) is None


@pytest.mark.parametrize(("content", "token"), [(b"secret\n", "secret"), (b"\n", None), (b"\xff", None)])
def test_the_token_is_read(tmp_path: Path, content: bytes, token: str | None) -> None:
    assert read_token(tmp_path) is None
    (tmp_path / TOKEN_FILE).write_bytes(content)
    assert read_token(tmp_path) == token


def test_pids() -> None:
    assert pid_is_alive(os.getpid())
    assert pid_is_alive(1)
    assert not pid_is_alive(0)
    assert not pid_is_alive(-5)


def test_a_private_file_is_replaced_at_once(tmp_path: Path) -> None:
    write_private(tmp_path / "x", b"old")
    write_private(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert mode(tmp_path / "x") == 0o600
    assert len(list(tmp_path.iterdir())) == 1
