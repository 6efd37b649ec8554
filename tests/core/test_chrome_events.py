"""What Chrome says reaches those who asked for it, once each, and nobody else."""

import pytest

from tests.script import Script, child, counted, sid, tab

TAB = tab(1)
WAIT = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
NO_WAIT = {**WAIT, "waitForDebuggerOnStart": False}
FRAME = child(1)
WORKER = child(2, "worker")


def context(id_: int) -> dict[str, object]:
    return {"context": {"id": id_, "origin": "://", "name": "", "uniqueId": f"{id_}"}}


def test_events_of_a_domain_go_to_those_who_enabled_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Network.enable", {}, at_alice)
        << chrome.commanded(TAB, "Network.enable")
        >> chrome.reports(TAB, "Network.requestWillBeSent", {"requestId": "1"})
        << alice.hears("Network.requestWillBeSent", {"requestId": "1"}, at_alice)
    )


@pytest.mark.parametrize("method", ["Inspector.targetCrashed", "Input.dragIntercepted", "Inspector.detached"])
def test_events_that_need_no_enable_go_to_everybody_on_the_page(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    script >> chrome.reports(TAB, method, {"a": 1}) << alice.hears(method, {"a": 1}, at_alice)
    script << bob.hears(method, {"a": 1}, at_bob)


def test_document_events_go_to_those_who_asked_for_the_document(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "DOM.getDocument", {}, at_alice)
        << chrome.commanded(TAB, "DOM.getDocument")
        >> chrome.reports(TAB, "DOM.documentUpdated")
        << alice.hears("DOM.documentUpdated", {}, at_alice)
    )


def test_events_come_untouched_and_in_chromes_order(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Runtime.enable", {}, page) << chrome.commanded(TAB, "Runtime.enable")
    frame = (
        b'{"type":"event","event":"debugger.event","payload":{"tabId":1,"method":"Runtime.consoleAPICalled",'
        b'"params":{ "z":1.0,"a":[1e3, "\\u00e9"] }}}'
    )
    script >> chrome.sends_text(frame)
    [heard] = script.skip()
    assert heard.data == (  # type: ignore[union-attr]
        b'{"method":"Runtime.consoleAPICalled","params":{ "z":1.0,"a":[1e3, "\\u00e9"] },"sessionId":"%b"}'
        % page.encode()
    )


def test_a_method_with_a_quote_in_its_name_does_not_break_the_frame(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> chrome.reports(TAB, 'Odd.na"me\\', {}) << alice.hears('Odd.na"me\\', {}, page)


def test_events_of_a_tab_that_is_not_shared_or_not_attached_are_dropped_and_counted(script: Script) -> None:
    chrome = script.browser(TAB)
    script >> chrome.reports(TAB, "Page.loadEventFired") << counted("event_without_session", "Page.loadEventFired")
    script >> chrome.reports(tab(9), "Page.loadEventFired") << counted("event_without_session")
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> chrome.reports(TAB, "Page.loadEventFired", {}, "UNKNOWN") << counted("event_without_session")


# Contexts -----------------------------------------------------------------------------------------------------------


def test_a_late_enabler_is_told_the_contexts_that_are_there(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    created = "Runtime.executionContextCreated"
    (
        script
        >> alice.sends(1, "Runtime.enable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.enable")
        >> alice.sends(2, "Inspector.enable", {}, at_alice)
        << chrome.commanded(TAB, "Inspector.enable")
        >> chrome.answers(nth=1)
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, created, context(1))
        << alice.hears(created, context(1), at_alice)
        >> chrome.reports(TAB, created, context(2))
        << alice.hears(created, context(2), at_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> chrome.reports(TAB, "Runtime.executionContextDestroyed", {"executionContextId": 1})
        << alice.hears("Runtime.executionContextDestroyed", {"executionContextId": 1}, at_alice)
        >> bob.sends(1, "Page.getFrameTree", {}, at_bob)
        << chrome.commanded(TAB, "Page.getFrameTree")
        >> bob.sends(2, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.reports(TAB, created, context(3))
        << alice.hears(created, context(3), at_alice)
        >> bob.sends(3, "Inspector.enable", {}, at_bob)
        << chrome.commanded(TAB, "Inspector.enable")
        >> chrome.answers(nth=2)
        << bob.gets(3, {}, at_bob)
        >> chrome.answers({"frameTree": {}})
        << bob.gets(1, {"frameTree": {}}, at_bob)
        >> chrome.answers()
        << bob.hears(created, context(2), at_bob)
        << bob.hears(created, context(3), at_bob)
        << bob.gets(2, {}, at_bob)
        >> chrome.reports(TAB, "Runtime.executionContextsCleared")
        << alice.hears("Runtime.executionContextsCleared", {}, at_alice)
        << bob.hears("Runtime.executionContextsCleared", {}, at_bob)
    )


def test_two_who_enable_at_the_same_time_hear_each_context_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    created = "Runtime.executionContextCreated"
    (
        script
        >> alice.sends(1, "Runtime.enable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.enable")
        >> bob.sends(1, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.reports(TAB, created, context(1))
        << alice.hears(created, context(1), at_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> chrome.answers()
        << bob.hears(created, context(1), at_bob)
        << bob.gets(1, {}, at_bob)
    )


def test_one_who_enables_twice_hears_no_context_twice(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    script >> alice.sends(1, "Runtime.enable", {}, at_alice) << chrome.commanded(TAB, "Runtime.enable")
    (
        script
        >> chrome.reports(TAB, "Runtime.executionContextCreated", context(1))
        << alice.hears("Runtime.executionContextCreated", session=at_alice)
    )
    script >> bob.sends(1, "Runtime.enable", {}, at_bob) << chrome.commanded(TAB, "Runtime.enable")
    script >> alice.sends(2, "Runtime.enable", {}, at_alice) << chrome.commanded(TAB, "Runtime.enable")
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    (
        script
        >> chrome.answers()
        << bob.hears("Runtime.executionContextCreated", session=at_bob)
        << bob.gets(1, {}, at_bob)
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
    )


def test_contexts_of_before_a_navigation_are_not_replayed(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    script >> alice.sends(1, "Runtime.enable", {}, at_alice) << chrome.commanded(TAB, "Runtime.enable")
    (
        script
        >> chrome.reports(TAB, "Runtime.executionContextCreated", context(1))
        << alice.hears("Runtime.executionContextCreated", session=at_alice)
    )
    (
        script
        >> chrome.reports(TAB, "Runtime.executionContextsCleared")
        << alice.hears("Runtime.executionContextsCleared", {}, at_alice)
    )
    script >> bob.sends(1, "Runtime.enable", {}, at_bob) << chrome.commanded(TAB, "Runtime.enable")
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    script >> chrome.answers() << bob.gets(1, {}, at_bob)


def test_contexts_are_forgotten_when_nobody_listens_any_more(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    created = "Runtime.executionContextCreated"
    (
        script
        >> alice.sends(1, "Runtime.enable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.reports(TAB, created, context(1))
        << alice.hears(created, context(1), at_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> alice.sends(2, "Runtime.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.disable")
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, created, context(2))
        >> alice.sends(3, "Runtime.enable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.reports(TAB, created, context(3))
        << alice.hears(created, context(3), at_alice)
        >> chrome.answers()
        << alice.gets(3, {}, at_alice)
        >> bob.sends(1, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.answers()
        << bob.hears(created, context(3), at_bob)
        << bob.gets(1, {}, at_bob)
    )


# Children -----------------------------------------------------------------------------------------------------------


def test_a_child_is_one_session_of_chromes_and_one_of_each_client(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", NO_WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", NO_WAIT)
        >> bob.sends(1, "Target.setAutoAttach", NO_WAIT, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", NO_WAIT)
        >> chrome.reports_child(TAB, FRAME)
        << alice.hears_attached(FRAME["info"]["targetId"], 3, at_alice)
        << bob.hears_attached(FRAME["info"]["targetId"], 4, at_bob)
        >> alice.sends(2, "Page.enable", {}, sid(3))
        << chrome.commanded(TAB, "Page.enable", {}, FRAME["session"])
        >> chrome.reports(TAB, "Page.frameNavigated", {"n": 1}, FRAME["session"])
        << alice.hears("Page.frameNavigated", {"n": 1}, sid(3))
    )


def test_a_paused_child_runs_only_when_both_clients_let_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    run = "Runtime.runIfWaitingForDebugger"
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> bob.sends(1, "Target.setAutoAttach", WAIT, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> chrome.reports_child(TAB, WORKER, paused=True)
        << alice.hears_attached(WORKER["info"]["targetId"], 3, at_alice, waiting=True)
        << bob.hears_attached(WORKER["info"]["targetId"], 4, at_bob, waiting=True)
        >> alice.sends(2, run, {}, sid(3))
        << alice.gets(2, {}, sid(3))
        >> alice.sends(3, run, {}, sid(3))
        << alice.gets(3, {}, sid(3))
        >> bob.sends(2, run, {}, sid(4))
        << chrome.commanded(TAB, run, {}, WORKER["session"])
    )


def test_a_paused_child_runs_when_the_client_that_held_it_leaves(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> chrome.reports_child(TAB, WORKER, paused=True)
        << alice.hears_attached(WORKER["info"]["targetId"], 3, at_alice, waiting=True)
        >> alice.leaves()
        << chrome.commanded(TAB, "Runtime.runIfWaitingForDebugger", {}, WORKER["session"])
        << chrome.commanded(TAB, "Target.setAutoAttach", {**NO_WAIT, "autoAttach": False})
    )


def test_a_child_that_only_one_waits_for_is_running_for_the_other(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> bob.sends(1, "Target.setAutoAttach", NO_WAIT, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> chrome.reports_child(TAB, WORKER, paused=True)
        << alice.hears_attached(WORKER["info"]["targetId"], 3, at_alice, waiting=True)
        << bob.hears_attached(WORKER["info"]["targetId"], 4, at_bob)
        >> bob.sends(2, "Runtime.runIfWaitingForDebugger", {}, sid(4))
        << bob.gets(2, {}, sid(4))
        >> alice.sends(2, "Runtime.runIfWaitingForDebugger", {}, sid(3))
        << chrome.commanded(TAB, "Runtime.runIfWaitingForDebugger", {}, WORKER["session"])
    )


def test_a_paused_child_that_nobody_wants_runs_at_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.reports_child(TAB, WORKER, paused=True)
        << chrome.commanded(TAB, "Runtime.runIfWaitingForDebugger", {}, WORKER["session"])
    )


def test_a_late_auto_attacher_gets_the_children_that_are_there_before_the_answer(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", NO_WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach")
        >> chrome.reports_child(TAB, FRAME)
        << alice.hears_attached(FRAME["info"]["targetId"], 3, at_alice)
        >> chrome.answers()
        << alice.gets(1, {}, at_alice)
        >> bob.sends(1, "Target.setAutoAttach", NO_WAIT, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach")
        >> chrome.answers()
        << bob.hears_attached(FRAME["info"]["targetId"], 4, at_bob)
        << bob.gets(1, {}, at_bob)
    )


def test_auto_attach_turned_off_by_one_stays_on_for_the_other(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    off = {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": True}
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> bob.sends(1, "Target.setAutoAttach", NO_WAIT, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> chrome.reports_child(TAB, FRAME)
        << alice.hears_attached(FRAME["info"]["targetId"], 3, at_alice)
        << bob.hears_attached(FRAME["info"]["targetId"], 4, at_bob)
        >> alice.sends(2, "Target.setAutoAttach", off, at_alice)
        << alice.hears_detached(FRAME["info"]["targetId"], 3, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", NO_WAIT)
        >> bob.sends(2, "Target.setAutoAttach", off, at_bob)
        << bob.hears_detached(FRAME["info"]["targetId"], 4, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", {**NO_WAIT, "autoAttach": False})
    )


def test_a_child_announced_twice_or_in_the_place_of_the_page_is_ignored_and_counted(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Target.setAutoAttach", NO_WAIT, page) << chrome.commanded(TAB, "Target.setAutoAttach")
    script >> chrome.reports_child(TAB, FRAME) << alice.hears_attached(FRAME["info"]["targetId"], 2, page)
    script >> chrome.reports_child(TAB, FRAME) << counted("session_announced_twice")
    script >> chrome.reports_child(TAB, {**FRAME, "session": ""}) << counted("session_announced_twice")
    script >> chrome.reports_child(TAB, FRAME, FRAME["session"]) << counted("session_announced_twice")


def test_the_end_of_an_unknown_child_is_nothing(script: Script) -> None:
    chrome = script.browser(TAB)
    script.attached(script.client(), TAB, chrome)
    script >> chrome.reports(TAB, "Target.detachedFromTarget", {"sessionId": "UNKNOWN"})


def test_what_chrome_says_of_a_target_that_it_is_not_attached_to_is_nothing(script: Script) -> None:
    chrome = script.browser(TAB)
    script.attached(script.client(), TAB, chrome)
    info = {"targetId": TAB["targetId"], "type": "page", "title": "", "url": "", "attached": True}
    script >> chrome.reports(TAB, "Target.targetInfoChanged", {"targetInfo": {**info, "canAccessOpener": False}})


# Bindings, lifecycle, crashes ---------------------------------------------------------------------------------------


def test_a_binding_is_called_for_those_who_added_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> alice.sends(1, "Runtime.addBinding", {"name": "hook"}, at_alice)
        << chrome.commanded(TAB, "Runtime.addBinding")
        >> bob.sends(1, "Runtime.enable", {}, at_bob)
        << chrome.commanded(TAB, "Runtime.enable")
        >> chrome.reports(TAB, "Runtime.bindingCalled", {"name": "hook", "payload": "x"})
        << alice.hears("Runtime.bindingCalled", {"name": "hook", "payload": "x"}, at_alice)
    )


def test_lifecycle_events_go_to_those_who_turned_them_on(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    at_bob = script.attached(bob, TAB, chrome, first=False)
    (
        script
        >> bob.sends(1, "Page.enable", {}, at_bob)
        << chrome.commanded(TAB, "Page.enable")
        >> alice.sends(1, "Page.setLifecycleEventsEnabled", {"enabled": True}, at_alice)
        << chrome.commanded(TAB, "Page.setLifecycleEventsEnabled")
        >> chrome.reports(TAB, "Page.lifecycleEvent", {"name": "load"})
        << alice.hears("Page.lifecycleEvent", {"name": "load"}, at_alice)
    )


def test_a_crash_is_told_on_the_page_as_chrome_told_it_and_the_session_stays(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    script >> bob.sends(1, "Target.setDiscoverTargets", {"discover": True}) << bob.hears("Target.targetCreated")
    script << bob.gets(1)
    (
        script
        >> chrome.reports(TAB, "Inspector.targetCrashed")
        << alice.hears("Inspector.targetCrashed", {}, at_alice)
        >> alice.sends(1, "Page.reload", {}, at_alice)
        << chrome.commanded(TAB, "Page.reload")
    )
