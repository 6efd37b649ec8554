"""Selenium drives a tab that is shared.

Needs a gateway with a browser, chromedriver, and `pip install selenium`. Selenium keeps nothing of an address but
``host:port``, so its ticket gets a loopback port of its own.
"""

from __future__ import annotations

import asyncio

from selenium import webdriver

import tabrelay


async def debugger_address() -> str:
    """``host:port`` of a fresh ticket."""
    async with tabrelay.connect() as gateway:
        ticket = await gateway.create_ticket(port=0, label="Selenium")
    return str(ticket.debugger_address)


options = webdriver.ChromeOptions()
options.debugger_address = asyncio.run(debugger_address())
driver = webdriver.Chrome(options=options)
driver.get("data:text/html,<title>Hello from Selenium</title>")
print(driver.title)
driver.quit()  # ends chromedriver; the browser goes on
