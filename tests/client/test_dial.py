"""The way to a link: TLS. What else can happen on it is told in ``test_shake.py`` and ``test_connect.py``."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import tabrelay
from tabrelay.protocol.errors import HandshakeClosed, HandshakeTimeout
from tests.client.fake_gateway import FakeGateway


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and self-signed certificate for 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    path.write_bytes(pem)
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_gateway_behind_tls_is_reached_with_its_certificate(certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    async with FakeGateway().running(server_context(certificate)) as gateway:
        connection = tabrelay.connect(gateway.url, token="t", tls=trusting)
        async with connection as link:
            assert link.url.startswith("wss://")
            assert link.hello.protocol == 3


async def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with FakeGateway().running(server_context(certificate)) as gateway:
        with pytest.raises(HandshakeClosed, match="certificate"):
            async with tabrelay.connect(gateway.url, token="t"):
                pass


async def test_the_local_gateway_needs_no_certificate_for_its_loopback_address(
    certificate: Path, own_state: Path
) -> None:
    async with FakeGateway().running(server_context(certificate)) as gateway:
        gateway.write_state(own_state)
        async with tabrelay.connect() as link:
            assert link.url.startswith("wss://")


async def test_a_port_that_never_answers_the_upgrade_is_a_timeout() -> None:
    gone = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            pass
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(HandshakeTimeout, match="did not answer within"):
            async with tabrelay.connect(f"http://127.0.0.1:{port}", token="t", timeout=tabrelay.Timeout(connect=0.1)):
                pass
        await gone.wait()
