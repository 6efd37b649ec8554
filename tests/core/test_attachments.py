"""Chrome's debugger on a tab: there while somebody needs it, and no longer."""

from tests.script import Script, sid, tab

TAB = tab(1)
ATTACH = {"targetId": TAB["targetId"], "flatten": True}


def test_a_lease_attaches_for_one_command_and_detaches_after_it(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getStorageKey")
        << chrome.asked("debugger.attach", {"tabId": 1})
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Storage.getStorageKey", {})
        >> chrome.answers({"cookies": []})
        << alice.gets(1, {"cookies": []})
        << chrome.asked("debugger.detach", {"tabId": 1})
        >> chrome.answers()
    )


def test_a_lease_that_ends_takes_nothing_from_a_session_that_came_meanwhile(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getStorageKey")
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Storage.getStorageKey")
        >> alice.sends(2, "Target.attachToTarget", ATTACH)
        << alice.hears_attached(TAB["targetId"], 1)
        << alice.gets(2, {"sessionId": sid(1)})
        >> chrome.answers({"cookies": []})
        << alice.gets(1, {"cookies": []})
    )


def test_a_lease_is_given_back_by_a_tab_that_closes(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getStorageKey")
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Storage.getStorageKey")
        >> chrome.loses(TAB)
        << alice.is_refused(1, -32000, "Inspected target navigated or closed")
    )


def test_a_lease_that_cannot_be_had_is_an_error(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getStorageKey")
        << chrome.asked("debugger.attach")
        >> chrome.fails("Another debugger is already attached to the tab with id: 1.")
        << alice.is_refused(1, -32000, "Another debugger is already attached to the tab with id: 1.")
    )


def test_the_client_of_a_lease_may_leave(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Storage.getStorageKey")
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << chrome.commanded(TAB, "Storage.getStorageKey")
        >> alice.leaves()
        >> chrome.answers({"cookies": []})
        << chrome.asked("debugger.detach")
        >> chrome.answers()
    )


def test_a_tab_that_closes_while_chrome_is_detaching_is_not_attached_again(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script.attached(alice, TAB, chrome)
    (
        script
        >> alice.leaves()
        << chrome.asked("debugger.detach")
        >> bob.sends(1, "Target.attachToTarget", ATTACH)
        >> chrome.loses(TAB)
        << bob.is_refused(1, -32000, "Inspected target navigated or closed")
        >> chrome.fails("Debugger is not attached")
    )


def test_a_debugger_that_chrome_took_off_is_put_on_again_when_somebody_asks(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.is_detached(TAB)
        << alice.hears_detached(TAB["targetId"], 1)
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> chrome.answers(TAB)
        << alice.hears_attached(TAB["targetId"], 2)
        << alice.gets(1, {"sessionId": sid(2)})
    )


def test_a_detach_that_fails_leaves_the_tab_free(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> alice.leaves() << chrome.asked("debugger.detach") >> chrome.fails("Debugger is not attached")
    bob = script.client("bob")
    script.attached(bob, TAB, chrome)


def test_chrome_says_that_it_detached_while_it_was_attaching(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Target.attachToTarget", ATTACH)
        << chrome.asked("debugger.attach")
        >> chrome.is_detached(TAB, "target_closed")
        << alice.is_refused(1, -32000, "Inspected target navigated or closed")
        >> chrome.answers(TAB)
    )
