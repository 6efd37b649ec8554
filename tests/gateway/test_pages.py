"""The pages that the gateway serves, over real sockets."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tabrelay.extension_id import EXTENSION_ID
from tabrelay.gateway.pages import ASSETS
from tabrelay.protocol.words import WORDS
from tests.gateway.harness import get, running

PAGES = {"/": "text/html", "/pair": "text/html", "/pair/": "text/html"} | {
    f"/pair/{name}": asset.kind for name, asset in ASSETS.items() if name
}


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_comes_with_its_type_and_may_do_nothing_else(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as gateway:
        status, body, headers = await get(gateway.url + path)
        assert status == 200
        assert body
        assert headers["Content-Type"].startswith(PAGES[path])
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["pair.html", "__init__.py", "../pages.py", "%2e%2e/app.py", "..%2fapp.py", "words.d.ts", "x"]
)
async def test_nothing_outside_the_table_is_served(tmp_path: Path, name: str) -> None:
    async with running(tmp_path) as gateway:
        assert (await get(f"{gateway.url}/pair/{name}"))[0] == 404


async def test_the_page_knows_the_words_and_the_extension(tmp_path: Path) -> None:
    async with running(tmp_path) as gateway:
        body = (await get(f"{gateway.url}/pair/words.js"))[1]
        assert f'"{EXTENSION_ID}"' in body
        assert all(f'"{word}"' in body for word in WORDS)
        declared = (files("tabrelay.dashboard") / "words.d.ts").read_text(encoding="utf-8")
        exported = re.findall(r"export const (\w+)", body)
        assert exported == re.findall(r"export const (\w+)", declared)


def test_the_pages_ask_for_nothing_that_is_not_served() -> None:
    for name in ("pair.html", "index.html"):
        page = (files("tabrelay.dashboard") / name).read_text(encoding="utf-8")
        wanted = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert wanted
        assert set(wanted) <= PAGES.keys()
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert not re.search(r'\son\w+="|style="', page)
