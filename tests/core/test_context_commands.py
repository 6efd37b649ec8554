"""The commands about browser contexts: where they are answered, and what they refuse."""

import pytest

from tests.script import Script, tab

TAB = tab(1)
CREATE = "Target.createBrowserContext"
DISPOSE = "Target.disposeBrowserContext"


@pytest.mark.parametrize("name", ["proxyServer", "proxyBypassList", "originsWithUniversalNetworkAccess"])
def test_what_an_extension_cannot_give_a_context_is_refused(script: Script, name: str) -> None:
    script.browser()
    alice = script.client()
    value = ["http://a.example"] if name.startswith("origins") else "http://127.0.0.1:1"
    script >> alice.sends(1, CREATE, {name: value}) << alice.is_refused(1, -32000)


@pytest.mark.parametrize("method", [CREATE, DISPOSE, "Target.getBrowserContexts"])
def test_a_page_has_no_say_in_contexts(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, method, {}, page) << alice.is_refused(1, -32000, "Not allowed", page)


def test_a_context_that_is_not_there_cannot_be_disposed(script: Script) -> None:
    script.browser()
    alice = script.client()
    (
        script
        >> alice.sends(1, DISPOSE, {"browserContextId": "zz"})
        << alice.is_refused(1, -32000, "Failed to find context with id zz")
    )
