"""A script for new documents belongs to the session that added it."""

from tests.script import Script, tab

TAB = tab(1)
ADD = "Page.addScriptToEvaluateOnNewDocument"
REMOVE = "Page.removeScriptToEvaluateOnNewDocument"


def test_those_that_are_left_leave_with_their_session(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    for id_, identifier in ((1, "7"), (2, "8")):
        script >> alice.sends(id_, ADD, {"source": "1"}, at_alice) << chrome.commanded(TAB, ADD)
        script >> chrome.answers({"identifier": identifier}) << alice.gets(id_, {"identifier": identifier}, at_alice)
    (
        script
        >> alice.sends(3, REMOVE, {"identifier": "8"}, at_alice)
        << chrome.commanded(TAB, REMOVE)
        >> chrome.answers()
        << alice.gets(3, {}, at_alice)
        >> alice.leaves()
        << chrome.commanded(TAB, REMOVE, {"identifier": "7"})
    )


def test_another_session_cannot_remove_it(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    script >> alice.sends(1, ADD, {"source": "1"}, at_alice) << chrome.commanded(TAB, ADD)
    script >> chrome.answers({"identifier": "7"}) << alice.gets(1, {"identifier": "7"}, at_alice)
    script >> bob.sends(1, REMOVE, {"identifier": "7"}, at_bob) << bob.is_refused(1, -32000, "Script not found", at_bob)


def test_one_that_chrome_names_after_its_client_left_is_removed(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    (
        script
        >> alice.sends(1, ADD, {"source": "1"}, at_alice)
        << chrome.commanded(TAB, ADD)
        >> alice.leaves()
        >> chrome.answers({"identifier": "7"})
        << chrome.commanded(TAB, REMOVE, {"identifier": "7"})
    )


def test_one_that_chrome_names_after_everybody_left_went_with_the_debugger(script: Script) -> None:
    chrome, alice, at_alice, bob, _ = script.pair(TAB)
    (
        script
        >> alice.sends(1, ADD, {"source": "1"}, at_alice)
        << chrome.commanded(TAB, ADD)
        >> alice.leaves()
        >> bob.leaves()
        << chrome.asked("debugger.detach")
        >> chrome.answers({"identifier": "7"})
    )


def test_page_disable_takes_out_those_of_its_session(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Page.enable", {}, session) << chrome.commanded(TAB, "Page.enable")
        script >> chrome.answers() << client.gets(1, {}, session)
    for client, session, identifier in ((alice, at_alice, "7"), (bob, at_bob, "8")):
        script >> client.sends(2, ADD, {"source": "1"}, session) << chrome.commanded(TAB, ADD)
        script >> chrome.answers({"identifier": identifier}) << client.gets(2, {"identifier": identifier}, session)
    (
        script
        >> alice.sends(3, "Page.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << chrome.commanded(TAB, REMOVE, {"identifier": "7"})
        << alice.gets(3, {}, at_alice)
        >> bob.sends(3, "Page.disable", {}, at_bob)
        << chrome.commanded(TAB, "Page.disable", {})
        >> chrome.answers(nth=-1)
        << bob.gets(3, {}, at_bob)
    )
