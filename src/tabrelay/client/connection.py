"""A connection that a program keeps: one link at a time, made anew when it is lost."""

from __future__ import annotations

import asyncio
import logging
import random
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
import msgspec

from tabrelay.client.backoff import Backoff
from tabrelay.client.dial import Caller, dial
from tabrelay.client.errors import NoGateway
from tabrelay.client.events import LINK_DOWN, LINK_UP, Event, LinkDown, LinkUp, Subscription, decode_event
from tabrelay.client.link import Link
from tabrelay.client.locate import Wanted, locate
from tabrelay.client.operator import Operator
from tabrelay.client.timeouts import Timeout
from tabrelay.client.waits import Waits
from tabrelay.protocol.errors import (
    CATALOGUE,
    CallTimeout,
    Cause,
    Code,
    FrameError,
    GatewayUntrusted,
    HandshakeError,
    HandshakeRefused,
    LinkLost,
    TabrelayError,
)
from tabrelay.protocol.frames import Event as EventFrame
from tabrelay.protocol.frames import decode_as
from tabrelay.protocol.messages import HelloOk
from tabrelay.protocol.operator import METHODS

log = logging.getLogger(__name__)

T = TypeVar("T")


class GatewayConnection(Operator, Waits):
    """An operator's connection to a gateway; made by :func:`tabrelay.connect`, used as ``async with``.

    Entering it connects once and raises what went wrong. From then on a lost link is made anew by itself: calls in
    flight get :class:`LinkLost`, later ones wait for the link within their limit. Where trying again cannot help (the
    gateway refuses this client, or is another one), the connection ends, and everything raises that error.
    """

    def __init__(self, wanted: Wanted, caller: Caller, timeout: Timeout, *, backoff: Backoff | None = None) -> None:
        self._wanted = wanted
        self._caller = caller
        self._timeout = timeout
        self._backoff = backoff or Backoff(random.random)
        self._session: aiohttp.ClientSession | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._link: Link | None = None
        self._changed = asyncio.Condition()
        self._end: TabrelayError | None = None
        self._subscriptions: set[Subscription] = set()
        self.url = ""
        """The address dialled last."""

    @property
    def hello(self) -> HelloOk:
        """What the gateway said at the start of the present link; raises :class:`LinkLost` while there is none."""
        if self._link is None:
            raise LinkLost("There is no link to the gateway at the moment.")
        return self._link.hello

    async def __aenter__(self) -> Self:
        if self._session is not None:
            raise RuntimeError("A connection is entered once. Make another one with tabrelay.connect().")
        self._session = aiohttp.ClientSession()
        try:
            self._link = await self._dial()
        except BaseException:
            await self._session.close()
            raise
        self._keeper = asyncio.create_task(self._keep(self._link), name="tabrelay connection")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connection; who waits gets :class:`LinkLost`, subscriptions end quietly."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        link, self._link = self._link, None
        if link is not None:
            await link.close()
        if self._end is None:
            await self._finish(LinkLost("This program closed the connection."), quietly=True)
        if self._session is not None:
            await self._session.close()

    async def ask(self, method: str, params: msgspec.Struct, shape: type[T]) -> T:
        """The answer of ``method`` as ``shape``, within ``timeout.call`` seconds."""
        return decode_as(await self._payload(method, params, None), shape)

    async def call(self, method: str, params: object = None, *, timeout: float | None = None) -> Any:  # noqa: ASYNC109, ANN401
        """The answer of any method the gateway offers (``hello.features.methods``), within ``timeout`` seconds.

        ``params`` is a Struct or anything JSON can hold. The answer is the Struct of
        :data:`tabrelay.protocol.operator.METHODS`, plain values for other methods.
        """
        payload = await self._payload(method, {} if params is None else params, timeout)
        known = METHODS.get(method)
        return msgspec.json.decode(payload or b"null") if known is None else decode_as(payload, known[1])

    def events(self) -> Subscription:
        """The events from now on: ``async for event in gateway.events()``."""
        subscription = Subscription(self._subscriptions.discard)
        if self._end is not None:
            subscription.end(self._end)
        else:
            self._subscriptions.add(subscription)
        return subscription

    def wait_limit(self) -> float:
        """Seconds that :meth:`wait_for_browser` waits unless told otherwise."""
        return self._timeout.browser

    async def _payload(self, method: str, params: object, limit_s: float | None) -> msgspec.Raw:
        limit_s = self._timeout.call if limit_s is None else limit_s
        link: Link | None = None
        try:
            async with asyncio.timeout(limit_s):
                link = await self._linked()
                return (await link.ask(method, params)).payload
        except TimeoutError:
            lack = "There was no link to the gateway" if link is None else "The gateway did not answer"
            raise CallTimeout(f"{lack} within {limit_s:g} s (`{method}`).") from None

    async def _linked(self) -> Link:
        async with self._changed:
            await self._changed.wait_for(lambda: self._link is not None or self._end is not None)
        if self._end is not None:
            raise self._end
        assert self._link is not None
        return self._link

    async def _dial(self) -> Link:
        login = locate(self._wanted)
        self.url = login.url
        assert self._session is not None
        link = await dial(self._session, login, self._caller, limits=self._timeout, on_event=self._publish_frame)
        # A pairing is redeemed once; from then on the device is known.
        self._wanted = self._wanted.redeemed()
        log.info("> linked to %s", login.url)
        return link

    async def _keep(self, link: Link) -> None:
        try:
            await self._keep_linked(link)
        except Exception as error:
            log.exception("! keeping the link failed")
            await self._finish(LinkLost(f"The connection ended because of a defect in the client ({error!r})."))

    async def _keep_linked(self, link: Link) -> None:
        while True:
            lost = await link.ended()
            log.info("x %s", lost)
            self._link = None
            self._publish(Event(LINK_DOWN, LinkDown(reason=str(lost))))
            again = await self._return()
            if again is None:
                return
            link = again
            async with self._changed:
                self._link = link
                self._changed.notify_all()
            self._publish(Event(LINK_UP, LinkUp(conn_id=link.hello.server.conn_id)))

    async def _return(self) -> Link | None:
        """The next link, however long it takes; ``None`` when trying again cannot help."""
        while True:
            await asyncio.sleep(self._backoff.next())
            try:
                link = await self._dial()
            except (HandshakeError, NoGateway) as error:
                log.info("x %s", error)
                if not may_try_again(error):
                    await self._finish(error)
                    return None
            except TabrelayError as error:
                await self._finish(error)
                return None
            else:
                self._backoff.reset()
                return link

    async def _finish(self, error: TabrelayError, *, quietly: bool = False) -> None:
        async with self._changed:
            self._end = error
            self._changed.notify_all()
        for subscription in list(self._subscriptions):
            subscription.end(None if quietly else error)

    def _publish_frame(self, frame: EventFrame) -> None:
        try:
            self._publish(decode_event(frame))
        except (FrameError, msgspec.DecodeError) as error:
            log.warning("%% event %s was dropped: %s", frame.event, error)

    def _publish(self, event: Event) -> None:
        for subscription in list(self._subscriptions):
            subscription.put(event)


def may_try_again(error: TabrelayError) -> bool:
    """Whether the same attempt may succeed later. A refusal is final unless its cause says otherwise."""
    if isinstance(error, GatewayUntrusted):
        return False
    if not isinstance(error, HandshakeRefused):
        return True
    try:
        return CATALOGUE[Cause(error.cause)].retryable
    except ValueError:
        return error.code == Code.UNAVAILABLE
