"""One running gateway: what is opened in which order, and closed in the opposite one."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import Self

import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.config import (
    DATABASE_FILE,
    RUNTIME_FILE,
    ConfigError,
    Runtime,
    Settings,
    prepare_state_dir,
    write_private,
)
from tabrelay.core.hub import Hub
from tabrelay.gateway.addresses import Addresses
from tabrelay.gateway.audience import Audience
from tabrelay.gateway.authenticator import Authenticator
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.driver import Driver
from tabrelay.gateway.heartbeat import Heartbeat
from tabrelay.gateway.house import House
from tabrelay.gateway.http import Door, Server
from tabrelay.gateway.journal import Journal
from tabrelay.gateway.listeners import TicketPorts, bind, tls_context
from tabrelay.gateway.lock import StateLock
from tabrelay.gateway.metrics import Metrics
from tabrelay.gateway.pairings import Pairings
from tabrelay.gateway.secrets_on_disk import load_or_create_key, load_or_create_token
from tabrelay.gateway.strangers import Failures, Hall
from tabrelay.gateway.tickets import TicketDesk
from tabrelay.gateway.version import software_version
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, sentence
from tabrelay.protocol.identity import fingerprint, raw_public_key
from tabrelay.store import Store

log = logging.getLogger("tabrelay.gateway")

SESSION_ID_BYTES = 16
EXPIRY_S = 0.5
DRAIN_S = 5.0
"""How long peers may take to answer the goodbye when the gateway stops."""


class Gateway:
    """A gateway. ``async with Gateway(settings) as gateway:`` runs it; more than one may run in a process.

    Raises :class:`~tabrelay.config.ConfigError` (also its kinds ``PortTaken`` and ``StateInUse``) and
    :class:`~tabrelay.store.StoreError` where it cannot start; nothing is left open then.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._stack: AsyncExitStack | None = None
        self._house: House | None = None
        self._closed = asyncio.Event()

    @property
    def url(self) -> str:
        """``http(s)://127.0.0.1:PORT``, once it runs."""
        return self.house.addresses.base_url

    @property
    def port(self) -> int:
        """The port it listens on, once it runs."""
        return self.house.addresses.port

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the gateway's public key, once it runs."""
        return self.house.fingerprint

    @property
    def house(self) -> House:
        """The parts of the running gateway. Raises ``RuntimeError`` before the start."""
        if self._house is None:
            raise RuntimeError("the gateway does not run")
        return self._house

    async def start(self) -> None:
        """Open everything, the port last: who connects finds a gateway that can answer."""
        if self._stack is not None:
            raise RuntimeError("the gateway runs already")
        self._closed.clear()
        async with AsyncExitStack() as stack:
            await self._open(stack)
            self._stack = stack.pop_all()

    async def stop(self) -> None:
        """Say goodbye to everybody, write what is queued, remove what was ours. Doing it twice is no mistake."""
        stack, self._stack = self._stack, None
        if stack is None:
            await self._closed.wait()
            return
        try:
            await stack.aclose()
        finally:
            self._house = None
            self._closed.set()

    async def wait_closed(self) -> None:
        """Wait until it was stopped."""
        await self._closed.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _open(self, stack: AsyncExitStack) -> None:
        settings = self.settings
        prepare_state_dir(settings.state_dir)
        lock = StateLock.acquire(settings.state_dir)
        stack.callback(lock.release)
        key, token = load_or_create_key(settings.state_dir), load_or_create_token(settings.state_dir)
        tls = tls_context(settings.tls_cert, settings.tls_key) if settings.tls_cert and settings.tls_key else None
        store = await stack.enter_async_context(Store.open(settings.state_dir / DATABASE_FILE, wall_ms()))
        bound = await bind(settings.host, settings.port)
        stack.callback(bound.close)
        house = self._house = self._furnish(store, Addresses.of(settings, bound.getsockname()[1]), key, token)
        runner = web.ServerRunner(Server(Door(house)), shutdown_timeout=DRAIN_S)
        house.ports.runner = runner
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(house.driver.files.close)
        stack.push_async_callback(_say_goodbye, house)
        for work in (house.driver.tick(), house.heartbeat.run(), _expire_tickets(house)):
            stack.push_async_callback(_cancel, asyncio.create_task(work))
        await web.SockSite(runner, bound, ssl_context=tls).start()
        await _reopen_ports(house)
        self._announce(stack, house)

    def _furnish(self, store: Store, addresses: Addresses, key: Ed25519PrivateKey, token: str) -> House:
        settings, metrics, journal = self.settings, Metrics(), Journal(store)
        ports = TicketPorts(addresses.port)
        audience = Audience()
        driver = Driver(
            Hub(ids=_session_id, limits=settings.limits),
            metrics,
            audit=journal.write,
            tell=audience.tell,
            files=settings.files,
        )
        pairings = Pairings()
        return House(
            settings=settings,
            addresses=addresses,
            key=key,
            fingerprint=fingerprint(raw_public_key(key)),
            started_at=wall_ms(),
            store=store,
            journal=journal,
            metrics=metrics,
            driver=driver,
            audience=audience,
            heartbeat=Heartbeat(settings.limits, metrics),
            pairings=pairings,
            authenticator=Authenticator(token, pairings, store.devices.get),
            hall=Hall(),
            failures=Failures(settings.limits),
            desk=TicketDesk(store, driver, journal, ports.close),
            ports=ports,
        )

    def _announce(self, stack: AsyncExitStack, house: House) -> None:
        """Let programs of this machine find the gateway, until it stops."""
        path = self.settings.state_dir / RUNTIME_FILE
        runtime = Runtime(
            url=house.addresses.base_url,
            pid=os.getpid(),
            fingerprint=house.fingerprint,
            started_at=house.started_at,
            version=software_version(),
            state_dir=str(self.settings.state_dir),
        )
        write_private(path, msgspec.json.encode(runtime))
        stack.callback(path.unlink, missing_ok=True)
        house.journal.write("gateway.start", house.fingerprint, house.addresses.base_url)
        stack.callback(house.journal.write, "gateway.stop", house.fingerprint)
        log.info("> gateway %s listens on %s", house.fingerprint[:8], house.addresses.base_url)


async def _say_goodbye(house: House) -> None:
    """Tell everybody why, and wait until they are gone or the time for it is over."""
    house.stopping = True
    house.heartbeat.shut_down()
    leaving = list(house.sockets)
    for peer in leaving:
        peer.end(CloseCode.RESTARTING, f"{Cause.SHUTTING_DOWN}: {sentence(Cause.SHUTTING_DOWN)}")
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_S):
            await asyncio.gather(*(peer.ended() for peer in leaving))


async def _reopen_ports(house: House) -> None:
    """Tickets that have a port keep it over a restart, unless somebody else took it meanwhile."""
    now_ms = wall_ms()
    for ticket in house.store.tickets.rows.values():
        if not ticket.port or ticket.state(now_ms) != "live":
            continue
        try:
            await house.ports.serve(ticket, await house.ports.reserve(ticket.port))
        except ConfigError as error:
            log.warning("! ticket %s lost its port: %s", ticket.id, error)


async def _expire_tickets(house: House) -> None:
    while True:
        await asyncio.sleep(EXPIRY_S)
        await house.desk.expire()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _session_id() -> str:
    return secrets.token_hex(SESSION_ID_BYTES).upper()
