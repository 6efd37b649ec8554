"""Lifecycle events: for those who turned them on, and who does late is told what was told before."""

from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)
SET = "Page.setLifecycleEventsEnabled"
EVENT = "Page.lifecycleEvent"


def life(name: str, loader: str = "L1", frame: str = "F") -> dict[str, str]:
    return {"frameId": frame, "loaderId": loader, "name": name}


def turn_on(script: Script, chrome: Extension, client: CdpClient, session: str) -> None:
    script >> client.sends(1, SET, {"enabled": True}, session) << chrome.commanded(TAB, SET, {"enabled": True})


def test_what_chrome_tells_again_is_for_the_one_who_came_late(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    turn_on(script, chrome, alice, at_alice)
    script >> chrome.reports(TAB, EVENT, life("load")) << alice.hears(EVENT, life("load"), at_alice)
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    turn_on(script, chrome, bob, at_bob)
    (
        script
        >> chrome.reports(TAB, EVENT, life("load"))
        << bob.hears(EVENT, life("load"), at_bob)
        >> chrome.reports(TAB, EVENT, life("networkIdle"))
        << alice.hears(EVENT, life("networkIdle"), at_alice)
        << bob.hears(EVENT, life("networkIdle"), at_bob)
        >> chrome.reports(TAB, EVENT, life("load", loader="L2"))
        << alice.hears(EVENT, life("load", loader="L2"), at_alice)
        << bob.hears(EVENT, life("load", loader="L2"), at_bob)
        >> chrome.answers()
        << bob.gets(1, {}, at_bob)
    )


def test_turned_off_by_one_they_stay_on_for_the_other(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        turn_on(script, chrome, client, session)
        script >> chrome.answers() << client.gets(1, {}, session)
    (
        script
        >> alice.sends(2, SET, {"enabled": False}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, EVENT, life("load"))
        << bob.hears(EVENT, life("load"), at_bob)
        >> bob.sends(2, SET, {"enabled": False}, at_bob)
        << chrome.commanded(TAB, SET, {"enabled": False})
        >> chrome.answers()
        << bob.gets(2, {}, at_bob)
        >> chrome.reports(TAB, EVENT, life("late"))
    )


def test_they_are_turned_off_when_the_last_listener_leaves(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    turn_on(script, chrome, alice, at_alice)
    script >> alice.leaves() << chrome.commanded(TAB, SET, {"enabled": False})


def test_page_disable_turns_them_off_for_its_session(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(9, "Page.enable", {}, session) << chrome.commanded(TAB, "Page.enable")
        script >> chrome.answers() << client.gets(9, {}, session)
    turn_on(script, chrome, alice, at_alice)
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    (
        script
        >> alice.sends(2, "Page.disable", {}, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId")
        >> chrome.answers()
        << chrome.commanded(TAB, SET, {"enabled": False})
        << alice.gets(2, {}, at_alice)
    )


def test_a_document_that_is_written_anew_has_its_events_again(script: Script) -> None:
    chrome, alice, at_alice, _, _ = script.pair(TAB)
    turn_on(script, chrome, alice, at_alice)
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    for _ in range(2):
        script >> chrome.reports(TAB, EVENT, life("load")) << alice.hears(EVENT, life("load"), at_alice)
