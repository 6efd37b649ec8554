"""Browser contexts: made, told apart, isolated as the ticket demands, and gone with whoever made them."""

import pytest

from tabrelay.core.events import ClientConnected
from tabrelay.core.hub import Hub
from tabrelay.protocol.ids import TicketId
from tests.script import DEVICE, CdpClient, Extension, Frame, Info, Script, counted, sid, tab, tab_target

TAB = tab(1)
CONTEXT = sid(1)
KEEPER = tab(90, url="data:text/html,", windowId=9, incognito=True, keeper=True, context=CONTEXT)
CREATE = "Target.createBrowserContext"
DISPOSE = "Target.disposeBrowserContext"


def open_context(
    script: Script, chrome: Extension, client: CdpClient, answer: Frame | None = None, *, dispose_on_detach: bool = True
) -> None:
    """``client`` makes the context ``CONTEXT``; ``answer`` is the extension's, by default an incognito window."""
    script >> client.sends(100, CREATE, {"disposeOnDetach": dispose_on_detach})
    script << chrome.asked("contexts.open", {"context": CONTEXT, "beside": True})
    script >> chrome.answers({"keeper": KEEPER, "obstacle": ""} if answer is None else answer)
    script << client.gets(100, {"browserContextId": CONTEXT})


def demanding(script: Script, name: str = "alice") -> CdpClient:
    """A client whose ticket demands isolation."""
    client = CdpClient(script.client(name).id, DEVICE)
    script >> client.leaves()
    script >> ClientConnected(client.id, DEVICE, TicketId("t"), "", isolated=True)
    return client


def contexts(hub: Hub) -> list[str]:
    return list(hub.world.browsers[DEVICE].contexts)


def test_a_context_is_listed_and_its_tabs_carry_its_id(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    default = script.hub.world.browsers[DEVICE].context_id
    open_context(script, chrome, alice)
    inside = tab(2, windowId=9, incognito=True, context=CONTEXT)
    (
        script
        >> alice.sends(1, "Target.getBrowserContexts")
        << alice.gets(1, {"browserContextIds": [CONTEXT], "defaultBrowserContextId": default})
        >> alice.sends(2, "Target.createTarget", {"url": "about:blank", "browserContextId": CONTEXT})
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False, "context": CONTEXT})
        >> chrome.answers(inside)
        << alice.gets(2, {"targetId": inside["targetId"]})
        >> alice.sends(3, "Target.getTargetInfo", {"targetId": inside["targetId"]})
        << alice.gets(3, {"targetInfo": Info(browserContextId=CONTEXT)})
        >> alice.sends(4, "Target.getTargetInfo", {"targetId": tab_target(inside)})
        << alice.gets(4, {"targetInfo": Info(browserContextId=CONTEXT)})
        >> alice.sends(5, "Target.getTargetInfo", {"targetId": TAB["targetId"]})
        << alice.gets(5, {"targetInfo": Info(browserContextId=default)})
    )


def test_the_tab_that_keeps_the_window_is_seen_by_nobody(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    script >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True}) << alice.gets(1)
    script >> alice.sends(2, CREATE)
    script << chrome.asked("contexts.open")
    script >> chrome.shares(KEEPER)
    script >> chrome.answers({"keeper": KEEPER, "obstacle": ""}) << alice.gets(2)
    script >> alice.sends(3, "Target.getTargets") << alice.gets(3, {"targetInfos": []})
    script >> chrome.updates(KEEPER, title="x")
    assert script.hub.tabs() == []


def test_what_a_page_of_a_context_opens_belongs_to_it(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice, {"obstacle": "notAllowed"})
    script >> chrome.shares(tab(2, context=CONTEXT)) >> chrome.shares(tab(3, openerTabId=2)) >> chrome.shares(tab(4))
    found = {info.target_id: info.browser_context_id for info in script.hub.discovery(DEVICE).targets}  # type: ignore[union-attr]
    assert found[tab(3)["targetId"]] == CONTEXT
    assert found[tab(4)["targetId"]] != CONTEXT


def test_an_incognito_tab_of_unknown_origin_is_the_only_isolated_contexts_or_the_persons(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    browser = script.hub.world.browsers[DEVICE]
    script >> chrome.shares(tab(2, incognito=True))
    assert browser.tabs[2].context_id == browser.incognito_context_id != browser.context_id  # type: ignore[index]
    open_context(script, chrome, alice)
    script >> chrome.shares(tab(3, incognito=True))
    assert browser.tabs[3].context_id == CONTEXT  # type: ignore[index]


def test_without_incognito_a_context_is_a_name_for_its_tabs(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice, {"obstacle": "notAllowed"})
    assert not script.hub.world.browsers[DEVICE].contexts[CONTEXT].isolated


@pytest.mark.parametrize(("obstacle", "words"), [("notAllowed", "not allowed in incognito"), ("inUse", "is using it")])
def test_a_ticket_that_demands_isolation_gets_it_or_an_error(script: Script, obstacle: str, words: str) -> None:
    chrome = script.browser()
    alice = demanding(script)
    script >> alice.sends(1, CREATE) << chrome.asked("contexts.open", {"context": CONTEXT, "beside": False})
    script >> chrome.answers({"obstacle": obstacle})
    (refusal,) = script.skip()
    assert words in str(refusal)
    assert contexts(script.hub) == []


def test_nobody_joins_a_context_that_was_demanded_isolated(script: Script) -> None:
    chrome = script.browser()
    alice = demanding(script)
    bob = script.client("bob")
    script >> alice.sends(1, CREATE) << chrome.asked("contexts.open", {"context": CONTEXT, "beside": False})
    script >> chrome.answers({"keeper": KEEPER, "obstacle": ""}) << alice.gets(1)
    script >> bob.sends(1, CREATE) << chrome.asked("contexts.open", {"context": sid(2), "beside": False})
    script >> chrome.answers({"obstacle": "inUse"}) << bob.gets(1, {"browserContextId": sid(2)})


def test_disposing_closes_the_tabs_and_is_answered_when_they_are_gone(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    open_context(script, chrome, alice)
    inside, other = (tab(n, windowId=9, incognito=True, context=CONTEXT) for n in (2, 3))
    script >> chrome.shares(inside) >> chrome.shares(other)
    page = script.attached(alice, inside, chrome)
    script >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True})
    script.skip()
    (
        script
        >> alice.sends(2, DISPOSE, {"browserContextId": CONTEXT})
        << chrome.commanded(inside, "Target.closeTarget", {"targetId": inside["targetId"]})
        << chrome.asked("tabs.remove", {"tabId": 3})
        >> alice.sends(3, "Target.createTarget", {"url": "", "browserContextId": CONTEXT})
        << alice.is_refused(3, -32000, f"Failed to find browser context with id {CONTEXT}")
        >> alice.sends(4, DISPOSE, {"browserContextId": CONTEXT})
        << alice.is_refused(4, -32000, f"Failed to find context with id {CONTEXT}")
        >> chrome.answers({"success": True})
        >> chrome.answers()
        << chrome.asked("contexts.close", {"context": CONTEXT})
        >> chrome.loses(inside)
        << alice.hears_detached(inside["targetId"], int(page, 16))
        << alice.hears("Target.targetDestroyed", {"targetId": inside["targetId"]})
        >> chrome.loses(other)
        << alice.hears("Target.targetDestroyed", {"targetId": other["targetId"]})
        >> chrome.answers()
        << alice.gets(2, {})
    )
    assert contexts(script.hub) == []


def test_a_context_nobody_knows_cannot_be_disposed(script: Script) -> None:
    script.browser()
    alice = script.client()
    script >> alice.sends(1, DISPOSE, {"browserContextId": "zz"})
    script << alice.is_refused(1, -32000, "Failed to find context with id zz")


def test_what_cannot_be_closed_is_said(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice)
    script >> alice.sends(1, DISPOSE, {"browserContextId": CONTEXT}) << chrome.asked("contexts.close")
    script >> chrome.fails("Tabs cannot be edited right now") << alice.is_refused(1, -32000)


def test_it_goes_with_the_client_that_asked_for_that(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice)
    script >> chrome.shares(tab(2, context=CONTEXT))
    script >> alice.leaves() << chrome.asked("tabs.remove", {"tabId": 2})
    script >> chrome.loses(tab(2)) >> chrome.answers() << chrome.asked("contexts.close", {"context": CONTEXT})
    script >> chrome.answers()
    assert contexts(script.hub) == []


def test_without_that_it_stays_for_whoever_comes(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice, dispose_on_detach=False)
    script >> alice.leaves()
    bob = script.client("bob")
    script >> bob.sends(1, "Target.getBrowserContexts") << bob.gets(1, Info(browserContextIds=[CONTEXT]))


def test_a_client_that_left_before_it_was_made_leaves_nothing(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    script >> alice.sends(1, CREATE, {"disposeOnDetach": True}) << chrome.asked("contexts.open")
    script >> alice.leaves()
    script << chrome.asked("contexts.close")
    chrome.asked_ids.reverse()
    script >> chrome.answers()
    chrome.asked_ids.reverse()
    assert contexts(script.hub) == []


def test_one_that_was_to_go_while_the_browser_was_away_goes_when_it_is_back(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice)
    script >> chrome.unlinks() >> alice.leaves() >> chrome.links()
    script >> chrome.snapshot({**KEEPER, "attached": True})
    script << chrome.asked("debugger.detach", {"tabId": 90}) << chrome.asked("contexts.close", {"context": CONTEXT})
    script >> chrome.answers() >> chrome.answers()
    assert contexts(script.hub) == []


def test_to_dispose_while_the_browser_is_away_is_an_error_and_is_done_later(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice)
    script >> chrome.unlinks()
    script >> alice.sends(1, DISPOSE, {"browserContextId": CONTEXT}) << alice.is_refused(1, -32000)
    script >> chrome.links() >> chrome.snapshot(KEEPER) << chrome.asked("contexts.close")


def test_a_context_of_an_earlier_gateway_is_known_by_its_tabs(script: Script) -> None:
    chrome = script.browser(KEEPER, tab(2, incognito=True, context=CONTEXT))
    alice = script.client()
    script >> alice.sends(1, "Target.getBrowserContexts") << alice.gets(1, Info(browserContextIds=[CONTEXT]))
    script >> alice.sends(2, "Storage.getCookies", {"browserContextId": CONTEXT})
    script << chrome.asked("debugger.attach", {"tabId": 90})


def test_a_link_that_is_lost_while_the_window_opens_leaves_no_window(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    script >> alice.sends(1, CREATE) << chrome.asked("contexts.open")
    script >> chrome.unlinks() << alice.is_refused(1, -32000)
    script >> chrome.links() >> chrome.snapshot(KEEPER) << chrome.asked("contexts.close", {"context": CONTEXT})


def test_the_person_may_close_the_window(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    open_context(script, chrome, alice)
    params = {"browserContextId": CONTEXT}
    script >> alice.sends(1, "Storage.getCookies", params) << chrome.asked("debugger.attach", {"tabId": 90})
    script >> chrome.loses(KEEPER) << alice.is_refused(1, -32000)
    script >> chrome.answers() << counted("answer_too_late")
    script >> alice.sends(2, "Storage.getCookies", params) << alice.is_refused(2, -32000)
    script >> alice.sends(3, DISPOSE, params) << chrome.asked("contexts.close") >> chrome.answers() << alice.gets(3)


@pytest.mark.parametrize("method", [CREATE, DISPOSE, "Target.getBrowserContexts"])
def test_on_a_page_there_are_no_contexts(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, method, {"browserContextId": ""}, page) << alice.is_refused(1, -32000, "Not allowed", page)
