"""Asks Chrome every method it has, by every road there is, and writes down which road has which.

    python tools/probe_methods.py

Starts a Chromium with the extension, takes the list of methods and events from its ``/json/protocol``, and sends each
method with the least parameters it may have: on a session of a page, on the browser's session, and through
``chrome.debugger`` in the extension's worker. Only what the answer says about the road is kept (not found, not
allowed, or anything else), so the record is small and two runs of one Chrome give the same. It is written to
``src/tabrelay/gateway/chrome.json``, which the conformance map is made from.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.chrome.person import Person, person_at_browser  # noqa: E402

RECORD = ROOT / "src" / "tabrelay" / "gateway" / "chrome.json"
SILENCE_S = 4.0
"""A method that has not answered by then is asked again, alone."""

ALONE_S = 10.0
"""One that is silent for so long is there: what is not there is refused at once."""

TRIES = 3
"""How often: a browser may also be slow to start, or end for reasons of its own."""

AT_ONCE = 3

NOT_FOUND = -32601
SESSION_GONE = -32001
THERE = "there"

FATAL = frozenset({"Browser.close", "Browser.crash", "Browser.crashGpuProcess", "Page.crash", "Tethering.bind"})
"""What ends the browser or a part of it, or opens a port: asked in a browser of its own each."""

GONE = (ExceptionGroup, AssertionError, TimeoutError, aiohttp.ClientError)
"""What it looks like when the browser has ended."""

SCALARS: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "object": {}, "any": 0, "binary": ""}

Schema = dict[str, Any]
Verdicts = dict[str, str]
"""Method → ``there``, ``not found`` or Chrome's own words for a refusal."""


class Protocol:
    """What ``/json/protocol`` says."""

    def __init__(self, document: Schema) -> None:
        self._domains = document["domains"]
        self._types = {f"{d['domain']}.{kind['id']}": kind for d in self._domains for kind in d.get("types", ())}

    def methods(self) -> dict[str, Schema]:
        """Every method with the least parameters that it may have."""
        return {
            f"{d['domain']}.{command['name']}": self._object(command.get("parameters", ()), d["domain"])
            for d in self._domains
            for command in d.get("commands", ())
        }

    def events(self) -> list[str]:
        """Every event."""
        return sorted(f"{d['domain']}.{event['name']}" for d in self._domains for event in d.get("events", ()))

    def _object(self, fields: Iterable[Schema], domain: str) -> Schema:
        return {field["name"]: self._value(field, domain) for field in fields if not field.get("optional")}

    def _value(self, schema: Schema, domain: str) -> Any:  # noqa: ANN401 - whatever the protocol asks for
        if "$ref" in schema:
            name = schema["$ref"] if "." in schema["$ref"] else f"{domain}.{schema['$ref']}"
            return self._value(self._types[name], name.partition(".")[0])
        if "enum" in schema:
            return schema["enum"][0]
        if schema["type"] == "string":
            return ""
        if schema["type"] == "array":
            return []
        if schema["type"] == "object":
            return self._object(schema.get("properties", ()), domain)
        return SCALARS[schema["type"]]


def verdict(answer: Schema) -> str:
    """What an answer says about the road it came by."""
    error = answer.get("error")
    if error is None:
        return THERE
    if error["code"] == NOT_FOUND:
        return "not found"
    return str(error["message"]) if "not allowed" in error["message"].lower() else THERE


class Page:
    """The road of a session on a page's port."""

    def __init__(self, person: Person, session: str) -> None:
        self._person = person
        self._session = session

    @classmethod
    async def open(cls, person: Person) -> Page:
        """On a tab of its own."""
        return cls(person, (await person.port.page())[1])

    async def ask(self, method: str, params: Schema, limit_s: float) -> Schema | None:
        """The answer, or ``None`` for silence."""
        try:
            async with asyncio.timeout(limit_s):
                answer = await self._person.port.ask(method, params, self._session)
        except TimeoutError:
            return None
        return None if answer.get("error", {}).get("code") == SESSION_GONE else answer


class Browser(Page):
    """The road of a session on the browser."""

    @classmethod
    async def open(cls, person: Person) -> Browser:
        """A session of its own."""
        return cls(person, (await person.port.call("Target.attachToBrowserTarget"))["sessionId"])


class Extension:
    """The road of ``chrome.debugger``."""

    def __init__(self, person: Person, tab: int) -> None:
        self._person = person
        self._tab = tab

    @classmethod
    async def open(cls, person: Person) -> Extension:
        """On a tab of its own."""
        tab = await person.in_worker(
            "const tab = await chrome.tabs.create({url: 'about:blank', active: false});"
            "await chrome.debugger.attach({tabId: tab.id}, '1.3'); return tab.id;"
        )
        return cls(person, tab)

    async def ask(self, method: str, params: Schema, limit_s: float) -> Schema | None:
        """The answer, or ``None`` for silence."""
        said = await self._person.in_worker(
            f"const silence = new Promise((done) => setTimeout(done, {limit_s * 1000}, null));"
            f"const answer = chrome.debugger.sendCommand({{tabId: {self._tab}}}, {json.dumps(method)},"
            f"{json.dumps(params)}).then(() => '', (error) => error.message);"
            "return await Promise.race([answer, silence]);"
        )
        if not said:
            return None if said is None else {"result": {}}
        try:
            return {"error": json.loads(said)}
        except ValueError:  # Chrome's own words are JSON; these are the extension API's, which is off the tab
            return None


ROADS: dict[str, type[Page | Extension]] = {"page": Page, "browser": Browser, "extension": Extension}


async def ask_all(road: str, methods: dict[str, Schema]) -> Verdicts:
    """Ask ``methods`` by one road, several at once; then alone what was silent or may have ended the browser."""
    found: Verdicts = {}
    waiting = [method for method in methods if method not in FATAL]
    alone = [method for method in methods if method in FATAL]
    while waiting:
        asked: set[str] = set()
        with contextlib.suppress(*GONE):
            await _ask_in_one_browser(ROADS[road], methods, waiting, asked, found)
        alone += sorted(asked - found.keys())
    for method in alone:
        for _ in range(TRIES):
            with contextlib.suppress(*GONE):
                await _ask_in_one_browser(ROADS[road], methods, [method], set(), found, limit_s=ALONE_S)
            if method in found:
                break
        found.setdefault(method, THERE)  # silent for long, or the browser went with it: what is not there says so
        print(f"  {method}, asked alone: {found[method]}", flush=True)
    return found


async def _ask_in_one_browser(
    road: type[Page | Extension],
    methods: dict[str, Schema],
    waiting: list[str],
    asked: set[str],
    found: Verdicts,
    *,
    limit_s: float = SILENCE_S,
) -> None:
    """Take methods from ``waiting`` until there are none or the browser is gone."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        async with person_at_browser(Path(home)) as person:

            async def one_after_another() -> None:
                way = await road.open(person)
                while waiting:
                    method = waiting.pop(0)
                    asked.add(method)
                    answer = await way.ask(method, methods[method], limit_s)
                    if answer is None:
                        way = await road.open(person)
                    else:
                        found[method] = verdict(answer)

            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(one_after_another())


async def read_protocol() -> tuple[str, Protocol]:
    """Chrome's version and its list."""
    with tempfile.TemporaryDirectory() as home:
        async with person_at_browser(Path(home)) as person, aiohttp.ClientSession() as http:
            product = (await person.port.call("Browser.getVersion"))["product"]
            port = (Path(home) / "profile" / "DevToolsActivePort").read_text().split()[0]
            async with http.get(f"http://127.0.0.1:{port}/json/protocol") as answer:
                return str(product).removeprefix("Headless"), Protocol(await answer.json(content_type=None))


async def main() -> None:
    """Writes the record."""
    product, protocol = await read_protocol()
    methods = protocol.methods()
    verdicts = {}
    for road in ROADS:
        verdicts[road] = await ask_all(road, methods)
        print(f"{road}: {sum(said == THERE for said in verdicts[road].values())} of {len(methods)} methods", flush=True)
    record = {
        "chrome": product,
        "methods": {method: [verdicts[road][method] for road in ROADS] for method in sorted(methods)},
        "events": protocol.events(),
    }
    RECORD.write_text(written(record), encoding="utf-8")
    print(f"wrote {RECORD.relative_to(ROOT).as_posix()}: {product}")


def written(record: Schema) -> str:
    """The record as JSON, a method or event a line, so that a difference between two Chromes reads well."""
    lines = ",\n".join(f"    {json.dumps(method)}: {json.dumps(said)}" for method, said in record["methods"].items())
    events = ",\n".join(f"    {json.dumps(event)}" for event in record["events"])
    return (
        f'{{\n  "chrome": {json.dumps(record["chrome"])},\n  "roads": {json.dumps(list(ROADS))},\n'
        f'  "methods": {{\n{lines}\n  }},\n  "events": [\n{events}\n  ]\n}}\n'
    )


if __name__ == "__main__":
    asyncio.run(main())
