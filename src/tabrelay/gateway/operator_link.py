"""An operator's link: requests are answered, each exactly once; everything else is ignored or named."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from tabrelay.gateway.admission import Allowed
from tabrelay.gateway.answers import Refusal, shape_of
from tabrelay.gateway.authenticator import Welcome
from tabrelay.gateway.clock import wall_ms
from tabrelay.gateway.house import House
from tabrelay.gateway.operators import METHODS, Visit
from tabrelay.gateway.sockets import Socket
from tabrelay.protocol import operator
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, FrameError
from tabrelay.protocol.frames import (
    ErrorShape,
    Request,
    decode_as,
    decode_frame,
    encode_error,
    encode_response,
    error_shape,
)
from tabrelay.protocol.handshake_server import close_reason
from tabrelay.protocol.messages import CONNECT_METHOD, Connect
from tabrelay.store import Device, StoreError

log = logging.getLogger("tabrelay.operator")

OPEN_REQUESTS = 64
"""Most requests of one operator that may wait for an answer."""


class _Loose(msgspec.Struct):
    id: str = ""


class OperatorLink:
    """A linked operator."""

    def __init__(self, house: House, socket: Socket, welcome: Welcome, connect: Connect, allowed: Allowed) -> None:
        self._house = house
        self._visit = Visit(house, dialled_base(connect, allowed))
        self._loop = asyncio.get_running_loop()
        self._scopes = welcome.grant.scopes
        self._device: Device | None = welcome.device
        self._who = f"{connect.client.id} from {allowed.source}"[:120]
        self._tasks: set[asyncio.Task[None]] = set()
        self.socket = socket
        self.heard_at = self._loop.time()

    def start(self) -> None:
        """The link is up."""
        self._house.audience.sockets.add(self.socket)
        self._house.heartbeat.links.add(self)
        if self._device is not None:
            self._house.devices.setdefault(self._device.id, set()).add(self.socket)
            self._house.store.devices.touch(self._device.id, wall_ms())
        log.info("> operator %s linked", self._who)

    def gone(self, reason: str) -> None:
        """The link is down; what it asked for is still done."""
        log.info("= operator %s unlinked: %s", self._who, reason)
        self._house.audience.sockets.discard(self.socket)
        self._house.heartbeat.links.discard(self)
        if self._device is not None:
            self._house.forget_link(self._device.id, self.socket)
            self._house.store.devices.touch(self._device.id, wall_ms())

    def text(self, data: bytes) -> None:
        """A frame from the operator."""
        self.heard_at = self._loop.time()
        try:
            frame = decode_frame(data)
        except FrameError as error:
            self._complain(data, shape_of(error))
            return
        if isinstance(frame, Request):
            self._request(frame)

    def _complain(self, data: bytes, error: ErrorShape) -> None:
        """Answer a broken frame where it has an id; one without could not be matched to any answer."""
        self._house.metrics.count("refused", error.cause)
        try:
            id_ = msgspec.json.decode(data, type=_Loose).id
        except (msgspec.DecodeError, UnicodeDecodeError):
            id_ = ""
        if id_:
            self.socket.send(encode_error(id_, error))
        else:
            self.socket.end(CloseCode.PROTOCOL_ERROR, close_reason(error))

    def _request(self, request: Request) -> None:
        refusal = self._refusal(request)
        if refusal is not None:
            self._house.metrics.count("refused", refusal.cause)
            self.socket.send(encode_error(request.id, refusal))
            return
        task = self._loop.create_task(self._answer(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _refusal(self, request: Request) -> ErrorShape | None:
        if request.method == CONNECT_METHOD:
            return error_shape(Cause.CONNECT_REPEATED)
        if request.method not in METHODS:
            return error_shape(Cause.METHOD_UNKNOWN, request.method[:80])
        scope = METHODS[request.method][0]
        if scope not in self._scopes:
            return error_shape(Cause.SCOPE_NOT_ALLOWED, f"{request.method} needs {scope}")
        if len(self._tasks) >= OPEN_REQUESTS:
            return error_shape(Cause.TOO_MANY_CONNECTIONS, f"{OPEN_REQUESTS} requests are open")
        return None

    async def _answer(self, request: Request) -> None:
        shape, _ = operator.METHODS[request.method]
        method = METHODS[request.method][1]
        try:
            params = decode_as(request.params, shape)
            answer = encode_response(request.id, await method(self._visit, params))
        except Refusal as error:
            answer = encode_error(request.id, error.shape)
        except FrameError as error:
            answer = encode_error(request.id, shape_of(error))
        except StoreError as error:
            log.error("x %s", error)  # noqa: TRY400 - a sentence for the operator, no traceback
            answer = encode_error(request.id, error_shape(Cause.STORE_FAILED, str(error)))
        except Exception:
            log.exception("x %s failed", request.method)
            self._house.metrics.count("internal_error", request.method)
            answer = encode_error(request.id, error_shape(Cause.INTERNAL_ERROR))
        self.socket.send(answer)


def dialled_base(connect: Connect, allowed: Allowed) -> str:
    """``http(s)://host[:port]`` as the operator dialled it.

    Its own word comes first where it gave one, in the address that it signs and that the handshake found to be this
    gateway's: a proxy may have put another name into ``Host``. That one admission accepted, whatever it is.
    """
    if connect.proof is None:
        return allowed.base_url
    scheme, _, rest = connect.proof.url.partition("://")
    return f"{'https' if scheme == 'wss' else 'http'}://{rest.partition('/')[0].lower()}"
