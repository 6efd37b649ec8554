from __future__ import annotations

import aiohttp

from tabrelay.cli.demo_page import demo_page


async def test_the_form_is_answered_with_what_was_sent_and_nothing_else_runs_in_it() -> None:
    async with demo_page() as address, aiohttp.ClientSession() as session:
        async with session.get(address) as response:
            assert '<label for="name">' in await response.text()
        async with session.post(address, data={"name": "<b>Ada", "drink": "Tea"}) as response:
            assert "Tea for &lt;b&gt;Ada" in await response.text()
