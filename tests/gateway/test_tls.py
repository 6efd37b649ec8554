"""A gateway that speaks TLS itself."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tabrelay.config import read_runtime
from tabrelay.gateway.authenticator import Authenticator, Circumstances
from tabrelay.gateway.pairings import Pairings
from tabrelay.protocol.frames import ErrorShape
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.messages import Auth, Connect
from tabrelay.protocol.outputs import Ready, Send
from tests.gateway.harness import CLI, running, token_of, wall_ms


def certify(directory: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    (directory / "c.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (directory / "k.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return directory / "c.pem", directory / "k.pem"


async def test_the_handshake_and_large_frames_over_tls(tmp_path: Path) -> None:
    cert, key = certify(tmp_path)
    trust = ssl.create_default_context(cafile=str(cert))
    async with running(tmp_path, tls_cert=cert, tls_key=key) as gateway, aiohttp.ClientSession() as session:
        runtime = read_runtime(tmp_path / "state")
        assert runtime is not None
        assert runtime.url == gateway.url == f"https://127.0.0.1:{gateway.port}"
        assert runtime.link_url == f"wss://127.0.0.1:{gateway.port}/gateway"
        who = Credentials(client=CLI, role="operator", gateway=gateway.fingerprint, token=token_of(gateway))
        machine = ClientHandshake(who, url=runtime.link_url, nonce="n", request_id="1")
        async with session.ws_connect(runtime.link_url, ssl=trust) as ws:
            ready = False
            while not ready:
                for output in machine.receive(await ws.receive_str(), wall_ms()):
                    if isinstance(output, Send):
                        await ws.send_str(output.data.decode())
                    ready = isinstance(output, Ready)
            await ws.send_json({"type": "req", "id": "x" * 2_000_000, "method": "status"})
            assert len((await ws.receive_json())["id"]) == 2_000_000


@pytest.mark.parametrize(("private", "cause"), [(True, ""), (False, "AUTH_TOKEN_MISSING")])
def test_the_token_is_not_taken_where_others_could_read_it(*, private: bool, cause: str) -> None:
    authenticator = Authenticator("secret", Pairings(), lambda _: None)
    connect = Connect(min_protocol=3, max_protocol=3, client=CLI, role="operator", auth=Auth(token="secret"))
    verdict = authenticator.decide(connect, Circumstances(now_ms=0, origin="", private=private), lambda _: False)
    assert (verdict.cause if isinstance(verdict, ErrorShape) else "") == cause
