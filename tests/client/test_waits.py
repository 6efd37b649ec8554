from __future__ import annotations

import pytest

from tabrelay.client.waits import is_meant
from tabrelay.protocol.operator import BrowserView

WORK = BrowserView(id="abc123", name="work", state="linked")


@pytest.mark.parametrize("browser", [None, "work", "abc123", "abc"])
def test_a_browser_is_meant_by_its_id_the_beginning_of_it_or_its_name(browser: str | None) -> None:
    assert is_meant(WORK, browser)


@pytest.mark.parametrize("browser", ["", "wor", "123", "home"])
def test_nothing_else_means_it(browser: str) -> None:
    assert not is_meant(WORK, browser)
