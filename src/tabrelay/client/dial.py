"""From an address to a link: the connection, the handshake, and one typed error for all that can go wrong."""

from __future__ import annotations

import asyncio
import secrets
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from tabrelay.client.link import Link
from tabrelay.client.locate import Login
from tabrelay.client.shake import shake_hands
from tabrelay.client.timeouts import Timeout
from tabrelay.protocol.errors import Code, HandshakeClosed, HandshakeRefused, HandshakeTimeout
from tabrelay.protocol.frames import Event
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.messages import ClientInfo

CODES = {401: Code.UNAUTHORIZED, 403: Code.FORBIDDEN, 404: Code.NOT_FOUND, 429: Code.UNAVAILABLE, 503: Code.UNAVAILABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who connects, the same at every attempt."""

    client: ClientInfo
    role: str
    scopes: tuple[str, ...]
    tls: ssl.SSLContext | None = None


async def dial(
    session: aiohttp.ClientSession, login: Login, caller: Caller, *, limits: Timeout, on_event: Callable[[Event], None]
) -> Link:
    """A ready link within ``limits.connect`` seconds; raises a :class:`~tabrelay.protocol.errors.HandshakeError`."""
    started = asyncio.get_running_loop().time()
    ws = await _upgrade(session, login.url, tls=caller.tls or not login.local, limits=limits)
    left_s = limits.connect - (asyncio.get_running_loop().time() - started)
    machine = ClientHandshake(
        Credentials(
            client=caller.client,
            role=caller.role,
            scopes=caller.scopes,
            key=login.key,
            gateway=login.fingerprint,
            token=login.token,
            pairing=login.pairing,
        ),
        url=login.url,
        nonce=secrets.token_urlsafe(32),
        request_id=str(uuid.uuid4()),
    )
    try:
        hello = await shake_hands(ws, machine, left_s)
    except OSError as error:  # the connection broke while something was being written to it
        raise HandshakeClosed(f"The connection broke during the handshake ({error}).") from error
    except asyncio.CancelledError:
        await ws.close()
        raise
    return Link(ws, hello, on_event=on_event, trusted=login.fingerprint is not None)


async def _upgrade(
    session: aiohttp.ClientSession, url: str, *, tls: ssl.SSLContext | bool, limits: Timeout
) -> aiohttp.ClientWebSocketResponse:
    try:
        async with asyncio.timeout(limits.connect):
            return await session.ws_connect(
                url,
                timeout=aiohttp.ClientWSTimeout(ws_close=limits.close),
                max_msg_size=DEFAULT_LIMITS.frame_bytes,
                compress=0,
                ssl=tls,
            )
    except TimeoutError as error:
        raise HandshakeTimeout(f"{url} did not answer within {limits.connect:g} s.") from error
    except aiohttp.WSServerHandshakeError as error:
        raise _refusal(url, error) from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise HandshakeClosed(f"The certificate of {url} is not valid: {error.certificate_error}.") from error
    except (aiohttp.ClientError, OSError) as error:
        raise HandshakeClosed(f"Nothing answers at {url} ({error}). Is the gateway running?") from error


def _refusal(url: str, error: aiohttp.WSServerHandshakeError) -> HandshakeRefused:
    code = CODES.get(error.status, Code.INVALID_REQUEST)
    return HandshakeRefused(
        code, f"HTTP_{error.status}", f"{url} refused the connection with HTTP status {error.status}."
    )
