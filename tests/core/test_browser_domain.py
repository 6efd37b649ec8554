"""``Browser.*`` and what goes through a tab: the truth, or an error that says why not."""

import pytest

from tests.script import PRODUCT, USER_AGENT, Script, tab

TAB = tab(1)
OTHER = tab(2, windowId=2)
WINDOW = {"windowId": 1, "left": 5, "top": 6, "width": 800, "height": 600, "state": "normal"}
BOUNDS = {"left": 5, "top": 6, "width": 800, "height": 600, "windowState": "normal"}


def test_the_version_is_the_browsers_own(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    version = {
        "protocolVersion": "1.3",
        "product": PRODUCT,
        "revision": "",
        "userAgent": USER_AGENT,
        "jsVersion": "",
    }
    script >> alice.sends(1, "Browser.getVersion") << alice.gets(1, version)


def test_the_window_of_a_target(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Browser.getWindowForTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("windows.get", {"tabId": 1})
        >> chrome.answers(WINDOW)
        << alice.gets(1, {"windowId": 1, "bounds": BOUNDS})
        >> alice.sends(2, "Browser.getWindowForTarget", {}, page)
        << chrome.asked("windows.get", {"tabId": 1})
        >> chrome.fails("No window")
        << alice.is_refused(2, -32000, "No window", page)
        >> alice.sends(3, "Browser.getWindowForTarget")
        << alice.is_refused(3, -32000, "No web contents in the target")
        >> alice.sends(4, "Browser.getWindowForTarget", {"targetId": "zz"})
        << alice.is_refused(4, -32000, "No target with given id")
    )


def test_the_bounds_of_a_window_with_a_shared_tab(script: Script) -> None:
    chrome = script.browser(TAB, OTHER)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.getWindowBounds", {"windowId": 2})
        << chrome.asked("windows.get", {"tabId": 2})
        >> chrome.answers({**WINDOW, "windowId": 2})
        << alice.gets(1, {"bounds": BOUNDS})
        >> alice.sends(2, "Browser.setWindowBounds", {"windowId": 2, "bounds": {"width": 900, "windowState": "normal"}})
        << chrome.asked("windows.update", {"windowId": 2, "width": 900, "state": "normal"})
        >> chrome.answers(WINDOW)
        << alice.gets(2, {})
    )


@pytest.mark.parametrize("method", ["Browser.getWindowBounds", "Browser.setWindowBounds"])
def test_a_window_without_a_shared_tab_does_not_exist(script: Script, method: str) -> None:
    script.browser(TAB)
    alice = script.client()
    params = {"windowId": 77, "bounds": {}}
    script >> alice.sends(1, method, params) << alice.is_refused(1, -32000, "Browser window not found")


def test_what_the_extension_says_of_a_window_must_be_one(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    for method, params in (
        ("Browser.getWindowBounds", {"windowId": 1}),
        ("Browser.getWindowForTarget", {"targetId": TAB["targetId"]}),
    ):
        (
            script
            >> alice.sends(1, method, params)
            << chrome.asked("windows.get")
            >> chrome.answers({"windowId": "one"})
            << alice.is_refused(1, -32000)
        )


def test_window_bounds_that_chrome_refuses(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.setWindowBounds", {"windowId": 1, "bounds": {"left": -9000}})
        << chrome.asked("windows.update", {"windowId": 1, "left": -9000})
        >> chrome.fails("Invalid value for bounds.")
        << alice.is_refused(1, -32000, "Invalid value for bounds.")
        >> alice.sends(2, "Browser.getWindowBounds", {"windowId": 1})
        << chrome.asked("windows.get")
        >> chrome.fails("No window")
        << alice.is_refused(2, -32000, "No window")
    )


def test_storage_goes_through_a_tab_the_client_is_attached_to(script: Script) -> None:
    chrome = script.browser(TAB, OTHER)
    alice = script.client()
    script.attached(alice, OTHER, chrome)
    context = script.hub.world.browsers[alice.device].context_id
    (
        script
        >> alice.sends(1, "Storage.setCookies", {"cookies": [], "browserContextId": context})
        << chrome.commanded(OTHER, "Storage.setCookies", {"cookies": []})
        >> chrome.answers()
        << alice.gets(1, {})
        >> alice.sends(2, "Storage.getStorageKey")
        << chrome.commanded(OTHER, "Storage.getStorageKey", {})
        >> chrome.fails('{"code":-32000,"message":"Internal"}')
        << alice.is_refused(2, -32000, "Internal")
    )


def test_storage_needs_a_shared_tab(script: Script) -> None:
    script.browser()
    alice = script.client()
    script >> alice.sends(1, "Storage.getCookies") << alice.is_refused(1, -32000)
    script >> alice.sends(2, "Storage.getStorageKey") << alice.is_refused(2, -32000)


@pytest.mark.parametrize("params", [[], [1], "x", 5])
def test_storage_with_parameters_that_are_no_object(script: Script, params: object) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, "Storage.getCookies", params)
    [refused] = script.skip()
    assert b'"id":1,"error"' in refused.data  # type: ignore[union-attr]


def test_the_contents_get_a_size_and_the_window_what_it_has_besides(script: Script) -> None:
    chrome = script.browser(tab(1, active=True))
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.setContentsSize", {"windowId": 1, "width": 500, "height": 400})
        << chrome.asked("windows.get", {"tabId": 1})
        >> chrome.answers({**WINDOW, "contentWidth": 800, "contentHeight": 513})
        << chrome.asked("windows.update", {"windowId": 1, "width": 500, "height": 487})
        >> chrome.answers(WINDOW)
        << alice.gets(1, {})
        >> alice.sends(2, "Browser.setContentsSize", {"windowId": 1, "height": 400})
        << chrome.asked("windows.get", {"tabId": 1})
        >> chrome.answers({**WINDOW, "contentWidth": 800, "contentHeight": 513})
        << chrome.asked("windows.update", {"windowId": 1, "height": 487})
        >> chrome.fails("No")
        << alice.is_refused(2, -32000, "No")
        >> alice.sends(3, "Browser.setContentsSize", {"windowId": 1, "width": 5})
        << chrome.asked("windows.get", {"tabId": 1})
        >> chrome.fails("No window")
        << alice.is_refused(3, -32000, "No window")
    )


def test_contents_without_a_size_or_of_a_tab_that_is_not_shared(script: Script) -> None:
    script.browser(tab(1, active=False))
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.setContentsSize", {"windowId": 1})
        << alice.is_refused(1, -32602, "At least one of 'width' or 'height' must be specified")
        >> alice.sends(2, "Browser.setContentsSize", {"windowId": 77, "width": 5})
        << alice.is_refused(2, -32000, "Browser window not found")
        >> alice.sends(3, "Browser.setContentsSize", {"windowId": 1, "width": 5})
        << alice.is_refused(3, -32000, "The contents of the window are those of a tab that is not shared")
    )


@pytest.mark.parametrize(
    "bounds", [{"windowState": "maximized", "width": 5}, {"windowState": "fullscreen", "left": 0}, {"windowState": "x"}]
)
def test_bounds_that_chrome_itself_refuses_or_dies_of(script: Script, bounds: dict[str, object]) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, "Browser.setWindowBounds", {"windowId": 1, "bounds": bounds})
    script << alice.is_refused(1, -32602)
