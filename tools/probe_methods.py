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
"""A method that has not answered by then is taken to be there: what is not there is refused at once."""

AT_ONCE = 6

NOT_FOUND = -32601
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


def verdict(answer: Schema | None) -> str:
    """What an answer (``None`` for silence) says about the road it came by."""
    error = (answer or {}).get("error")
    if error is None:
        return THERE
    if error["code"] == NOT_FOUND:
        return "not found"
    return str(error["message"]) if "not allowed" in error["message"].lower() else THERE


async def ask_page(person: Person, method: str, params: Schema) -> str:
    """On a session of a page of its own."""
    target, session = await person.port.page()
    answer = await ask(person, method, params, session)
    await person.port.ask("Target.closeTarget", {"targetId": target})
    return verdict(answer)


async def ask_browser(person: Person, method: str, params: Schema) -> str:
    """On the browser's session."""
    session = (await person.port.call("Target.attachToBrowserTarget"))["sessionId"]
    return verdict(await ask(person, method, params, session))


async def ask(person: Person, method: str, params: Schema, session: str) -> Schema | None:
    """The answer, or ``None`` for silence."""
    try:
        async with asyncio.timeout(SILENCE_S):
            return await person.port.ask(method, params, session)
    except TimeoutError:
        return None


THROUGH_THE_EXTENSION = """
const tab = await chrome.tabs.create({{url: "about:blank", active: false}});
const target = {{tabId: tab.id}};
await chrome.debugger.attach(target, "1.3");
const silence = new Promise((done) => setTimeout(done, {silence_ms}, null));
const answer = chrome.debugger.sendCommand(target, {method}, {params}).then(
  (result) => ({{result: {{}}}}),
  (error) => {{
    try {{ return {{error: JSON.parse(error.message)}}; }}
    catch {{ return {{error: {{code: -32000, message: error.message}}}}; }}
  }});
const first = await Promise.race([answer, silence]);
await chrome.tabs.remove(tab.id).catch(() => undefined);
return first;
"""


async def ask_extension(person: Person, method: str, params: Schema) -> str:
    """Through ``chrome.debugger``, on a tab of its own."""
    script = THROUGH_THE_EXTENSION.format(
        silence_ms=int(SILENCE_S * 1000), method=json.dumps(method), params=json.dumps(params)
    )
    return verdict(await person.in_worker(script))


ROADS = {"page": ask_page, "browser": ask_browser, "extension": ask_extension}


async def ask_all(road: str, methods: dict[str, Schema]) -> Verdicts:
    """Ask ``methods`` by one road, several at once; those that may have ended the browser again, each alone."""
    found: Verdicts = {}
    left = {method: params for method, params in methods.items() if method not in FATAL}
    suspects = {method: methods[method] for method in methods.keys() & FATAL}
    while left:
        asked: set[str] = set()
        with contextlib.suppress(*GONE):
            await _ask_many(road, left, asked, found)
        suspects |= {method: left[method] for method in asked - found.keys()}
        left = {method: params for method, params in left.items() if method not in asked}
    for method, params in sorted(suspects.items()):
        print(f"  {method} alone", flush=True)
        with contextlib.suppress(*GONE):
            await _ask_many(road, {method: params}, set(), found)
        found.setdefault(method, THERE)  # it took the browser with it
    return found


async def _ask_many(road: str, methods: dict[str, Schema], asked: set[str], found: Verdicts) -> None:
    """Ask in a browser of its own, and note what was begun and what came of it."""
    waiting = list(methods.items())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        async with person_at_browser(Path(home)) as person:

            async def one_after_another() -> None:
                while waiting:
                    method, params = waiting.pop()
                    asked.add(method)
                    found[method] = await ROADS[road](person, method, params)

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
