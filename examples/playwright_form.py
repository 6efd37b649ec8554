"""Playwright drives a tab that is shared: fill in a field, press a button, read the answer.

Needs a gateway with a browser (`tabrelay up --browser`, or your own after `tabrelay pair`), and Playwright.
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

import tabrelay

PAGE = """
<label>Name <input></label> <button>Greet</button> <output></output>
<script>
  const [input, button, output] = document.querySelectorAll("input, button, output");
  button.onclick = () => { output.value = `Hello, ${input.value}`; };
</script>
"""

with sync_playwright() as playwright:
    browser = playwright.chromium.connect_over_cdp(tabrelay.cdp_url())
    page = browser.contexts[0].new_page()
    page.set_content(PAGE)
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Greet").click()
    print(page.locator("output").inner_text())
    page.close()
    browser.close()  # ends this client's session; the browser goes on
