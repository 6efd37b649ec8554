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
            self.clients[name] = await self._connect(name)
        return self.clients[name]

    async def _connect(self, name: str) -> Client:
        return Client(name, await self.http.ws_connect(self.end.url, max_msg_size=0))

    async def browser(self, name: str = "one") -> Session:
        """A client's browser session, compared as well."""
        root = (await self.client(name)).root
        if root not in self.sessions:
            self.sessions.append(root)
            root.mask("title")  # that of a tab just opened comes a moment later
        return root

    async def page(self, path: str = "plain", name: str = "one") -> Session:
        """A session on a new page, which shows a page of the site already."""
        result = await (await self.client(name)).root.call("Target.createTarget", {"url": BLANK})
        self.target = result["targetId"]
        self._made.append(self.target)
        session = await self.attach(name, "page")
        await self.show(path)
        return session

    async def show(self, path: str) -> None:
        """Bring the page to a page of the site by another hand, whose commands no script hears of."""
        hand = (await self._connect("hand")).root
        attached = await hand.call("Target.attachToTarget", {"targetId": self.target, "flatten": True})
        aside = hand.client.session(attached["sessionId"], "aside")
        await aside.call("Page.enable")
        await aside.call("Page.navigate", {"url": self.site.page(path)})
        await aside.event("Page.loadEventFired")
        await aside.then("Page.frameStoppedLoading")
        await hand.client.leave()

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

    async def close(self) -> None:
        """The script's tabs go, and its clients."""
        for client in self.clients.values():
            await client.socket.close()
        keeper = await self._connect("keeper")
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
