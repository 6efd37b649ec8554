"""Who counts as a program of the gateway's own user, on its own machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tabrelay.gateway.locality import ANOTHER_USER, ELSEWHERE, FORWARDED, Peer, obstacle, user_of

HERE, GATEWAY = ("127.0.0.1", 50000), ("127.0.0.1", 19222)
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def table(path: Path, uid: int, local: str = "0100007F:C350", remote: str = "0100007F:4B16") -> tuple[Path]:
    path.write_text(f"{HEAD}   0: {local} {remote} 01 00000000:00000000 00:00000000 00000000  {uid}        0 1\n")
    return (path,)


def peer(source: tuple[str, int] = HERE, host: str = "127.0.0.1:19222", headers: tuple[str, ...] = ("Host",)) -> Peer:
    return Peer(source=source, gateway=GATEWAY, host=host, headers=headers, shown=True)


def test_a_program_of_the_same_user_is_one_of_us(tmp_path: Path) -> None:
    assert obstacle(peer(), table(tmp_path / "tcp", os.geteuid())) == ""


def test_root_may_read_everything_anyway(tmp_path: Path) -> None:
    assert obstacle(peer(), table(tmp_path / "tcp", 0)) == ""


def test_another_user_of_the_machine_is_not(tmp_path: Path) -> None:
    assert obstacle(peer(), table(tmp_path / "tcp", os.geteuid() + 1)) == ANOTHER_USER


def test_whom_the_kernel_does_not_know_is_not(tmp_path: Path) -> None:
    assert obstacle(peer(), (tmp_path / "missing",)) == ANOTHER_USER


def test_the_same_ports_of_another_address_are_another_connection(tmp_path: Path) -> None:
    assert obstacle(peer(), table(tmp_path / "tcp", os.geteuid(), local="0200007F:C350")) == ANOTHER_USER


def test_another_machine_is_not() -> None:
    assert obstacle(peer(source=("192.0.2.7", 50000))) == ELSEWHERE


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP"])
def test_what_a_proxy_passes_on_is_not(tmp_path: Path, header: str) -> None:
    own = table(tmp_path / "tcp", os.geteuid())
    assert obstacle(peer(headers=("Host", header)), own) == FORWARDED


def test_what_dialled_a_public_name_is_not(tmp_path: Path) -> None:
    own = table(tmp_path / "tcp", os.geteuid())
    assert obstacle(peer(host="relay.example"), own) == FORWARDED


@pytest.mark.parametrize("host", ["localhost:19222", "[::1]:19222", "127.0.0.1", "LOCALHOST"])
def test_every_name_of_this_machine_will_do(tmp_path: Path, host: str) -> None:
    assert obstacle(peer(host=host), table(tmp_path / "tcp", os.geteuid())) == ""


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_the_kernel_tells_whose_a_real_connection_is(family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family) as listener:
        listener.bind((address, 0))
        listener.listen()
        with socket.socket(family) as client:
            client.connect(listener.getsockname())
            accepted, source = listener.accept()
            with accepted:
                assert user_of(source[:2], accepted.getsockname()[:2]) == os.geteuid()
