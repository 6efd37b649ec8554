"""Sessions: opened by command or auto-attach, ended by anybody."""

from tabrelay.core.attaching import Latch
from tests.script import Info, Script, audited, child, sid, tab, told

TAB = tab(1)
OTHER = tab(2)
WAIT = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
NO_WAIT = {**WAIT, "waitForDebuggerOnStart": False}
ATTACH = {"targetId": TAB["targetId"], "flatten": True}
CLOSED = "Inspected target navigated or closed"


def test_two_clients_on_one_tab_have_sessions_of_their_own_and_chrome_is_attached_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> bob.sends(1, "Target.attachToTarget", ATTACH)
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        << alice.gets(1, {"sessionId": sid(1)})
        << bob.hears_attached(TAB["targetId"], 2)
        << bob.gets(1, {"sessionId": sid(2)})
    )


def test_chrome_is_detached_when_the_last_client_leaves_and_not_before(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script.attached(alice, TAB, chrome)
    script.attached(bob, TAB, chrome, first=False)
    script >> alice.leaves() << told("client.disconnected", id="alice") << audited("client.disconnected", "alice")
    script >> bob.leaves() << chrome.asked("debugger.detach", {"tabId": 1}) >> chrome.answers()


def test_a_page_that_chrome_will_not_attach_to_is_an_error_for_everybody_who_asked(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> bob.sends(2, "Target.attachToTarget", ATTACH)
        >> chrome.fails("Cannot access a chrome:// URL")
        << alice.is_refused(1, -32000, "Cannot access a chrome:// URL")
        << bob.is_refused(2, -32000, "Cannot access a chrome:// URL")
    )


def test_auto_attach_passes_over_a_page_that_chrome_will_not_attach_to(script: Script) -> None:
    chrome = script.browser(TAB, OTHER)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT)
        << chrome.asked("debugger.attach", {"tabId": 1})
        << chrome.asked("debugger.attach", {"tabId": 2})
        >> chrome.fails("Cannot access a chrome:// URL")
        >> chrome.answers(OTHER)
        << alice.hears_attached(OTHER["targetId"], 1)
        << alice.gets(1, {})
    )


def test_a_page_that_could_not_be_attached_is_tried_again_when_it_changes(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT)
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.fails("Cannot access a chrome:// URL")
        << alice.gets(1, {})
        >> chrome.updates(TAB, url="https://reachable.example/")
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
    )


def test_the_client_left_while_chrome_was_attaching(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> alice.leaves()
        >> chrome.answers(TAB)
        << chrome.asked("debugger.detach", {"tabId": 1})
        >> chrome.answers()
    )


def test_the_session_that_asked_ended_while_chrome_was_attaching_and_its_command_is_answered(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToBrowserTarget")
        << alice.hears("Target.attachedToTarget")
        << alice.gets(1, {"sessionId": sid(1)})
        >> alice.sends(2, "Target.attachToTarget", ATTACH, sid(1))
        << chrome.asked("debugger.attach")
        >> alice.sends(3, "Target.setAutoAttach", WAIT, sid(1))
        >> alice.sends(4, "Target.detachFromTarget", {"sessionId": sid(1)})
        << alice.hears("Target.detachedFromTarget")
        << alice.gets(4, {})
        >> chrome.answers(TAB)
        << alice.is_refused(2, -32000, CLOSED, sid(1))
        << alice.is_refused(3, -32000, CLOSED, sid(1))
        << chrome.asked("debugger.detach")
    )


def test_a_client_that_comes_while_chrome_is_detaching_gets_it_attached_again(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script.attached(alice, TAB, chrome)
    (
        script
        >> alice.leaves()
        << chrome.asked("debugger.detach")
        >> bob.sends(1, "Target.attachToTarget", ATTACH)
        >> chrome.answers()
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << bob.hears_attached(TAB["targetId"], 2)
        << bob.gets(1, {"sessionId": sid(2)})
    )


def test_commands_in_flight_to_a_tab_that_closes_are_answered_once_each(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Runtime.evaluate", {"expression": "1"}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> alice.sends(2, "Runtime.enable", {}, page)
        << chrome.commanded(TAB, "Runtime.enable")
        >> alice.sends(3, "Target.closeTarget", {"targetId": TAB["targetId"]})
        << chrome.commanded(TAB, "Target.closeTarget")
        >> chrome.loses(TAB)
        << alice.is_refused(1, -32000, CLOSED, page)
        << alice.is_refused(2, -32000, CLOSED, page)
        << alice.hears_detached(TAB["targetId"], 1)
        << alice.gets(3, {"success": True})
        >> chrome.answers()
        >> chrome.answers()
        >> chrome.fails("Debugger is not attached to the tab with id: 1.")
        >> alice.sends(4, "Runtime.evaluate", {"expression": "1"}, page)
        << alice.is_refused(4, -32001)
    )


def test_commands_in_flight_are_answered_when_their_session_is_detached(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Runtime.evaluate", {"expression": "1"}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> alice.sends(2, "Target.detachFromTarget", {"sessionId": page})
        << alice.is_refused(1, -32000, CLOSED, page)
        << chrome.asked("debugger.detach")
        << alice.hears_detached(TAB["targetId"], 1)
        << alice.gets(2, {})
        >> chrome.answers({"result": {}})
        >> chrome.answers()
    )


def test_a_session_that_ends_takes_those_below_it_along(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    frame, worker = child(1), child(2, "worker")
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", NO_WAIT, page)
        << chrome.commanded(TAB, "Target.setAutoAttach")
        >> chrome.reports_child(TAB, frame)
        << alice.hears_attached(frame["info"]["targetId"], 2, page)
        >> alice.sends(2, "Target.setAutoAttach", NO_WAIT, sid(2))
        << chrome.commanded(TAB, "Target.setAutoAttach", session=frame["session"])
        >> chrome.reports_child(TAB, worker, frame["session"])
        << alice.hears_attached(worker["info"]["targetId"], 3, sid(2))
        >> chrome.reports(TAB, "Target.detachedFromTarget", {"sessionId": frame["session"]})
        << alice.hears_detached(worker["info"]["targetId"], 3, sid(2))
        << alice.is_refused(2, -32000, CLOSED, sid(2))
        << alice.hears_detached(frame["info"]["targetId"], 2, page)
    )


def test_a_tab_shared_later_is_attached_for_everybody_who_auto_attaches(script: Script) -> None:
    chrome = script.browser()
    alice, bob = script.client("alice"), script.client("bob")
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT)
        << alice.gets(1, {})
        >> bob.sends(1, "Target.setAutoAttach", NO_WAIT)
        << bob.gets(1, {})
        >> chrome.shares(TAB)
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        << bob.hears_attached(TAB["targetId"], 2)
    )


def test_a_popup_is_attached_and_names_its_opener(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        << alice.gets(1, {})
        >> chrome.shares(OTHER, openerTabId=1)
        << chrome.asked("debugger.attach", {"tabId": 2})
        >> chrome.answers(OTHER)
        << alice.hears(
            "Target.attachedToTarget",
            Info(sessionId=sid(2), targetInfo=Info(targetId=OTHER["targetId"], openerId=TAB["targetId"])),
        )
    )


def test_browser_close_ends_the_client_and_nothing_of_the_person(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Browser.close")
        << alice.gets(1, {})
        << chrome.asked("debugger.detach", {"tabId": 1})
        << alice.is_closed(1000)
        << told("client.disconnected", id="alice")
        << audited("client.disconnected", "alice")
    )
    assert script.hub.clients() == []
    assert [view.url for view in script.hub.tabs()] == [TAB["url"]]


def test_a_latch_runs_once_all_that_was_held_is_released() -> None:
    ran: list[str] = []
    latch = Latch(lambda: ran.append("now"))
    latch.hold()
    latch.release()
    assert ran == []
    latch.release()
    assert ran == ["now"]
