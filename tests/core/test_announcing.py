"""Tabs that appear, change and go, told to clients and operators."""

from tests.script import Info, Script, sid, tab, tab_target, told

TAB = tab(1)
AGAIN = {**TAB, "targetId": "B" * 32}
DISCOVER = {"discover": True, "filter": [{}]}
AUTO = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}


def test_a_shared_tab_is_told_to_operators_and_to_those_who_discover(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    script.client("bob")
    (
        script
        >> alice.sends(1, "Target.setDiscoverTargets", DISCOVER)
        << alice.hears("Target.targetCreated", {"targetInfo": Info(type="browser")})
        << alice.gets(1, {})
        >> chrome.shares(TAB)
        << told("tab.shared", target_id=TAB["targetId"], url=TAB["url"], browser_name="desk", attached=False)
        << alice.hears("Target.targetCreated", {"targetInfo": Info(targetId=tab_target(TAB), type="tab")})
        << alice.hears("Target.targetCreated", {"targetInfo": Info(targetId=TAB["targetId"], type="page")})
    )


def test_a_tab_shared_twice_is_one_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.shares(TAB, title="New title") << told("tab.updated", title="New title")
    assert [view.title for view in script.hub.tabs()] == ["New title"]


def test_an_update_that_says_nothing_new_is_told_to_nobody(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True})
        << alice.hears("Target.targetCreated")
        << alice.gets(1)
        >> chrome.updates(TAB)
        >> chrome.updates(TAB, active=True)
        << told("tab.updated", active=True)
    )


def test_a_changed_title_is_told_for_the_page_and_not_for_the_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, "Target.setDiscoverTargets", DISCOVER)
    script.skip()
    (
        script
        >> chrome.updates(TAB, title="New")
        << alice.hears("Target.targetInfoChanged", {"targetInfo": Info(type="page", title="New")})
    )


def test_a_tab_that_is_gone_ends_its_sessions_and_destroys_both_targets(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Target.setDiscoverTargets", DISCOVER)
    script.skip()
    (
        script
        >> chrome.loses(TAB, "unshared")
        << alice.hears_detached(TAB["targetId"], 1)
        << alice.hears("Target.targetDestroyed", {"targetId": TAB["targetId"]})
        << alice.hears("Target.targetDestroyed", {"targetId": tab_target(TAB)})
        << told("tab.gone", target_id=TAB["targetId"], reason="unshared")
    )
    assert script.hub.tabs() == []


def test_a_tab_nobody_knows_may_be_gone(script: Script) -> None:
    chrome = script.browser()
    script >> chrome.loses(TAB)


def test_another_target_in_the_same_tab_is_another_target(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True})
        << alice.hears("Target.targetCreated")
        << alice.gets(1)
        >> alice.sends(2, "Target.setAutoAttach", AUTO)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears("Target.targetInfoChanged")
        << alice.hears_attached(TAB["targetId"], 1)
        << alice.gets(2)
        >> chrome.updates(AGAIN)
        << alice.hears_detached(TAB["targetId"], 1)
        << alice.hears("Target.targetDestroyed", {"targetId": TAB["targetId"]})
        << alice.hears("Target.targetCreated", {"targetInfo": Info(targetId=AGAIN["targetId"])})
        << chrome.asked("debugger.attach", {"tabId": 1})
        << told("tab.gone", reason="replaced")
        << told("tab.shared", target_id=AGAIN["targetId"])
        >> chrome.answers(AGAIN)
        << alice.hears("Target.targetInfoChanged")
        << alice.hears_attached(AGAIN["targetId"], 2)
        >> alice.sends(3, "Page.enable", {}, sid(2))
        << chrome.commanded(AGAIN, "Page.enable")
    )


def test_the_answer_to_a_replaced_targets_attach_attaches_nothing(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", {"targetId": TAB["targetId"], "flatten": True})
        << chrome.asked("debugger.attach")
        >> chrome.updates(AGAIN)
        << alice.is_refused(1, -32000, "Inspected target navigated or closed")
        >> chrome.answers(TAB)
    )


def test_operators_see_who_is_attached(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script.attached(alice, TAB, chrome, first=False)
    [view] = script.hub.tabs()
    assert (view.attached, view.sessions) == (True, 2)
    assert script.hub.tabs(view.browser) == [view]  # type: ignore[arg-type]
    assert script.hub.tabs("another") == []  # type: ignore[arg-type]
