"""What a script plays on: one end, its clients and their sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tools.conformance.client import Client, Session
from tools.conformance.ends import End
from tools.conformance.normal import lanes
from tools.conformance.site import Site

BLANK = "about:blank"
FLAT = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
"""``Target.setAutoAttach`` as most clients ask it."""

Script = Callable[["Stage"], Awaitable[None]]


@dataclass
class Stage:
    """One run of one script on one end."""

    end: End
    site: Site
    http: aiohttp.ClientSession
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    target: str = ""
    _made: list[str] = field(default_factory=list)

    async def client(self, name: str) -> Client:
        """The client of this name, connected when first asked for."""
        if name not in self.clients:
            socket = await self.http.ws_connect(self.end.url, max_msg_size=0)
            self.clients[name] = Client(name, socket)
        return self.clients[name]

    async def browser(self, name: str = "one") -> Session:
        """A client's browser session, compared as well."""
        root = (await self.client(name)).root
        if root not in self.sessions:
            self.sessions.append(root)
        return root

    async def page(self, path: str = "", name: str = "one") -> Session:
        """A session on a new page, which shows a page of the site where one is named."""
        await self._unheard("Target.createTarget", {"url": BLANK}, name)
        session = await self.attach(name, "page")
        if path:
            await session.client.root.ask("Target.getTargets")  # nothing of before is left on its way
            await self.show(session, path)
        return session

    async def show(self, session: Session, path: str) -> None:
        """Bring the session's page to a page of the site, and its load to an end, before the script listens."""
        helper = await (await self.client(session.client.name)).root.call(
            "Target.attachToTarget", {"targetId": self.target, "flatten": True}
        )
        aside = session.client.session(helper["sessionId"], "aside")
        await aside.call("Page.enable")
        await aside.call("Page.navigate", {"url": self.site.page(path)})
        await aside.event("Page.loadEventFired")
        await aside.event("Page.frameStoppedLoading")
        await aside.client.root.ask("Target.detachFromTarget", {"sessionId": aside.id})

    async def attach(self, name: str, label: str, target: str = "") -> Session:
        """One more session of a client on the script's target (or another one)."""
        client = await self.client(name)
        wanted = {"targetId": target or self.target, "flatten": True}
        session = client.session((await client.root.call("Target.attachToTarget", wanted))["sessionId"], label)
        self.sessions.append(session)
        return session

    def child(self, parent: Session, attached: dict[str, Any], label: str) -> Session:
        """The session that ``Target.attachedToTarget`` told of."""
        session = parent.client.session(attached["sessionId"], label)
        self.sessions.append(session)
        return session

    def told(self) -> dict[str, dict[str, list[tuple[str, object]]]]:
        """What every session was told, comparable."""
        return {
            session.label: lanes(session.heard, session.methods, session.unordered, session.masked)
            for session in self.sessions
        }

    async def _unheard(self, method: str, params: dict[str, Any], name: str) -> None:
        result = await (await self.client(name)).root.call(method, params)
        self.target = result["targetId"]
        self._made.append(self.target)

    async def close(self) -> None:
        """The script's tabs go, and its clients."""
        for client in self.clients.values():
            await client.socket.close()
        keeper = Client("keeper", await self.http.ws_connect(self.end.url, max_msg_size=0))
        for info in (await keeper.root.call("Target.getTargets"))["targetInfos"]:
            if info["type"] == "page" and (info["url"] != BLANK or info["targetId"] in self._made):
                await keeper.root.ask("Target.closeTarget", {"targetId": info["targetId"]})
        await keeper.leave()


@asynccontextmanager
async def staged(end: End, site: Site) -> AsyncIterator[Stage]:
    """A stage that is empty again afterwards."""
    async with aiohttp.ClientSession() as http:
        stage = Stage(end, site, http)
        try:
            yield stage
        finally:
            await stage.close()
