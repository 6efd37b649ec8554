"""A real gateway on a real socket, and the peers that talk to it: all of them small, none of them Chrome."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tabrelay.config import Settings
from tabrelay.gateway import Gateway
from tabrelay.protocol import control, identity
from tabrelay.protocol.handshake_client import ClientHandshake, Credentials
from tabrelay.protocol.limits import Limits
from tabrelay.protocol.messages import ClientInfo, HelloOk
from tabrelay.protocol.outputs import Close, Failed, Ready, Send
from tabrelay.protocol.pairing import Pairing

PATIENCE_S = 20.0
"""Longer than anything here takes; a test that waits that long has failed."""

EXTENSION = ClientInfo(id="tabrelay-extension", version="0.1.0", platform="linux", mode="node")
CLI = ClientInfo(id="tabrelay-cli", version="0.1.0", platform="linux", mode="cli")

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


def wall_ms() -> int:
    return int(time.time() * 1000)


@asynccontextmanager
async def running(tmp_path: Path, **settings: object) -> AsyncIterator[Gateway]:
    gateway = Gateway(Settings(port=0, state_dir=tmp_path / "state", **settings))
    async with gateway:
        yield gateway


def quick(**limits: int) -> Limits:
    return Limits(**limits)


def link_url(gateway: Gateway) -> str:
    return gateway.house.addresses.link_url


def token_of(gateway: Gateway) -> str:
    return (gateway.settings.state_dir / "token").read_text().strip()


class Wire:
    """One WebSocket, as raw as the library lets it be."""

    def __init__(self, url: str, headers: dict[str, str] | None = None, *, max_bytes: int = 0) -> None:
        self.url = url
        self._headers = headers or {}
        self._max_bytes = max_bytes
        self.ws: aiohttp.ClientWebSocketResponse
        self.said: list[dict[str, Any]] = []
        """The frames of the handshake, as they went out."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        try:
            self.ws = await self._session.ws_connect(
                self.url, headers=self._headers, max_msg_size=self._max_bytes, autoclose=True
            )
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.ws.close()
        await self._session.close()

    async def send(self, frame: dict[str, Any] | str | bytes) -> None:
        if isinstance(frame, bytes):
            await self.ws.send_bytes(frame)
        else:
            await self.ws.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    async def receive(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.ws.receive(), PATIENCE_S)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return json.loads(message.data)

    async def closing(self) -> tuple[int, str]:
        """Whatever still comes, then the close code and the reason."""
        while True:
            message = await asyncio.wait_for(self.ws.receive(), PATIENCE_S)
            if message.type is aiohttp.WSMsgType.CLOSE:
                return message.data, message.extra or ""
            assert message.type is aiohttp.WSMsgType.TEXT, (message, self.ws.close_code, self.ws.exception())

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            frame = await self.receive()
            if wanted(frame):
                return frame

    async def event(self, name: str) -> dict[str, Any]:
        frame = await self.until(lambda frame: frame.get("event") == name)
        payload: dict[str, Any] = frame["payload"]
        return payload

    async def answer(self, id_: str | int) -> dict[str, Any]:
        return await self.until(lambda frame: frame.get("id") == id_)


class Linked(Wire):
    """A peer on ``/gateway`` that went through the handshake."""

    def __init__(self, url: str, who: Credentials, *, origin: str = "", clock_ms: int = 0) -> None:
        super().__init__(url, {"Origin": origin} if origin else {})
        self.who = who
        self.hello: HelloOk
        self.refused: Failed | None = None
        self._clock_ms = clock_ms
        self._ids = 0

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        try:
            await self._shake()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def _shake(self) -> None:
        machine = ClientHandshake(self.who, url=self.url, nonce=str(uuid.uuid4()), request_id="connect-1")
        while True:
            message = await asyncio.wait_for(self.ws.receive(), PATIENCE_S)
            assert message.type is aiohttp.WSMsgType.TEXT, message
            for output in machine.receive(message.data, wall_ms() + self._clock_ms):
                if isinstance(output, Send):
                    self.said.append(json.loads(output.data))
                    await self.ws.send_str(output.data.decode())
                elif isinstance(output, Ready):
                    self.hello = output.hello
                    return
                elif isinstance(output, Failed):
                    raise output.error
                else:
                    assert isinstance(output, Close)

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """The whole response."""
        self._ids += 1
        await self.send({"type": "req", "id": f"r{self._ids}", "method": method, "params": params})
        return await self.answer(f"r{self._ids}")

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        """The payload of a response that has to be ok."""
        response = await self.call(method, **params)
        assert response["ok"], response
        payload: dict[str, Any] = response["payload"]
        return payload


class Proxied(Linked):
    """A peer that dialled ``dialled`` and came through a proxy: the gateway sees ``headers`` and a local connection."""

    def __init__(self, gateway: Gateway, dialled: str, who: Credentials, **headers: str) -> None:
        super().__init__(link_url(gateway), who)
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self._dialled = dialled

    async def _shake(self) -> None:
        self.url = self._dialled
        await super()._shake()


def operator(gateway: Gateway, **credentials: object) -> Linked:
    who = Credentials(
        client=CLI,
        role="operator",
        gateway=gateway.fingerprint,
        **{"token": token_of(gateway), **credentials},
    )
    return Linked(link_url(gateway), who)


class Browser(Linked):
    """An extension as the gateway sees it: announces tabs, and answers every call with what ``replies`` has for it."""

    def __init__(
        self, gateway: Gateway, key: Ed25519PrivateKey, pairing: Pairing | None = None, **kwargs: object
    ) -> None:
        who = Credentials(
            client=EXTENSION,
            role="node",
            key=key,
            gateway=gateway.fingerprint,
            pairing=pairing,
            caps=("browser",),
            commands=tuple(control.COMMANDS),
        )
        super().__init__(link_url(gateway), who, **kwargs)
        self.key = key
        self.replies: dict[str, Any] = {}
        self.calls: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        return identity.device_id(identity.raw_public_key(self.key))

    async def announce(self, *tabs: dict[str, Any], mode: str = "shared") -> None:
        browser = {"product": "Chrome/156.0.8078.79", "userAgent": USER_AGENT, "platform": "linux"}
        await self.report("browser.snapshot", {"browser": browser, "mode": mode, "tabs": list(tabs)})

    async def report(self, event: str, payload: dict[str, Any]) -> None:
        await self.send({"type": "event", "event": event, "payload": payload})

    def serve(self) -> None:
        """Answer calls from now on; what was asked lands in ``calls`` too."""
        self._task = asyncio.create_task(self._serve())

    async def stop_serving(self) -> None:
        """Leave what comes to the test again."""
        assert self._task is not None
        task, self._task = self._task, None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _serve(self) -> None:
        async for message in self.ws:
            frame = json.loads(message.data)
            if frame["type"] != "req":
                continue
            self.calls.put_nowait(frame)
            reply = self.replies.get(frame["method"], {})
            payload = reply(frame.get("params", {})) if callable(reply) else reply
            await self.send({"type": "res", "id": frame["id"], "ok": True, "payload": payload})

    async def __aexit__(self, *args: object) -> None:
        await super().__aexit__(*args)
        if self._task is not None:
            await self._task


def tab(number: int = 1, **fields: object) -> dict[str, Any]:
    return {
        "tabId": number,
        "targetId": f"{number:032X}",
        "url": f"https://example.com/{number}",
        "title": f"Tab {number}",
        "windowId": 1,
        "active": number == 1,
        "attached": False,
        **fields,
    }


async def offer(gateway: Gateway, **params: object) -> Pairing:
    async with operator(gateway) as console:
        return Pairing.decode((await console.ask("pairing.create", **params))["pairing"])


@asynccontextmanager
async def browser(gateway: Gateway, *tabs: dict[str, Any], name: str = "Work") -> AsyncIterator[Browser]:
    """A paired, linked browser that shares ``tabs``; the hub knows of them when it is yielded."""
    async with Browser(gateway, Ed25519PrivateKey.generate(), await offer(gateway, name=name)) as extension:
        async with operator(gateway) as console:
            await extension.announce(*tabs)
            await console.event("browser.linked")
        extension.serve()
        yield extension


async def ticket(gateway: Gateway, **params: object) -> dict[str, Any]:
    async with operator(gateway) as console:
        return await console.ask("tickets.create", **params)


async def get(url: str, method: str = "GET", **headers: str) -> tuple[int, Any, dict[str, str]]:
    """Status, body (decoded where it is JSON) and headers; header names with ``_`` for ``-``."""
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.request(method, url, headers={k.replace("_", "-"): v for k, v in headers.items()}) as answer,
    ):
        body: Any = await answer.text()
        if answer.content_type == "application/json":
            body = json.loads(body)
        return answer.status, body, dict(answer.headers)


async def refused_upgrade(url: str, **headers: str) -> tuple[int, str]:
    """Status and cause of an upgrade that must not succeed."""
    key = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    status, body, _ = await get(
        "http" + url.removeprefix("ws"), **key, **{"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}, **headers
    )
    return status, body["error"]["details"]["code"]
