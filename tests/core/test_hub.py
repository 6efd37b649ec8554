"""The hub as a whole: links that come and go, clients that are let in and cut, time that passes."""

import pytest

from tabrelay.core import invariants
from tabrelay.core.events import (
    ActivateTab,
    BrowserForgotten,
    BrowserMessage,
    BrowserUnlinked,
    ClientGone,
    ClientMessage,
    ClockTicked,
    CloseTab,
    OpenTab,
    TicketEnded,
)
from tabrelay.protocol.ids import ClientId, ConnId, DeviceId, TargetId, TicketId
from tabrelay.protocol.limits import Limits
from tests.script import (
    DEVICE,
    PRODUCT,
    USER_AGENT,
    Info,
    Script,
    answered,
    audited,
    child,
    counted,
    sid,
    tab,
    tab_target,
    told,
)

TAB = tab(1)
OTHER = tab(2)
ATTACH = {"targetId": TAB["targetId"], "flatten": True}
AUTO = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
LOST = "The browser's link was lost before it answered. Try again."
AWAY = "The browser is not linked at the moment. Open it, or look at the extension's badge."


# Links --------------------------------------------------------------------------------------------------------------


def test_a_browser_is_linked_for_operators_when_it_has_said_what_it_shares(script: Script) -> None:
    chrome = script.browser()
    script << told("browser.linked", id=DEVICE, name="desk", state="linked", product=PRODUCT)
    script >> chrome.snapshot(TAB) << told("tab.shared", target_id=TAB["targetId"])
    [view] = script.hub.browsers()
    assert (view.state, view.tabs, view.mode) == ("linked", 1, "shared")


def test_operators_hear_of_every_link_and_of_every_end(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.unlinks("asleep") << told("browser.unlinked", id=DEVICE, reason="asleep")
    script << audited("browser.unlinked", DEVICE, "asleep")
    assert [view.state for view in script.hub.browsers()] == ["away"]
    script >> chrome.links() << audited("browser.linked", DEVICE)
    script >> chrome.snapshot(TAB) << told("browser.linked", id=DEVICE)


def test_commands_in_flight_are_answered_when_the_link_drops(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> alice.sends(2, "Target.createTarget", {"url": "about:blank"})
        << chrome.asked("tabs.create")
        >> alice.sends(3, "Target.closeTarget", {"targetId": TAB["targetId"]})
        << chrome.commanded(TAB, "Target.closeTarget")
        >> chrome.unlinks()
        << alice.is_refused(1, -32000, LOST, page)
        << alice.is_refused(2, -32000, LOST)
        << alice.is_refused(3, -32000, LOST)
        >> alice.sends(4, "Runtime.evaluate", {}, page)
        << alice.is_refused(4, -32000, AWAY, page)
        >> alice.sends(5, "Target.getTargets")
        << alice.gets(5, {"targetInfos": [Info(targetId=TAB["targetId"])]})
    )


def test_sessions_survive_a_link_that_comes_back_with_the_debugger_attached(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.unlinks()
        >> chrome.links()
        >> chrome.snapshot({**TAB, "attached": True})
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> chrome.answers({"result": {}})
        << alice.gets(1, {"result": {}}, page)
    )


def test_sessions_end_when_the_link_comes_back_without_the_debugger(script: Script) -> None:
    chrome = script.browser(TAB, OTHER)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script.attached(alice, OTHER, chrome)
    (
        script
        >> chrome.unlinks()
        >> chrome.links()
        >> chrome.snapshot(TAB)
        << alice.hears_detached(TAB["targetId"], 1)
        << alice.hears_detached(OTHER["targetId"], 2)
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << alice.is_refused(1, -32001)
    )


def test_auto_attached_pages_are_attached_anew_when_the_link_comes_back_without_the_debugger(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", AUTO)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        << alice.gets(1)
        >> chrome.unlinks()
        >> chrome.links()
        >> chrome.snapshot(TAB)
        << alice.hears_detached(TAB["targetId"], 1)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 2)
    )


def test_a_debugger_that_nobody_needs_is_taken_off_after_a_restart(script: Script) -> None:
    chrome = script.browser()
    script >> chrome.snapshot({**TAB, "attached": True}) << chrome.asked("debugger.detach", {"tabId": 1})


def test_a_client_that_left_while_the_browser_was_away_leaves_nothing(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.unlinks()
        >> alice.leaves()
        >> chrome.links()
        >> chrome.snapshot({**TAB, "attached": True})
        << chrome.asked("debugger.detach", {"tabId": 1})
    )


def test_nothing_is_asked_of_a_browser_before_it_has_said_what_is_left_of_its_tabs(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.unlinks()
        >> chrome.links()
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << alice.is_refused(1, -32000, AWAY, page)
        >> chrome.snapshot({**TAB, "attached": True})
        >> alice.sends(2, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
    )
    assert script.hub.discovery(DEVICE) is not None


def test_attaching_is_refused_when_the_link_drops_meanwhile(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> chrome.unlinks()
        << alice.is_refused(1, -32000, LOST)
        >> alice.sends(2, "Target.attachToTarget", ATTACH)
        << alice.is_refused(2, -32000, AWAY)
        >> chrome.links()
        >> chrome.snapshot({**TAB, "attached": True})
        << chrome.asked("debugger.detach")
    )


def test_a_detach_that_the_dropped_link_swallowed_is_asked_for_again(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script.attached(alice, TAB, chrome)
    (
        script
        >> alice.leaves()
        << chrome.asked("debugger.detach")
        >> bob.sends(1, "Target.attachToTarget", ATTACH)
        >> chrome.unlinks()
        << bob.is_refused(1, -32000, AWAY)
        >> chrome.links()
        >> chrome.snapshot({**TAB, "attached": True})
        << chrome.asked("debugger.detach")
    )


def test_a_newer_link_takes_the_place_of_the_older(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    old = chrome.conn
    (
        script
        >> alice.sends(1, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
        >> chrome.links()
        << alice.is_refused(1, -32000, LOST, page)
        << chrome.is_cut(4004)
        << counted("link_superseded")
        >> chrome.snapshot({**TAB, "attached": True})
        >> BrowserUnlinked(old, "closed by the gateway")
        >> BrowserMessage(old, b'{"type":"event","event":"tab.gone","payload":{"tabId":1,"reason":"closed"}}')
        >> alice.sends(2, "Runtime.evaluate", {}, page)
        << chrome.commanded(TAB, "Runtime.evaluate")
    )


def test_two_browsers_are_two_worlds(script: Script) -> None:
    script.browser(TAB)
    laptop = script.browser(OTHER, name="laptop", device=DeviceId("e" * 64))
    alice, bob = script.client("alice"), script.client("bob", device=laptop.device)
    (
        script
        >> alice.sends(1, "Target.getTargets")
        << alice.gets(1, {"targetInfos": [Info(targetId=TAB["targetId"])]})
        >> bob.sends(1, "Target.getTargets")
        << bob.gets(1, {"targetInfos": [Info(targetId=OTHER["targetId"])]})
        >> bob.sends(2, "Target.attachToTarget", ATTACH)
        << bob.is_refused(2, -32602)
        >> laptop.unlinks()
        >> alice.sends(2, "Target.closeTarget", ATTACH)
    )
    assert script.skip()


# Time ---------------------------------------------------------------------------------------------------------------


def test_a_browser_that_stays_away_is_given_up_with_its_clients(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.unlinks()
        >> script.later(59_999)
        >> script.later(1)
        << alice.is_closed(4008)
        << told("client.disconnected", id="alice")
        << told("tab.gone", target_id=TAB["targetId"])
        << counted("client_cut", "BROWSER_GONE")
        << audited("browser.forgotten", DEVICE)
    )
    assert script.hub.browsers() == []
    assert list(invariants.leftovers(script.hub.world)) == []


def test_a_browser_that_comes_back_in_time_is_not_given_up(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.unlinks() >> script.later(59_000) >> chrome.links() >> chrome.snapshot(TAB) >> script.later(60_000)
    assert [view.state for view in script.hub.browsers()] == ["linked"]


def test_a_deadline_names_the_method_the_tab_and_the_age(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Page.captureScreenshot", {}, page)
        << chrome.commanded(TAB, "Page.captureScreenshot")
        >> script.later(599_999)
        >> script.later(1)
        << alice.is_refused(1, -32000, "Chrome did not answer 'Page.captureScreenshot' on tab 1 within 600 s", page)
        << counted("deadline_passed", "Page.captureScreenshot")
        >> chrome.answers({"data": ""})
        << counted("answer_too_late")
    )


def test_an_attach_that_chrome_never_answers_is_an_error_and_may_be_tried_again(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> script.later(10_000)
        << chrome.asked("debugger.detach", {"tabId": 1})
        << alice.is_refused(1, -32000, "Chrome did not answer 'attach' on tab 1 within 10 s")
        >> alice.sends(2, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
    )


def test_a_tick_with_nothing_due_does_nothing(script: Script) -> None:
    script.browser(TAB)
    script >> ClockTicked()


# Revocation ---------------------------------------------------------------------------------------------------------


def test_a_revoked_device_is_cut_after_its_pages_are_left_as_they_were(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> BrowserForgotten(DEVICE)
        << chrome.asked("debugger.detach", {"tabId": 1})
        << alice.is_closed(4008)
        << chrome.is_cut(4005)
        << audited("browser.forgotten", DEVICE)
        >> BrowserUnlinked(chrome.conn, "closed")
        >> alice.leaves()
    )
    assert script.hub.browsers() == []


def test_a_revoked_device_that_is_away_is_forgotten(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.unlinks() >> BrowserForgotten(DEVICE) >> BrowserForgotten(DEVICE)
    assert script.hub.browsers() == []


def test_commands_in_flight_to_a_revoked_device_are_not_left_hanging(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> OpenTab(5, DEVICE, "https://x.example/") << chrome.asked("tabs.create")
    script >> BrowserForgotten(DEVICE) << answered(5, None, LOST) << chrome.is_cut(4005)


# Clients ------------------------------------------------------------------------------------------------------------


def test_operators_hear_of_clients(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    script << told("client.connected", id="alice", ticket="ticket-alice", label="label of alice", sessions=1)
    script << audited("client.connected", "alice", "ticket ticket-alice label of alice")
    assert [view.id for view in script.hub.clients()] == ["alice"]
    script >> alice.leaves() << told("client.disconnected", id="alice", reason="connection lost")
    assert script.hub.clients() == []


def test_a_client_for_a_browser_that_is_not_there_is_closed(script: Script) -> None:
    script.client()
    script << counted("refused", "BROWSER_AWAY")
    [closed] = script.skip()
    assert (closed.code, closed.reason.partition(":")[0]) == (4008, "BROWSER_AWAY")  # type: ignore[union-attr]
    assert script.hub.clients() == []


def test_frames_of_clients_and_browsers_that_are_gone_are_nothing(script: Script) -> None:
    (
        script
        >> ClientMessage(ClientId("nobody"), b"{}")
        >> ClientGone(ClientId("nobody"), "")
        >> BrowserMessage(ConnId("nothing"), b"{}")
    )


def test_an_ended_ticket_cuts_the_clients_it_let_in_and_no_others(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script.attached(alice, TAB, chrome)
    (
        script
        >> TicketEnded(TicketId("ticket-alice"), "TICKET_REVOKED")
        << chrome.asked("debugger.detach")
        << alice.is_closed(4007, "TICKET_REVOKED")
        << counted("client_cut", "TICKET_ENDED")
        >> bob.sends(1, "Target.getTargets")
        << bob.gets(1)
    )


# /devtools/page -----------------------------------------------------------------------------------------------------


def test_a_page_client_is_a_page_session_whose_frames_wait_for_the_debugger(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    (
        script
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> alice.sends(1, "Runtime.enable")
        >> alice.sends(2, "Runtime.evaluate", {"expression": "1"})
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Runtime.enable")
        << chrome.commanded(TAB, "Runtime.evaluate", {"expression": "1"})
        >> chrome.reports(TAB, "Runtime.executionContextCreated", {"context": {"id": 1}})
        << alice.hears("Runtime.executionContextCreated")
        >> chrome.answers()
        << alice.gets(1, {})
        >> chrome.answers({"result": {"type": "number", "value": 1}})
        << alice.gets(2, {"result": {"type": "number", "value": 1}})
        >> alice.sends(3, "Target.getTargetInfo")
        << alice.gets(3, {"targetInfo": Info(targetId=TAB["targetId"], attached=True)})
        >> alice.leaves()
        << chrome.asked("debugger.detach")
    )


def test_a_page_client_on_an_attached_page_is_served_at_once(script: Script) -> None:
    chrome = script.browser(TAB)
    script.attached(script.client("bob"), TAB, chrome)
    alice = script.client(target=TAB["targetId"])
    script >> alice.sends(1, "Page.enable") << chrome.commanded(TAB, "Page.enable")


def test_a_page_client_is_closed_with_its_tab(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    script << chrome.asked("debugger.attach") >> chrome.answers(TAB)
    (
        script
        >> chrome.loses(TAB)
        << alice.hears("Inspector.detached", {"reason": "target_closed"})
        << alice.is_closed(1000, "target closed")
        << told("client.disconnected", id="alice")
    )
    assert script.hub.clients() == []


def test_a_page_client_on_a_page_that_cannot_be_attached_is_closed_with_the_reason(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    (
        script
        << chrome.asked("debugger.attach")
        >> alice.sends(1, "Page.enable")
        >> chrome.fails("Cannot access a chrome:// URL")
        << alice.is_closed(4008, "Cannot access a chrome:// URL")
        << told("client.disconnected", id="alice")
        << audited("client.disconnected", "alice")
    )


def test_a_page_client_whose_tab_closes_before_it_is_attached_is_closed(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    script << chrome.asked("debugger.attach") >> chrome.loses(TAB) << alice.is_closed(4008)


def test_a_page_client_that_leaves_before_it_is_attached_is_not_answered(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    (
        script
        << chrome.asked("debugger.attach")
        >> alice.sends(1, "Page.enable")
        >> alice.leaves()
        >> chrome.answers(TAB)
        << chrome.asked("debugger.detach")
    )


def test_a_page_client_that_sends_too_much_before_it_is_attached_is_cut() -> None:
    script = Script(Limits(frame_bytes=1_000))
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    (
        script
        << chrome.asked("debugger.attach")
        >> alice.sends(1, "Runtime.evaluate", {"expression": "x" * 600})
        >> alice.sends(2, "Runtime.evaluate", {"expression": "x" * 600})
        << alice.is_closed(1009)
        << counted("client_cut", "TOO_LARGE")
        >> chrome.answers(TAB)
        << chrome.asked("debugger.detach")
    )


def test_a_page_client_that_closes_in_its_backlog_is_not_heard_after_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    (
        script
        << chrome.asked("debugger.attach")
        >> alice.sends(1, "Browser.close")
        >> alice.sends(2, "Page.enable")
        >> alice.sends_text("{garbage")
        >> chrome.answers(TAB)
        << alice.gets(1, {})
        << chrome.asked("debugger.detach")
        << alice.is_closed(1000)
    )


def test_a_page_client_has_children_of_its_own(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client(target=TAB["targetId"])
    frame = child(1)
    (
        script
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        >> alice.sends(1, "Target.setAutoAttach", AUTO)
        << chrome.commanded(TAB, "Target.setAutoAttach", AUTO)
        >> chrome.reports_child(TAB, frame)
        << alice.hears_attached(frame["info"]["targetId"], 1)
        >> chrome.loses(TAB)
        << alice.hears("Inspector.detached", {"reason": "target_closed"})
        << alice.is_closed(1000)
    )


def test_a_page_client_for_a_target_that_is_not_shared_is_closed(script: Script) -> None:
    script.browser(TAB)
    alice = script.client(target="nope")
    script << alice.is_closed(4008) << counted("refused", "TARGET_UNKNOWN")


def test_a_page_client_while_the_browser_is_away_is_closed(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.unlinks()
    alice = script.client(target=TAB["targetId"])
    script << told("client.disconnected", id="alice") << alice.is_closed(4008)


# Discovery ----------------------------------------------------------------------------------------------------------


def test_discovery_lists_the_shared_pages(script: Script) -> None:
    script.browser(TAB, OTHER)
    found = script.hub.discovery(DEVICE)
    assert found is not None
    assert (found.product, found.user_agent, found.protocol_version) == (PRODUCT, USER_AGENT, "1.3")
    assert [info.target_id for info in found.targets] == [TAB["targetId"], OTHER["targetId"]]


def test_discovery_of_a_browser_that_is_away_or_unknown_is_nothing(script: Script) -> None:
    assert script.hub.discovery(DEVICE) is None
    chrome = script.browser(TAB)
    script >> chrome.unlinks()
    assert script.hub.discovery(DEVICE) is None
    script >> chrome.links()
    assert script.hub.discovery(DEVICE) is None
    script >> chrome.snapshot(TAB)
    assert script.hub.discovery(DEVICE) is not None


def test_a_tab_is_opened_activated_and_closed_for_discovery(script: Script) -> None:
    chrome = script.browser()
    target = TargetId(TAB["targetId"])
    (
        script
        >> OpenTab(1, DEVICE, "https://example.org/")
        << chrome.asked("tabs.create", {"url": "https://example.org/", "active": False, "newWindow": False})
        >> chrome.answers(TAB)
        << answered(1, target)
        >> ActivateTab(2, DEVICE, target)
        << chrome.asked("tabs.activate", {"tabId": 1})
        >> chrome.answers()
        << answered(2, target)
        >> CloseTab(3, DEVICE, TargetId(tab_target(TAB)))
        << chrome.asked("tabs.remove", {"tabId": 1})
        >> chrome.loses(TAB)
        >> chrome.fails("No tab with id: 1.")
        << answered(3, target)
    )


def test_a_tab_opened_for_discovery_is_answered_when_it_is_attached(script: Script) -> None:
    chrome = script.browser()
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", AUTO)
        << alice.gets(1)
        >> OpenTab(1, DEVICE, "")
        << chrome.asked("tabs.create", {"url": "about:blank", "active": False, "newWindow": False})
        >> chrome.answers(TAB)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 1)
        << answered(1, TAB["targetId"])
    )


def test_discoverys_failures_are_answers_too(script: Script) -> None:
    chrome = script.browser(TAB)
    nobody, target = DeviceId("nobody"), TargetId(TAB["targetId"])
    (
        script
        >> OpenTab(1, nobody, "")
        << answered(1, None, AWAY)
        >> ActivateTab(2, nobody, target)
        << answered(2, None, f"No such target id: {target}")
        >> CloseTab(3, DEVICE, TargetId("zz"))
        << answered(3, None, "No such target id: zz")
        >> OpenTab(4, DEVICE, "chrome://settings")
        << chrome.asked("tabs.create")
        >> chrome.fails("Cannot be driven")
        << answered(4, None, "Cannot be driven")
        >> OpenTab(5, DEVICE, "")
        << chrome.asked("tabs.create")
        >> chrome.answers({"tabId": []})
    )
    [answer] = script.skip()
    assert (answer.token, answer.target) == (5, None)  # type: ignore[union-attr]
    assert answer.error  # type: ignore[union-attr]
    script >> ActivateTab(6, DEVICE, target) << chrome.asked("tabs.activate") >> chrome.loses(TAB)
    script << answered(6, target, "Inspected target navigated or closed")
    script >> chrome.unlinks() >> OpenTab(7, DEVICE, "") << answered(7, None, AWAY)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_ids_are_the_shells(script: Script, number: int) -> None:
    script.browser(TAB)
    alice = script.client()
    for index in range(1, number + 1):
        script >> alice.sends(index, "Target.attachToBrowserTarget")
        script << alice.hears("Target.attachedToTarget") << alice.gets(index, {"sessionId": sid(index)})
