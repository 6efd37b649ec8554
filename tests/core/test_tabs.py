"""A tab as two targets."""

from msgspec import UNSET

from tabrelay.core.browsers import Browser
from tabrelay.core.tabs import TabState
from tabrelay.protocol.control import Tab
from tabrelay.protocol.ids import DeviceId, TabId, TargetId

OPENER = Tab(tab_id=TabId(1), target_id=TargetId("P1"), url="https://a.example/", title="A", window_id=1)
POPUP = Tab(tab_id=TabId(2), target_id=TargetId("P2"), url="about:blank", title="", window_id=1, opener_tab_id=TabId(1))


def browser_with(*tabs: Tab) -> Browser:
    browser = Browser(device=DeviceId("d"), name="desk", conn=None)
    for tab in tabs:
        browser.tabs[tab.tab_id] = TabState(browser, tab)
    return browser


def test_a_tab_is_a_page_and_a_tab_target_with_different_ids() -> None:
    tab = browser_with(OPENER).tabs[TabId(1)]
    page, around = tab.page_info(), tab.tab_info()
    assert (page.type, page.target_id) == ("page", "P1")
    assert (around.type, around.target_id) == ("tab", tab.tab_target_id)
    assert page.target_id != around.target_id
    assert page.browser_context_id == around.browser_context_id == tab.browser.context_id
    assert not page.attached
    assert tab.page_info(attached=True).attached


def test_a_popup_names_its_opener_only_if_that_is_shared() -> None:
    assert browser_with(OPENER, POPUP).tabs[TabId(2)].page_info().opener_id == "P1"
    assert browser_with(POPUP).tabs[TabId(2)].page_info().opener_id is UNSET
    assert browser_with(OPENER).tabs[TabId(1)].page_info().opener_id is UNSET
