"""CDP without a library: attach to a shared tab and evaluate an expression in it.

Needs a gateway with a browser; aiohttp comes with Tabrelay.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import aiohttp

import tabrelay


async def main() -> None:
    """Print where the first shared tab is, and what it calculates."""
    async with aiohttp.ClientSession() as session, session.ws_connect(await tabrelay.acdp_url()) as socket:
        ids = itertools.count(1)

        async def call(method: str, params: dict[str, Any] | None = None, session_id: str = "") -> dict[str, Any]:
            message: dict[str, Any] = {"id": next(ids), "method": method, "params": params or {}}
            if session_id:
                message["sessionId"] = session_id
            await socket.send_json(message)
            while True:
                answer = await socket.receive_json()
                if answer.get("id") == message["id"]:
                    if "error" in answer:
                        raise RuntimeError(answer["error"]["message"])
                    result: dict[str, Any] = answer["result"]
                    return result

        targets = (await call("Target.getTargets"))["targetInfos"]
        tab = next(target for target in targets if target["type"] == "page")
        attached = await call("Target.attachToTarget", {"targetId": tab["targetId"], "flatten": True})
        answer = await call("Runtime.evaluate", {"expression": "6 * 7"}, attached["sessionId"])
        print(f"{tab['url']} says {answer['result']['value']}")


asyncio.run(main())
