"""A browser's own targets, and whether it can be asked."""

from tabrelay.core.browsers import Browser
from tabrelay.core.tabs import TabState
from tabrelay.protocol.control import Tab
from tabrelay.protocol.ids import ConnId, DeviceId, TabId, TargetId

TAB = Tab(tab_id=TabId(1), target_id=TargetId("P1"), url="", title="", window_id=1)


def test_a_browser_can_be_asked_once_it_is_linked_and_known() -> None:
    browser = Browser(device=DeviceId("d"), name="desk", conn=None)
    assert not browser.is_reachable
    browser.conn = ConnId("c")
    assert not browser.is_reachable
    browser.known = True
    assert browser.is_reachable


def test_ids_are_stable_and_each_browser_has_its_own() -> None:
    one, again, other = (Browser(device=DeviceId(device), name="", conn=None) for device in ("d", "d", "e"))
    assert (one.target_id, one.context_id) == (again.target_id, again.context_id)
    assert len({one.target_id, one.context_id, other.target_id, other.context_id}) == 4
    assert one.browser_info().type == "browser"


def test_a_tab_is_found_by_either_of_its_targets() -> None:
    browser = Browser(device=DeviceId("d"), name="", conn=None)
    state = browser.tabs[TAB.tab_id] = TabState(browser, TAB)
    assert browser.tab_of("P1") is state
    assert browser.tab_of(state.tab_target_id) is state
    assert browser.tab_of("") is None
