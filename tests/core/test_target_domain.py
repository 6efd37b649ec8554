"""``Target.*`` as Playwright, Puppeteer, chromedriver and raw clients use it."""

import pytest

from tests.script import Info, Script, child, sid, tab, tab_target

TAB = tab(1)
OTHER = tab(2, "https://other.example/", "Other")
NEW = tab(3, "about:blank", "")

PLAYWRIGHT = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
PUPPETEER = {**PLAYWRIGHT, "filter": [{"type": "page", "exclude": True}, {}]}
PUPPETEER_TAB = {**PLAYWRIGHT, "filter": [{}]}
NO_TARGET = "No target with given id found"


# Playwright -------------------------------------------------------------------------------------------------------


def test_playwright_connects_and_has_the_page_before_the_answer(script: Script) -> None:
    chrome = script.browser(TAB)
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Browser.getVersion")
        << pw.gets(1)
        >> pw.sends(2, "Target.setAutoAttach", PLAYWRIGHT)
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> pw.sends(
            3,
            "Browser.setDownloadBehavior",
            {"behavior": "allowAndName", "downloadPath": "downloads", "eventsEnabled": True},
        )
        << pw.gets(3, {})
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Page.enable")  # Chrome tells of downloads only then
        << pw.hears_attached(TAB["targetId"], 1)
        << pw.gets(2, {})
    )


def test_playwrights_pipelined_commands_go_to_chrome_in_order_and_come_back_each_once(script: Script) -> None:
    chrome = script.browser(TAB)
    pw = script.client("playwright")
    page = script.attached(pw, TAB, chrome)
    pipelined = [
        "Page.enable",
        "Page.getFrameTree",
        "Log.enable",
        "Page.setLifecycleEventsEnabled",
        "Runtime.enable",
        "Runtime.addBinding",
        "Page.addScriptToEvaluateOnNewDocument",
        "Network.enable",
        "Target.setAutoAttach",
        "Page.setInterceptFileChooserDialog",
        "Emulation.setFocusEmulationEnabled",
        "Emulation.setEmulatedMedia",
        "Page.createIsolatedWorld",
        "Runtime.runIfWaitingForDebugger",
    ]
    params = {"Target.setAutoAttach": PLAYWRIGHT, "Runtime.addBinding": {"name": "hook"}}
    for number, method in enumerate(pipelined, start=10):
        sent = params.get(method, {})
        script >> pw.sends(number, method, sent, page) << chrome.commanded(TAB, method, sent)
    for number, _ in enumerate(pipelined, start=10):
        script >> chrome.answers({"n": number}) << pw.gets(number, {"n": number}, page)


def test_a_created_target_is_attached_before_the_answer(script: Script) -> None:
    chrome = script.browser()
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << pw.gets(1, {})
        >> pw.sends(2, "Target.createTarget", {"url": "about:blank"})
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False})
        >> chrome.shares(NEW)
        << chrome.asked("debugger.attach", {"tabId": 3})
        >> chrome.answers(NEW)
        >> chrome.answers(NEW)
        << pw.hears_attached(NEW["targetId"], 1)
        << pw.gets(2, {"targetId": NEW["targetId"]})
    )


def test_a_created_target_is_answered_at_once_when_nobody_attaches(script: Script) -> None:
    chrome = script.browser(mode="all")
    raw = script.client()
    (
        script
        >> raw.sends(
            1, "Target.createTarget", {"url": "https://new.example/", "newWindow": True, "width": 800, "height": 600}
        )
        << chrome.asked(
            "tabs.create",
            {"url": "https://new.example/", "active": True, "newWindow": True, "width": 800, "height": 600},
        )
        >> chrome.answers(tab(3, "https://new.example/"))
        << raw.gets(1, {"targetId": NEW["targetId"]})
    )


def test_a_created_target_waits_blank_until_the_client_is_ready_and_then_loads_its_page(script: Script) -> None:
    chrome = script.browser()
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << pw.gets(1, {})
        >> pw.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False})
        >> chrome.answers(NEW)
        << chrome.asked("debugger.attach")
        >> chrome.answers(NEW)
        << pw.hears_attached(NEW["targetId"], 1, waiting=True)
        << pw.gets(2, {"targetId": NEW["targetId"]})
        >> pw.sends(3, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
        << chrome.commanded(NEW, "Runtime.runIfWaitingForDebugger")
        >> chrome.answers(NEW)
        >> chrome.answers({})
        << pw.gets(3, {}, sid(1))
    )


def test_a_created_target_loads_its_page_also_when_the_extension_shares_the_tab_before_it_answers(
    script: Script,
) -> None:
    chrome = script.browser()
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << pw.gets(1, {})
        >> pw.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False})
        >> chrome.shares(NEW)
        << chrome.asked("debugger.attach")
        >> chrome.answers(NEW)
        >> chrome.answers(NEW)
        << pw.hears_attached(NEW["targetId"], 1, waiting=True)
        << pw.gets(2, {"targetId": NEW["targetId"]})
        >> pw.sends(3, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
        << chrome.commanded(NEW, "Runtime.runIfWaitingForDebugger")
    )


def test_a_created_target_loads_its_page_when_it_cannot_be_attached(script: Script) -> None:
    chrome = script.browser()
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << pw.gets(1, {})
        >> pw.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create")
        >> chrome.answers(NEW)
        << chrome.asked("debugger.attach")
        >> chrome.fails("Cannot attach to this target.")
        << pw.gets(2, {"targetId": NEW["targetId"]})
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
    )


def test_a_created_target_loads_its_page_when_the_client_leaves_before_it_let_it(script: Script) -> None:
    chrome = script.browser()
    pw = script.client("playwright")
    (
        script
        >> pw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << pw.gets(1, {})
        >> pw.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create")
        >> chrome.answers(NEW)
        << chrome.asked("debugger.attach")
        >> chrome.answers(NEW)
        << pw.hears_attached(NEW["targetId"], 1, waiting=True)
        << pw.gets(2)
        >> pw.leaves()
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
        << chrome.asked("debugger.detach", {"tabId": 3})
    )


def test_a_created_target_that_chrome_refuses_is_an_error(script: Script) -> None:
    chrome = script.browser()
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.createTarget", {"url": "chrome://settings"})
        << chrome.asked("tabs.create")
        >> chrome.fails("Cannot be driven")
        << raw.is_refused(1, -32000, "Cannot be driven")
    )


def test_a_created_target_of_which_the_extension_says_nonsense_is_an_error_and_not_silence(script: Script) -> None:
    chrome = script.browser()
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.createTarget", {"url": "about:blank"})
        << chrome.asked("tabs.create")
        >> chrome.answers({"tabId": "three"})
        << raw.is_refused(1, -32000)
    )


def test_a_created_target_can_be_asked_for_its_tab(script: Script) -> None:
    chrome = script.browser()
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.createTarget", {"url": "about:blank", "forTab": True})
        << chrome.asked("tabs.create")
        >> chrome.answers(NEW)
        << raw.gets(1, {"targetId": tab_target(NEW)})
    )


def test_no_other_browser_context_is_there_unasked(script: Script) -> None:
    script.browser()
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.getBrowserContexts")
        << raw.gets(
            1, {"browserContextIds": [], "defaultBrowserContextId": script.hub.world.browsers[raw.device].context_id}
        )
        >> raw.sends(2, "Target.createTarget", {"url": "about:blank", "browserContextId": "zz"})
        << raw.is_refused(2, -32000, "Failed to find browser context with id zz")
    )


# Closing ----------------------------------------------------------------------------------------------------------


def test_a_closed_target_is_answered_detached_and_destroyed(script: Script) -> None:
    chrome = script.browser(TAB)
    pw = script.client("playwright")
    page = script.attached(pw, TAB, chrome)
    assert page == sid(1)
    (
        script
        >> pw.sends(1, "Target.setDiscoverTargets", {"discover": True})
        << pw.hears("Target.targetCreated", {"targetInfo": Info(targetId=TAB["targetId"], attached=True)})
        << pw.gets(1, {})
        >> pw.sends(2, "Target.closeTarget", {"targetId": TAB["targetId"]})
        << chrome.commanded(TAB, "Target.closeTarget", {"targetId": TAB["targetId"]})
        >> chrome.answers({"success": True})
        << pw.gets(2, {"success": True})
        >> chrome.is_detached(TAB, "target_closed")
        << pw.hears_detached(TAB["targetId"], 1)
        << pw.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=TAB["targetId"], attached=False)})
        >> chrome.loses(TAB)
        << pw.hears("Target.targetDestroyed", {"targetId": TAB["targetId"]})
        >> pw.sends(3, "Page.enable", {}, page)
        << pw.is_refused(3, -32001, "Session with given id not found.")
    )


def test_a_target_nobody_is_attached_to_is_closed_by_its_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.closeTarget", {"targetId": tab_target(TAB)})
        << chrome.asked("tabs.remove", {"tabId": 1})
        >> chrome.loses(TAB)
        >> chrome.answers()
        << raw.gets(1, {"success": True})
    )


def test_a_target_that_is_gone_before_chrome_says_so_was_closed_all_the_same(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.closeTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("tabs.remove", {"tabId": 1})
        >> chrome.loses(TAB)
        >> chrome.fails("No tab with id: 1.")
        << raw.gets(1, {"success": True})
    )


def test_a_target_that_chrome_will_not_close_is_an_error(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.closeTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("tabs.remove")
        >> chrome.fails("Tabs cannot be edited right now")
        << raw.is_refused(1, -32000, "Tabs cannot be edited right now")
    )


def test_a_target_is_brought_to_the_front(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.activateTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("tabs.activate", {"tabId": 1})
        >> chrome.answers()
        << raw.gets(1, {})
        >> raw.sends(2, "Target.activateTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("tabs.activate", {"tabId": 1})
        >> chrome.fails("No window")
        << raw.is_refused(2, -32000, "No window")
    )


# Puppeteer --------------------------------------------------------------------------------------------------------


def test_puppeteer_gets_tab_targets_and_then_the_page_below_the_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    pptr = script.client("puppeteer")
    (
        script
        >> pptr.sends(1, "Target.getBrowserContexts")
        << pptr.gets(1)
        >> pptr.sends(2, "Target.setDiscoverTargets", {"discover": True, "filter": [{}]})
        << pptr.hears(
            "Target.targetCreated", {"targetInfo": Info(targetId=tab_target(TAB), type="tab", attached=False)}
        )
        << pptr.hears(
            "Target.targetCreated", {"targetInfo": Info(targetId=TAB["targetId"], type="page", attached=False)}
        )
        << pptr.hears("Target.targetCreated", {"targetInfo": Info(type="browser", attached=True)})
        << pptr.gets(2, {})
        >> pptr.sends(3, "Target.setAutoAttach", PUPPETEER)
        << pptr.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=tab_target(TAB), attached=True)})
        << pptr.hears_attached(tab_target(TAB), 1)
        << pptr.gets(3, {})
        >> pptr.sends(4, "Target.setAutoAttach", PUPPETEER_TAB, sid(1))
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> pptr.sends(5, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << pptr.gets(5, {}, sid(1))
        >> chrome.answers(TAB)
        << pptr.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=TAB["targetId"], attached=True)})
        << pptr.hears_attached(TAB["targetId"], 2, session=sid(1))
        << pptr.gets(4, {}, sid(1))
    )


def test_puppeteers_new_page_waits_for_the_page_session_and_loads_when_it_runs(script: Script) -> None:
    chrome = script.browser()
    pptr = script.client("puppeteer")
    (
        script
        >> pptr.sends(1, "Target.setAutoAttach", PUPPETEER)
        << pptr.gets(1, {})
        >> pptr.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False})
        >> chrome.shares(NEW)
        << pptr.hears_attached(tab_target(NEW), 1, waiting=True)
        >> chrome.answers(NEW)
        << pptr.gets(2, {"targetId": NEW["targetId"]})
        >> pptr.sends(3, "Target.setAutoAttach", PUPPETEER_TAB, sid(1))
        << chrome.asked("debugger.attach", {"tabId": 3})
        >> pptr.sends(4, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << pptr.gets(4, {}, sid(1))
        >> chrome.answers(NEW)
        << pptr.hears_attached(NEW["targetId"], 2, session=sid(1), waiting=True)
        << pptr.gets(3, {}, sid(1))
        >> pptr.sends(5, "Runtime.runIfWaitingForDebugger", {}, sid(2))
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
        << chrome.commanded(NEW, "Runtime.runIfWaitingForDebugger")
    )


def test_a_client_of_tab_targets_alone_lets_the_page_load_by_running_the_tab(script: Script) -> None:
    chrome = script.browser()
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.setAutoAttach", PUPPETEER)
        << raw.gets(1, {})
        >> raw.sends(2, "Target.createTarget", {"url": "https://new.example/"})
        << chrome.asked("tabs.create")
        >> chrome.answers(NEW)
        << raw.hears_attached(tab_target(NEW), 1, waiting=True)
        << raw.gets(2, {"targetId": NEW["targetId"]})
        >> raw.sends(3, "Runtime.runIfWaitingForDebugger", {}, sid(1))
        << raw.gets(3, {}, sid(1))
        << chrome.asked("tabs.update", {"tabId": 3, "url": "https://new.example/"})
    )


def test_a_tab_session_knows_no_page_domains(script: Script) -> None:
    script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
        << raw.hears_attached(tab_target(TAB), 1)
        << raw.gets(1, {"sessionId": sid(1)})
        >> raw.sends(2, "Page.enable", {}, sid(1))
        << raw.is_refused(2, -32601, "'Page.enable' wasn't found", sid(1))
        >> raw.sends(3, "Target.getTargetInfo", {}, sid(1))
        << raw.gets(3, {"targetInfo": Info(targetId=tab_target(TAB), type="tab", attached=True)}, sid(1))
    )


def test_detaching_from_a_tab_ends_the_page_below_it(script: Script) -> None:
    chrome = script.browser(TAB)
    pptr = script.client("puppeteer")
    (
        script
        >> pptr.sends(1, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
        << pptr.hears_attached(tab_target(TAB), 1)
        << pptr.gets(1)
        >> pptr.sends(2, "Target.setAutoAttach", PUPPETEER_TAB, sid(1))
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << pptr.hears_attached(TAB["targetId"], 2, session=sid(1))
        << pptr.gets(2, {}, sid(1))
        >> pptr.sends(3, "Target.detachFromTarget", {"sessionId": sid(1)})
        << chrome.asked("debugger.detach", {"tabId": 1})
        << pptr.hears_detached(TAB["targetId"], 2, sid(1))
        << pptr.hears_detached(tab_target(TAB), 1)
        << pptr.gets(3, {})
        >> pptr.sends(4, "Page.enable", {}, sid(2))
        << pptr.is_refused(4, -32001)
    )


# chromedriver -----------------------------------------------------------------------------------------------------


def test_chromedriver_finds_the_tab_attaches_to_it_and_to_the_page_below(script: Script) -> None:
    chrome = script.browser(TAB)
    driver = script.client("chromedriver")
    (
        script
        >> driver.sends(1, "Target.getTargets", {"filter": [{"type": "tab"}]})
        << driver.gets(1, {"targetInfos": [Info(targetId=tab_target(TAB), type="tab")]})
        >> driver.sends(2, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
        << driver.hears_attached(tab_target(TAB), 1)
        << driver.gets(2, {"sessionId": sid(1)})
        >> driver.sends(
            3, "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}, sid(1)
        )
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.answers(TAB)
        << driver.hears_attached(TAB["targetId"], 2, session=sid(1))
        << driver.gets(3, {}, sid(1))
    )


# What exists ------------------------------------------------------------------------------------------------------


def test_only_pages_are_listed_unless_a_filter_asks_for_more(script: Script) -> None:
    script.browser(TAB, OTHER)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.getTargets")
        << raw.gets(1, {"targetInfos": [Info(targetId=TAB["targetId"]), Info(targetId=OTHER["targetId"])]})
        >> raw.sends(2, "Target.getTargets", {"filter": [{"type": "page", "exclude": True}, {"type": "tab"}]})
        << raw.gets(2, {"targetInfos": [Info(targetId=tab_target(TAB)), Info(targetId=tab_target(OTHER))]})
        >> raw.sends(3, "Target.getTargets", {"filter": []})
        << raw.gets(3, {"targetInfos": []})
    )


def test_children_of_attached_pages_are_listed(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    page = script.attached(raw, TAB, chrome)
    frame = child(7)
    (
        script
        >> raw.sends(1, "Target.setAutoAttach", {**PLAYWRIGHT, "waitForDebuggerOnStart": False}, page)
        << chrome.commanded(
            TAB, "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
        )
        >> chrome.reports_child(TAB, frame)
        << raw.hears_attached(frame["info"]["targetId"], 2, session=page)
        >> chrome.answers()
        << raw.gets(1, {}, page)
        >> raw.sends(2, "Target.getTargets")
        << raw.gets(2, {"targetInfos": [Info(targetId=TAB["targetId"]), Info(frame["info"])]})
        >> raw.sends(3, "Target.getTargetInfo", {"targetId": frame["info"]["targetId"]})
        << raw.gets(3, {"targetInfo": Info(frame["info"])})
        >> raw.sends(4, "Target.getTargetInfo", {}, sid(2))
        << raw.gets(4, {"targetInfo": Info(frame["info"])}, sid(2))
        >> raw.sends(5, "Target.attachToTarget", {"targetId": frame["info"]["targetId"], "flatten": True})
        << raw.hears_attached(frame["info"]["targetId"], 3)
        << raw.gets(5, {"sessionId": sid(3)})
    )


def test_target_info_has_chromes_members_in_chromes_order(script: Script) -> None:
    script.browser(TAB)
    raw = script.client()
    script >> raw.sends(1, "Target.getTargets")
    [answer] = script.skip()
    context = script.hub.world.browsers[raw.device].context_id
    target = TAB["targetId"]
    assert answer.data.decode() == (  # type: ignore[union-attr]
        f'{{"id":1,"result":{{"targetInfos":[{{"targetId":"{target}","type":"page","title":"Example",'
        f'"url":"https://example.org/","attached":false,"canAccessOpener":false,"browserContextId":"{context}"}}]}}}}'
    )


def test_the_info_of_a_session_is_its_own_and_that_of_the_connection_is_the_browsers(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    page = script.attached(raw, TAB, chrome)
    browser = script.hub.world.browsers[raw.device].target_id
    (
        script
        >> raw.sends(1, "Target.getTargetInfo")
        << raw.gets(1, {"targetInfo": Info(targetId=browser, type="browser")})
        >> raw.sends(2, "Target.getTargetInfo", {}, page)
        << raw.gets(2, {"targetInfo": Info(targetId=TAB["targetId"], attached=True)}, page)
        >> raw.sends(3, "Target.getTargetInfo", {"targetId": browser})
        << raw.gets(3, {"targetInfo": Info(type="browser")})
    )


def test_a_page_below_which_only_its_tab_is_attached_is_not_attached(script: Script) -> None:
    script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.attachToTarget", {"targetId": tab_target(TAB), "flatten": True})
        << raw.hears_attached(tab_target(TAB), 1)
        << raw.gets(1)
        >> raw.sends(2, "Target.getTargets")
        << raw.gets(2, {"targetInfos": [Info(attached=False)]})
    )


def test_discovery_tells_what_is_there_and_what_comes_until_it_is_turned_off(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.setDiscoverTargets", {"discover": True})
        << raw.hears("Target.targetCreated", {"targetInfo": Info(targetId=TAB["targetId"])})
        << raw.gets(1, {})
        >> chrome.shares(OTHER)
        << raw.hears("Target.targetCreated", {"targetInfo": Info(targetId=OTHER["targetId"])})
        >> chrome.updates(OTHER, title="Renamed")
        << raw.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=OTHER["targetId"], title="Renamed")})
        >> raw.sends(2, "Target.setDiscoverTargets", {"discover": False})
        << raw.gets(2, {})
        >> chrome.loses(OTHER)
    )


def test_another_attach_changes_nothing_that_discovery_tells(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    page = script.attached(raw, TAB, chrome)
    (
        script
        >> raw.sends(1, "Target.setDiscoverTargets", {"discover": True})
        << raw.hears("Target.targetCreated")
        << raw.gets(1)
        >> raw.sends(2, "Target.attachToTarget", {"targetId": TAB["targetId"], "flatten": True})
        << raw.hears_attached(TAB["targetId"], 2)
        << raw.gets(2)
        >> raw.sends(3, "Target.detachFromTarget", {"sessionId": page})
        << raw.hears_detached(TAB["targetId"], 1)
        << raw.gets(3, {})
        >> raw.sends(4, "Target.detachFromTarget", {"sessionId": sid(2)})
        << chrome.asked("debugger.detach")
        << raw.hears_detached(TAB["targetId"], 2)
        << raw.hears("Target.targetInfoChanged", {"targetInfo": Info(attached=False)})
        << raw.gets(4, {})
    )


# Attaching and its end --------------------------------------------------------------------------------------------


def test_one_client_may_attach_twice_to_one_page(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    first = script.attached(raw, TAB, chrome)
    second = script.attached(raw, TAB, chrome, first=False)
    assert first != second
    (
        script
        >> raw.sends(1, "Target.detachFromTarget", {"sessionId": first})
        << raw.hears_detached(TAB["targetId"], 1)
        << raw.gets(1, {})
    )
    script >> raw.sends(2, "Page.enable", {}, second) << chrome.commanded(TAB, "Page.enable")


def test_a_session_on_the_browser_itself(script: Script) -> None:
    script.browser(TAB)
    raw = script.client()
    browser = script.hub.world.browsers[raw.device].target_id
    (
        script
        >> raw.sends(1, "Target.attachToBrowserTarget")
        << raw.hears_attached(browser, 1)
        << raw.gets(1, {"sessionId": sid(1)})
        >> raw.sends(2, "Target.getTargets", {}, sid(1))
        << raw.gets(2, {"targetInfos": [Info(targetId=TAB["targetId"])]}, sid(1))
        >> raw.sends(3, "Target.attachToTarget", {"targetId": browser})
        << raw.hears_attached(browser, 2)
        << raw.gets(3, {"sessionId": sid(2)})
    )


def test_auto_attach_turned_off_ends_what_it_attached_and_nothing_else(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    by_hand = script.attached(raw, TAB, chrome)
    (
        script
        >> raw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << raw.hears_attached(TAB["targetId"], 2)
        << raw.gets(1, {})
        >> raw.sends(2, "Target.setAutoAttach", {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": True})
        << raw.hears_detached(TAB["targetId"], 2)
        << raw.gets(2, {})
        >> raw.sends(3, "Page.enable", {}, by_hand)
        << chrome.commanded(TAB, "Page.enable")
    )


def test_auto_attach_asked_twice_attaches_once(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << chrome.asked("debugger.attach")
        >> raw.sends(2, "Target.setAutoAttach", PLAYWRIGHT)
        >> chrome.answers(TAB)
        << raw.hears_attached(TAB["targetId"], 1)
        << raw.gets(1, {})
        << raw.gets(2, {})
    )


def test_a_page_from_which_a_client_detached_is_not_attached_again_by_an_update(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    (
        script
        >> raw.sends(1, "Target.setAutoAttach", PLAYWRIGHT)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << raw.hears_attached(TAB["targetId"], 1)
        << raw.gets(1, {})
        >> raw.sends(2, "Target.detachFromTarget", {"sessionId": sid(1)})
        << chrome.asked("debugger.detach")
        << raw.hears_detached(TAB["targetId"], 1)
        << raw.gets(2, {})
        >> chrome.answers()
        >> chrome.updates(TAB, title="Renamed")
    )


def test_a_session_is_detached_by_its_target_id_too(script: Script) -> None:
    chrome = script.browser(TAB)
    raw = script.client()
    script.attached(raw, TAB, chrome)
    (
        script
        >> raw.sends(1, "Target.detachFromTarget", {"targetId": TAB["targetId"]})
        << chrome.asked("debugger.detach")
        << raw.hears_detached(TAB["targetId"], 1)
        << raw.gets(1, {})
    )


@pytest.mark.parametrize(
    ("method", "params", "code", "message"),
    [
        ("Target.attachToTarget", {"targetId": "zz", "flatten": True}, -32602, NO_TARGET),
        ("Target.closeTarget", {"targetId": "zz"}, -32602, NO_TARGET),
        ("Target.activateTarget", {"targetId": "zz"}, -32602, NO_TARGET),
        ("Target.getTargetInfo", {"targetId": "zz"}, -32602, NO_TARGET),
        ("Target.detachFromTarget", {"sessionId": "zz"}, -32602, "No session with given id"),
        ("Target.detachFromTarget", {"targetId": "zz"}, -32602, "No session for given target id"),
        ("Target.detachFromTarget", {}, -32602, "Session id must be specified"),
        (
            "Target.setDiscoverTargets",
            {"discover": False, "filter": [{}]},
            -32602,
            "Filter should not be present with `discover` is off",
        ),
        (
            "Target.setAutoAttach",
            {"autoAttach": True, "waitForDebuggerOnStart": False},
            -32602,
            "Only flatten protocol is supported with browser level auto-attach",
        ),
    ],
)
def test_what_chrome_refuses_is_refused_in_its_words(
    script: Script, method: str, params: object, code: int, message: str
) -> None:
    script.browser(TAB)
    raw = script.client()
    script >> raw.sends(1, method, params) << raw.is_refused(1, code, message)


@pytest.mark.parametrize(
    "params", [{}, {"targetId": 5}, {"targetId": None}, [], "x", 5, {"targetId": "a", "flatten": 5}]
)
def test_parameters_of_a_wrong_type_are_refused(script: Script, params: object) -> None:
    script.browser(TAB)
    raw = script.client()
    script >> raw.sends(1, "Target.attachToTarget", params)
    [refused] = script.skip()
    assert b'"id":1,"error":{"code":-326' in refused.data  # type: ignore[union-attr]
